"""Reading again out of raw/: what is written anew where it stands, what is replaced, and what stays as it was."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from etl import pipeline, replay
from etl.find import find
from etl.records import Report, Source, Verdict
from etl.settings import Settings
from etl.sources import source_of
from etl.stages import STAGES
from etl.store import raw
from etl.store.fingerprint import fingerprint
from etl.store.readings import Choice, count
from etl.store.runs import list_sources
from etl.workers import Workers, open_workers
from tests.ingest import SAMPLE, Ingest
from tests.test_web import page
from tests.webserver import WebServer

Replay = Callable[..., Report]

GATE = """Gate left open, engineer says

By Iva Benda

{day}

The gate on the river Brevna stood open for {hours} hours on Tuesday, said Milan Dvorak, an engineer.

Nobody closed it. The valley below was not warned, and two villages woke to water in their streets last spring.
"""


@pytest.fixture
def again(settings: Settings, workers: Workers, engine: Engine) -> Replay:
    """Replay what is chosen, of sources as the database remembers them, or as given."""

    def replayed(choice: Choice | None = None, *sources: Source, pool: Workers = workers) -> Report:
        known = list_sources(engine) | {source.name: source for source in sources}
        run = replay.begin(settings, engine, pool, known.values(), choice or Choice())
        found = replay.documents(run, known, choice or Choice())
        return pipeline.ingest(run, found, batch_documents=4, progress=lambda _counts: None)

    return replayed


def ended(report: Report) -> dict[str, int]:
    return {verdict.value: number for verdict, number in report.counts.items() if number}


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).all())


def change(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def older(engine: Engine, stage: str) -> None:
    """As if other code had made what a stage makes."""
    columns = ", ".join("'older'" if one == stage else one for one in STAGES)
    change(
        engine,
        "CREATE TABLE former AS SELECT derivation_id, gen_random_uuid() AS older_id FROM ops.derivation",
        f"INSERT INTO ops.derivation SELECT older_id, {columns} FROM ops.derivation JOIN former USING (derivation_id)",
        "UPDATE ops.reading AS r SET derivation_id = older_id FROM former AS f WHERE f.derivation_id = r.derivation_id",
        "DROP TABLE former",
    )


def test_everything_is_read_again_without_its_places_and_nothing_changes(
    tmp_path: Path, ingest: Ingest, again: Replay, engine: Engine, settings: Settings, web_server: WebServer
) -> None:
    """Files, members of an archive, and a page whose headline and day only its feed told."""
    folder = tmp_path / "inbox"
    shutil.copytree(SAMPLE / "text", folder)
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("2023/gate.txt", GATE.format(day="4 March 2023", hours="nine"))
    web_server.say("/story", page().replace(b"<title>Gate left open</title>", b""))
    item = "<title>Gate open</title><pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate>"
    feed = f"<rss version='2.0'><channel><item><link>{web_server.url('/story')}</link>{item}</item></channel></rss>"
    web_settings = settings.model_copy(update={"fetch_allowed_hosts": ("127.0.0.1",), "fetch_pause_seconds": 0.0})
    sources = [source_of(str(folder)), source_of(web_server.say("/feed", feed.encode()))]
    run = pipeline.start(web_settings, engine, ingest.workers, sources)
    first = pipeline.ingest(
        run,
        find(sources, web_settings, web=run.web),
        batch_documents=16,
        progress=lambda _counts: None,
    )
    before, documents = fingerprint(engine), rows(engine, "SELECT * FROM ops.document ORDER BY document_id")
    asked = len(web_server.asked)
    shutil.rmtree(folder)

    report = again()
    assert ended(report) == {
        "same": first.found - first.counts[Verdict.REJECTED],
        **({"rejected": rejected} if (rejected := first.counts[Verdict.REJECTED]) else {}),
    }
    assert fingerprint(engine) == before
    assert rows(engine, "SELECT * FROM ops.document ORDER BY document_id") == documents, "nobody saw them again"
    assert len(web_server.asked) == asked
    assert rows(engine, "SELECT FROM news.article_version WHERE date_published = '2026-03-03'"), (
        "the feed's word holds still"
    )


def test_what_an_older_stage_made_is_made_again_and_only_once(
    ingest: Ingest, again: Replay, engine: Engine, workers: Workers
) -> None:
    ingest(SAMPLE / "text")
    before = fingerprint(engine)
    older(engine, "times")
    change(engine, "DELETE FROM news.time_expression", "UPDATE news.block SET kind = 'quote'")
    stale = replay.outdated(Choice(), workers.options.model)
    chosen = sum(count(engine, stale).values())
    assert again(stale).found == chosen > 0
    assert fingerprint(engine) == before
    assert count(engine, stale) == {}, "what is new now is not chosen again"


def test_ingesting_known_bytes_again_does_the_same(ingest: Ingest, engine: Engine) -> None:
    ingest(SAMPLE / "text")
    before = fingerprint(engine)
    older(engine, "times")
    change(engine, "DELETE FROM news.time_expression")
    assert ingest(SAMPLE / "text", reread=True).counts[Verdict.CHANGED] == 0
    assert fingerprint(engine) == before


def test_a_stage_is_written_alone(ingest: Ingest, again: Replay, engine: Engine, workers: Workers) -> None:
    ingest(SAMPLE / "text" / "channel-contract.txt")
    before = fingerprint(engine)
    older(engine, "times")
    older(engine, "quotes")
    change(engine, "DELETE FROM news.time_expression", "UPDATE news.quotation SET rule = 'by hand'")
    again(replay.outdated(Choice(stages=("times",)), workers.options.model))
    after = fingerprint(engine)
    assert after["news.time_expression"] == before["news.time_expression"]
    assert rows(engine, "SELECT DISTINCT rule FROM news.quotation") == [("by hand",)], "another stage made them"
    assert count(engine, replay.outdated(Choice(stages=("times",)), workers.options.model)) == {}
    assert sum(count(engine, replay.outdated(Choice(), workers.options.model)).values()) == 1


def test_names_come_later_where_they_were_left_out(
    ingest: Ingest, again: Replay, engine: Engine, settings: Settings, workers: Workers
) -> None:
    with open_workers(settings.model_copy(update={"mentions": False})) as fast:
        replace(ingest, workers=fast)(SAMPLE / "text" / "channel-contract.txt")
    without = fingerprint(engine)
    missing = Choice(stages=("mentions",), missing=True)
    assert ended(again(missing)) == {"same": 1}
    assert rows(engine, "SELECT model FROM news.article_version") == [(workers.options.model,)]
    with_names = fingerprint(engine)
    assert with_names["news.mention"].rows > without["news.mention"].rows
    assert with_names["news.time_expression"] == without["news.time_expression"]
    assert again(missing).found == 0


def test_a_better_reading_of_the_same_bytes_takes_the_place_of_the_former(
    tmp_path: Path, ingest: Ingest, again: Replay, engine: Engine
) -> None:
    """The operator corrects the country of a source, and 04/05 is another day: that is no change of the article."""
    path = tmp_path / "gate.txt"
    path.write_text(GATE.format(day="04/05/2023", hours="nine"))
    british = replace(source_of(str(tmp_path)), country="GB", publisher="Valley Herald")
    ingest.of(list(find([british], ingest.settings)))
    (former,) = rows(engine, "SELECT version_id, date_published::text, first_seen_at FROM news.article_version")
    path.unlink()

    assert ended(again(None, replace(british, country="US"))) == {"changed": 1}
    (now,) = rows(engine, "SELECT version_id, date_published::text, first_seen_at FROM news.article_version")
    assert (former[1], now[1]) == ("2023-05-04", "2023-04-05")
    assert now[2] == former[2], "it was there since then, read wrongly"
    assert rows(engine, "SELECT version_id FROM ops.document") == [(now[0],)]
    assert rows(engine, "SELECT valid_from::date::text, valid_to FROM news.article_version") == [("2023-04-05", None)]
    assert len(rows(engine, "SELECT FROM news.article")) == 1
    assert rows(engine, "SELECT count(*) FROM bi.article") == [(1,)]


def test_states_of_a_changed_file_are_all_read_again_and_keep_their_ranges(
    tmp_path: Path, ingest: Ingest, again: Replay, engine: Engine
) -> None:
    for hours in ("nine", "eleven"):
        (tmp_path / "gate.txt").write_text(GATE.format(day="4 March 2023", hours=hours))
        ingest(tmp_path)
    states = "SELECT version_id, first_seen_at, valid_from, valid_to FROM news.article_version ORDER BY valid_from"
    before, held, tables = rows(engine, states), rows(engine, "SELECT * FROM ops.document"), fingerprint(engine)
    change(engine, "DELETE FROM news.time_expression", "DELETE FROM news.emphasis")
    again()
    assert rows(engine, states) == before
    assert len(before) == 2
    assert rows(engine, "SELECT * FROM ops.document") == held, "the file holds its last state"
    assert fingerprint(engine) == tables


def test_what_was_over_a_limit_is_read_when_the_limit_is_raised(
    tmp_path: Path, ingest: Ingest, again: Replay, engine: Engine, settings: Settings
) -> None:
    path = tmp_path / "gate.txt"
    path.write_text(GATE.format(day="4 March 2023", hours="nine"))
    narrow = settings.model_copy(update={"text_characters": 50, "workers": 1, "mentions": False})
    with open_workers(narrow) as strict:
        assert ended(replace(ingest, workers=strict)(tmp_path)) == {"rejected": 1}
        path.unlink()
        assert again(Choice(rejected=True, code="empty")).found == 0
        assert ended(again(Choice(rejected=True, code="too_large"))) == {"new": 1}
        assert rows(engine, "SELECT is_open FROM ops.rejection") == [(False,)]
        before = fingerprint(engine)
        assert ended(again(pool=strict)) == {"rejected": 1}
    assert fingerprint(engine) == before, "a limit says nothing about the article that was read"


def test_bytes_that_are_gone_are_told_and_what_is_stored_stays(
    ingest: Ingest, again: Replay, engine: Engine, settings: Settings
) -> None:
    ingest(SAMPLE / "text" / "channel-contract.txt")
    before = fingerprint(engine)
    ((sha256,),) = rows(engine, "SELECT sha256 FROM ops.reading")
    kept = raw.path_of(settings.raw_dir, sha256)
    body = kept.read_bytes()
    kept.unlink()
    try:
        assert ended(again()) == {"waiting": 1}
    finally:
        raw.keep(settings.raw_dir, sha256, body)
    assert fingerprint(engine) == before


def test_what_is_found_to_be_no_article_goes_with_all_that_it_named(
    tmp_path: Path, ingest: Ingest, again: Replay, engine: Engine
) -> None:
    """The older reader, which took a note for an article, is played by the ledger."""
    (tmp_path / "gate.txt").write_text(GATE.format(day="4 March 2023", hours="nine"))
    (tmp_path / "note.txt").write_text("Please log in to read on.\n")
    assert ended(ingest(tmp_path)) == {"new": 1, "rejected": 1}
    note = "document_id = (SELECT document_id FROM ops.document WHERE locator = 'note.txt')"
    version = "version_id = (SELECT version_id FROM news.article_version)"
    change(
        engine,
        f"UPDATE ops.reading SET {version} WHERE {note}",
        f"UPDATE ops.document SET {version} WHERE {note}",
        f"DELETE FROM ops.reading WHERE NOT {note}",
        "DELETE FROM ops.rejection",
        "DELETE FROM ops.run",
        f"DELETE FROM ops.document WHERE NOT {note}",
    )
    assert ended(again()) == {"rejected": 1}
    left = {name: made for name, made in fingerprint(engine).items() if made.rows and name != "news.place"}
    assert left == {}


def test_a_choice_narrows_by_source_and_by_the_day_the_bytes_came(ingest: Ingest, engine: Engine) -> None:
    ingest(SAMPLE / "text" / "channel-contract.txt")
    ((name, day),) = rows(
        engine, "SELECT s.name, (r.fetched_at AT TIME ZONE 'UTC')::date FROM ops.reading AS r, ops.source AS s"
    )
    one = {name: 1}
    assert count(engine, Choice(since=day, until=day)) == one
    assert count(engine, Choice(sources=(name,))) == one
    assert count(engine, Choice(sources=("another",))) == {}
    assert count(engine, Choice(until=day.replace(year=day.year - 1))) == {}
    assert count(engine, Choice(since=day.replace(year=day.year + 1))) == {}
