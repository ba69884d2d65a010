"""Disturbs runs and looks what is stored afterwards: each promise of docs/reliability.md as a command.

    python -m tests.reliability kill --moments 50 --seed 7
    python -m tests.reliability twice
    python -m tests.reliability orders
    python -m tests.reliability full            needs root, for a small disk of its own

The exit code is 0 if every try ends in the content of an undisturbed run.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.reliability import full, orders, tries
from tests.reliability.ground import Ground, open_ground


def main() -> int:
    """Try and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="dateline-reliability-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with open_ground(folder) as ground:
            try:
                for line in _lines(ground, options):
                    print(line, flush=True)  # noqa: T201
            except AssertionError as error:
                print(f"A promise does not hold: {error}", file=sys.stderr)  # noqa: T201
                return 1
    return 0


def _lines(ground: Ground, options: argparse.Namespace) -> Iterator[str]:
    if options.what in {"orders", "all"}:
        yield from orders.orders(ground, seed=options.seed)
    if options.what in {"full", "all"}:
        yield from full.full(ground)
    if options.what in {"kill", "twice", "all"}:
        expected = tries.undisturbed(ground)
    if options.what in {"twice", "all"}:
        yield from tries.twice(ground, expected)
    if options.what in {"kill", "all"}:
        yield from tries.kill(ground, expected, moments=options.moments, seed=options.seed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("what", choices=("kill", "twice", "orders", "full", "all"), nargs="?", default="all")
    parser.add_argument("--moments", type=int, default=50, help="how often something is killed")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="of the moments")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
