"""Objects of a store through the whole pipeline: into the database, and again, archives among them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from sqlalchemy import Engine, text

from etl.find import find_again
from etl.records import Report, Source
from etl.sources import source_of
from tests.cli.test_sources import dateline
from tests.ingest import Ingest
from tests.objectstore import Bucket
from tests.stories import page, story, zipped


def ended(report: Report) -> dict[str, int]:
    return {verdict.value: count for verdict, count in report.counts.items() if count}


def rejected(engine: Engine) -> dict[str, tuple[str, str]]:
    """Code and words of what stands rejected, by its place."""
    statement = "SELECT d.locator, r.code, r.detail FROM ops.rejection AS r JOIN ops.document AS d USING (document_id)"
    with engine.connect() as connection:
        rows = connection.execute(text(f"{statement} WHERE r.is_open"))
        return {row.locator: (row.code, row.detail) for row in rows}


def test_objects_and_members_of_archives_are_loaded_once(bucket: Bucket, ingest: Ingest, engine: Engine) -> None:
    bucket.put("2024/brod.txt", story("Brod"))
    bucket.put("2024/day.zip", zipped({"kamen.html": page("Kamen"), "in/lipa.txt": story("Lipa"), "empty.txt": b""}))
    bucket.put("2024/vrh.txt.gz", gzip.compress(story("Vrh")))
    assert ended(ingest.places(bucket.url("2024"))) == {"new": 4, "rejected": 1}
    assert set(rejected(engine)) == {bucket.url("2024/day.zip!/empty.txt")}
    with engine.connect() as connection:
        locators = set(connection.execute(text("SELECT locator FROM ops.document")).scalars())
        urls = connection.execute(text("SELECT url FROM news.article WHERE url IS NOT NULL")).scalars().all()
    members = ("day.zip!/kamen.html", "day.zip!/in/lipa.txt", "day.zip!/empty.txt", "vrh.txt.gz!/vrh.txt")
    assert locators == {bucket.url(f"2024/{place}") for place in ("brod.txt", *members)}
    assert urls == [], "a store is not where an article is published"
    bucket.asked()
    assert ended(ingest.places(bucket.url("2024"))) == {"same": 5}
    assert bucket.asked() == [], "nothing is fetched that the listing says is the same"
    assert set(rejected(engine)) == {bucket.url("2024/day.zip!/empty.txt")}


def test_what_changes_in_a_store_is_fetched_and_nothing_else(bucket: Bucket, ingest: Ingest) -> None:
    place = bucket.put("brod.txt", story("Brod"))
    bucket.put("lipa.txt", story("Lipa"))
    ingest.places(bucket.url())
    bucket.put("brod.txt", story("Brod").replace(b"two lorries", b"three lorries"))
    bucket.put("vrh.txt", story("Vrh"))
    bucket.asked()
    assert ended(ingest.places(bucket.url())) == {"changed": 1, "same": 1, "new": 1}
    assert sorted(bucket.asked()) == ["brod.txt", "vrh.txt"]
    assert ended(ingest.places(place)) == {"duplicate": 1}, "the same object as a source of its own"


def test_an_object_over_a_limit_is_rejected_by_its_name(bucket: Bucket, ingest: Ingest, engine: Engine) -> None:
    small = ingest.settings.model_copy(update={"document_bytes": 2_000, "archive_total_bytes": 4_000})
    bucket.put("long.txt", b"word " * 500)
    bucket.put("ok.zip", zipped({"brod.txt": story("Brod")}))
    bucket.put("wide.zip", zipped({f"{n}.txt": bytes(n % 251 for n in range(n, n + 9)) for n in range(60)}))
    report = ingest.places(bucket.url(), settings=small)
    assert ended(report) == {"new": 1, "rejected": 2}
    assert sorted(bucket.asked()) == ["long.txt", "ok.zip", "wide.zip"], "each once"
    assert rejected(engine) == {
        bucket.url("long.txt"): ("too_large", "It has more bytes than DATELINE_DOCUMENT_BYTES (2,000)."),
        bucket.url("wide.zip"): ("too_large", "It has more bytes than DATELINE_ARCHIVE_TOTAL_BYTES (4,000)."),
    }
    assert not list(small.raw_dir.glob(".incoming-*"))


def test_a_store_that_cannot_be_had_is_accounted_for_until_it_is_back(
    bucket: Bucket, ingest: Ingest, engine: Engine
) -> None:
    place = bucket.url("2024")
    assert ended(ingest.places(place)) == {"rejected": 1}
    assert rejected(engine)[place][0] == "vanished"
    bucket.put("2024/brod.txt", story("Brod"))
    assert ended(ingest.places(place)) == {"new": 1}
    assert rejected(engine) == {}


def test_what_was_rejected_in_a_store_is_found_again(bucket: Bucket, ingest: Ingest) -> None:
    archive = bucket.put("day.zip", zipped({"brod.txt": story("Brod"), "empty.txt": b""}))
    plain = bucket.put("empty.txt", b"")
    places = [f"{archive}!/empty.txt", plain, bucket.url("absent.txt")]
    found = list(find_again(source_of(bucket.url()), places, ingest.settings))
    assert {one.locator for one in found} == set(places)
    assert {one.locator for one in find_again(source_of(bucket.url()), [archive], ingest.settings)} == {
        f"{archive}!/brod.txt",
        f"{archive}!/empty.txt",
    }


def test_patterns_choose_among_objects(bucket: Bucket, ingest: Ingest) -> None:
    for key in ("news/brod.txt", "sport/lipa.txt", "news/live/vrh.txt"):
        bucket.put(key, story(key.partition(".")[0].rpartition("/")[2].title()))
    source = Source(name="store", kind="objects", location=bucket.url(), include=("*/news/*",), exclude=("*/live/*",))
    assert ended(ingest.places(source)) == {"new": 1}


def test_a_store_is_a_source_on_the_command_line(tmp_path: Path, bucket: Bucket, database_url: str) -> None:
    bucket.put("2024/brod.txt", story("Brod"))
    bucket.put("2024/day.zip", zipped({"lipa.txt": story("Lipa")}))
    here = bucket.environment
    assert dateline(tmp_path, "sources", "add", "store", bucket.url("2024")).returncode == 0
    (checked,) = json.loads(dateline(tmp_path, "sources", "check", "--json", **here).stdout)
    assert checked == {"name": "store", "documents": 2, "problem": None}
    done = dateline(tmp_path, "ingest", "--source", "store", "--json", DATABASE_URL=database_url, **here)
    assert (done.returncode, json.loads(done.stdout)["new"]) == (0, 2), done.stderr
    printed = dateline(tmp_path, "extract", bucket.url("2024"), "--json", **here)
    shown = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [one["path"] for one in shown] == [bucket.url("2024/brod.txt"), bucket.url("2024/day.zip!/lipa.txt")]
    assert [one["title"] for one in shown] == ["Brod waits for an answer", "Lipa waits for an answer"]
    assert here["AWS_SECRET_ACCESS_KEY"] not in dateline(tmp_path, "config", "show", **here).stdout
