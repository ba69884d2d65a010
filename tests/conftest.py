"""What every test may use: the gold data where it is present, a Postgres, and raw/sample read once."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["tests.postgres", "tests.ingest", "tests.webserver", "tests.objectstore"]

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of gold data beside the repository; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the gold data is not beside this checkout")
    return folder
