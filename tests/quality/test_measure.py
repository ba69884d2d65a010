"""The measure on a folder of gold made here, with scorers of a few lines."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

DATES: list[dict[str, Any]] = [
    {
        "id": "d1",
        "published": "2021-03-15",
        "text": "The ferry sank on 4 May 1998.",
        "dates": [{"start": 18, "end": 28, "text": "4 May 1998", "type": "DATE", "value": "1998-05-04"}],
    },
    {"id": "d2", "published": "2021-03-15", "text": "Nobody saw it.", "dates": []},
]
BYLINES = [{"id": "b1", "raw": "By Jane Roe", "authors": [{"name": "Jane Roe"}], "orgs": []}]
NAMES = [{"id": "n1", "raw": "Jane Roe", "name": {"given": "Jane", "family": "Roe"}}]
PAGES = [{"id": "p1", "url": "https://example.org/2021/03/ferry", "title": "Ferry sinks", "body": ["..."]}]

SCORER = """
import json, sys
gold, pred = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in sys.argv[1:3])
key = "dates" if "dates" in gold[0] else "authors" if "authors" in gold[0] else "name"
share = 100 * sum(key in p and len(p[key]) >= len(g[key]) for g, p in zip(gold, pred)) / len(gold)
print(json.dumps({"strict": {"f1": share}, "all": {"record": share}, "all_six": share, "pair": [share, 2]}))
"""
ARTICLE_SCORER = """
import argparse, json
parser = argparse.ArgumentParser()
for name in ("--gold", "--pred", "--json", "--by"):
    parser.add_argument(name)
asked = parser.parse_args()
rows = [json.loads(line) for line in open(asked.pred, encoding="utf-8")]
share = sum(row.get("title") == "Ferry sinks" for row in rows) / len(rows)
json.dump({"all": {"title": {"exact": share}}}, open(asked.json, "w"))
"""
PAGE = """<html><head><title>Ferry sinks</title></head><body><article><h1>Ferry sinks</h1>
<p>The ferry went down in the night, and all who were on board reached the shore before the morning came.</p>
<p>The harbour office said that the boat had been built in another century and had seen many better days.</p>
</article></body></html>"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder of gold, laid out like the real one, under other names."""
    write(tmp_path / "gold" / "when" / "some.jsonl", DATES)
    write(tmp_path / "gold" / "who" / "lines.jsonl", BYLINES)
    write(tmp_path / "gold" / "who" / "people.jsonl", NAMES)
    write(tmp_path / "gold" / "web" / "gold.jsonl", PAGES)
    for folder in ("when", "who"):
        (tmp_path / "gold" / folder / "score_it.py").write_text(SCORER, encoding="utf-8")
    (tmp_path / "gold" / "web" / "score_articles.py").write_text(ARTICLE_SCORER, encoding="utf-8")
    (tmp_path / "gold" / "web" / "html").mkdir()
    (tmp_path / "gold" / "web" / "html" / "p1.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    return tmp_path / "gold"


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def measure(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.quality.measure", "--workers", "1", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_set_is_found_by_its_keys_predicted_and_scored(gold: Path, tmp_path: Path) -> None:
    ended = measure(gold, "--floors", tmp_path / "none.json", "--json", tmp_path / "out.json")
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout)
    assert figures == json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert sorted(figures) == ["web", "when/some", "who/lines", "who/people"]
    assert figures["when/some"] == {
        "strict.f1": 100.0,
        "all.record": 100.0,
        "all_six": 100.0,
        "pair": 100.0,
        "rows": 2,
        "failed": 0,
        "rejected": 0,
    }
    assert figures["web"]["all.title.exact"] == 1.0


def test_a_figure_below_its_floor_is_named_and_ends_with_one(gold: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"when/some": {"strict.f1": 100.5}, "not/here": {"x": 1.0}}), encoding="utf-8")
    ended = measure(gold, "--only", "when", "--floors", floors)
    assert ended.returncode == 1
    assert "when/some strict.f1: 100.0 is below its floor 100.5" in ended.stderr
    assert "not/here" not in ended.stderr


def test_floors_are_raised_and_never_lowered(gold: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"when/some": {"strict.f1": 12.5, "value_f1": 99.0}}), encoding="utf-8")
    measure(gold, "--only", "when", "--floors", floors, "--raise-floors")
    assert json.loads(floors.read_text(encoding="utf-8")) == {"when/some": {"strict.f1": 100.0, "value_f1": 99.0}}


def test_a_sample_is_not_held_against_the_floors(gold: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"when/some": {"strict.f1": 100.5}}), encoding="utf-8")
    ended = measure(gold, "--only", "when", "--floors", floors, "--sample", "1")
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["when/some"]["rows"] == 1


@pytest.mark.parametrize("folder", ["nowhere", "."], ids=["a folder that is not there", "a folder without gold"])
def test_nothing_to_measure_is_said_and_ends_with_two(folder: str, tmp_path: Path) -> None:
    ended = measure(tmp_path / folder)
    assert ended.returncode == 2
    assert str(tmp_path) in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_floors_of_the_repository_are_shares_or_percentages() -> None:
    floors = json.loads((ROOT / "tests" / "quality" / "floors.json").read_text(encoding="utf-8"))
    assert all(0 < value <= 100 for figures in floors.values() for value in figures.values())
