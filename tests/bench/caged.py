"""What it costs to unpack an archive in a process of its own: the same ZIP of small members, caged and not.

    compare(folder, 5_000)  ->  Caged(members=5_000, caged=[4.1, ...], uncaged=[3.9, ...])

Both keep every member under a fresh `raw/`, which is most of the work, and take turns. The cage's start counts.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from etl.records import Found
from etl.settings import Settings
from etl.sources import files
from etl.sources.containers import ContainerLimits
from etl.unpack import members, unpack
from tests.bench.generate import as_text, make_story

ROUNDS = 3


@dataclass(slots=True)
class Caged:
    """Seconds of each round."""

    members: int
    caged: list[float] = field(default_factory=list)
    uncaged: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Members a second in a cage as a share of those without one, in the best round of each."""
        return min(self.uncaged) / min(self.caged)


def compare(folder: Path, count: int) -> Caged:
    """Unpack `ROUNDS` times both ways."""
    with zipfile.ZipFile(folder / "news.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"{number}.txt", as_text(make_story(number), wrapped=False))
    (found,) = files.find(files.source_of(str(folder / "news.zip")))
    measured = Caged(members=count)
    for number in range(ROUNDS):
        raw_dir = folder / f"unpacked-{number}"
        settings = Settings(raw_dir=raw_dir / "caged", database_url=None, _env_file=None)
        measured.uncaged.append(_seconds(members(found, raw_dir / "uncaged", ContainerLimits()), count))
        measured.caged.append(_seconds(unpack([found], settings), count))
    return measured


def _seconds(unpacked: Iterable[Found], count: int) -> float:
    begun = time.perf_counter()
    assert sum(one.failure is None for one in unpacked) == count
    return time.perf_counter() - begun
