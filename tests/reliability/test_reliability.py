"""The promises of docs/reliability.md, tried at a few moments: `python -m tests.reliability` tries more."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.store.postgres import ensure_server, stop_server
from tests.reliability import full, orders, tries
from tests.reliability.ground import Ground, open_ground

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A server that may be killed."""
    with open_ground(tmp_path_factory.mktemp("ground")) as made:
        yield made


@pytest.fixture(scope="module")
def expected(ground: Ground) -> tries.Undisturbed:
    """What a run that nobody disturbs ends in."""
    return tries.undisturbed(ground)


def test_killed_at_eight_moments_and_run_again_it_ends_in_the_same_content(
    ground: Ground, expected: tries.Undisturbed
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    for line in tries.kill(ground, expected, moments=8, seed=seed):
        print(line)  # noqa: T201 - the seed, for whoever looks why it failed


def test_two_runs_at_once_end_in_the_content_of_one(ground: Ground, expected: tries.Undisturbed) -> None:
    assert list(tries.twice(ground, expected)) == ["two runs at once: same fingerprint"]


def test_ten_orders_and_batch_sizes_end_in_the_same_content(ground: Ground) -> None:
    assert len(list(orders.orders(ground, seed=1))) == 10


def test_a_full_disk_is_said_and_with_room_the_same_command_goes_on(ground: Ground, tmp_path: Path) -> None:
    if not full.may_mount(tmp_path):
        pytest.skip("this process may not mount a disk of its own")
    said = list(full.full(ground))
    assert [("disk" in line or "space" in line) for line in said] == [True, False, True, False]


def test_sigterm_ends_a_run_in_half_a_minute_and_leaves_nothing_running(ground: Ground) -> None:
    with ground.database() as url:
        with ground.ingest(url) as run:
            below = tries.under_way(ground, url, run)
            run.terminate()
            _, said = run.communicate(timeout=30)
        assert run.returncode == 2, said
        assert "Stopped. What was loaded stays" in said
        tries.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
        assert ground.ask(url, "SELECT state, failure FROM ops.run ORDER BY started_at DESC LIMIT 1") == [
            ("failed", "It was stopped by a signal.")
        ]
        assert ground.ask(url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


def test_a_killed_run_leaves_no_process_and_is_closed_by_whoever_looks(ground: Ground) -> None:
    with ground.database() as url:
        with ground.ingest(url) as run:
            below = tries.under_way(ground, url, run)
            run.kill()
        tries.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
        with ground.command(url, "status") as status:
            said, _ = status.communicate()
        assert "was interrupted" in said
        assert f"dateline ingest {ground.inbox}" in said
        assert ground.ask(url, "SELECT count(*) FROM ops.run WHERE state = 'running'") == [(0,)]
        ground.ingest_whole(url)
        with ground.command(url, "status") as status:
            assert "ended early" not in status.communicate()[0], "another run went over the same"


def test_a_server_that_stays_away_is_told_after_the_time_that_is_set(ground: Ground) -> None:
    with ground.database() as url:
        with ground.ingest(url, DATELINE_DATABASE_WAIT_SECONDS="2") as run:
            tries.under_way(ground, url, run)
            stop_server(ground.settings)
            _, said = run.communicate()
        ensure_server(ground.settings)
        assert (run.returncode, said.count("\n")) == (2, 1)
        assert "does not answer" in said or "cannot answer" in said
