"""The whole way, on raw/sample: accounted for, repeatable, in any order, and nothing lost."""

from __future__ import annotations

import json
import os
import random
import shutil
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from etl import pipeline
from etl.read import BatchRead
from etl.records import Reading, Verdict
from etl.sources import files
from etl.store import raw
from etl.store.fingerprint import fingerprint
from tests.ingest import SAMPLE, Ingest

TRUTH = [json.loads(line) for line in (SAMPLE / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
BROKEN = {row["path"]: row["rejection_code"] for row in TRUTH if row["verdict_kind"] == "broken"}


def test_every_document_of_the_sample_ends_once(sample_engine: Engine) -> None:
    with sample_engine.connect() as connection:
        run = connection.execute(text("SELECT * FROM ops.run")).one()
        ended = dict(
            connection.execute(
                text("SELECT d.locator, o.verdict FROM ops.outcome AS o JOIN ops.document AS d USING (document_id)")
            ).all()
        )
    assert run.state == "finished"
    assert set(ended) == {row["path"] for row in TRUTH}
    assert run.found_count == len(TRUTH)
    assert {path for path, verdict in ended.items() if verdict == "rejected"} == set(BROKEN)


def test_each_broken_file_is_rejected_for_its_reason(sample_engine: Engine) -> None:
    with sample_engine.connect() as connection:
        codes = dict(
            connection.execute(
                text("SELECT d.locator, r.code FROM ops.rejection AS r JOIN ops.document AS d USING (document_id)")
            ).all()
        )
    assert codes == BROKEN


def test_copies_and_versions_are_what_the_truth_says(sample_engine: Engine) -> None:
    with sample_engine.connect() as connection:
        documents = {
            row.locator: row
            for row in connection.execute(
                text("SELECT d.locator, v.* FROM ops.document AS d JOIN news.article_version AS v USING (version_id)")
            )
        }
        pairs = {
            frozenset(pair)
            for pair in connection.execute(text("SELECT version_id, other_version_id FROM news.near_duplicate")).all()
        }
    for row in TRUTH:
        here = documents.get(row["path"])
        if copied := row.get("duplicate_of"):
            assert here.version_id == documents[copied].version_id
        if former := row.get("version_of"):
            assert here.article_id == documents[former].article_id
            assert here.version_id != documents[former].version_id
        if wire := row.get("near_duplicate_of"):
            assert frozenset((here.version_id, documents[wire].version_id)) in pairs


def test_running_again_finds_everything_the_same_and_changes_nothing(ingest: Ingest, engine: Engine) -> None:
    ingest(SAMPLE / "text")
    before = fingerprint(engine)
    report = ingest(SAMPLE / "text")
    assert report.counts[Verdict.SAME] == report.found > 0
    assert fingerprint(engine) == before


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_and_batch_size_ends_in_the_same_rows(
    ingest: Ingest, sample_engine: Engine, engine: Engine, seed: int
) -> None:
    documents = list(files.find(files.source_of(str(SAMPLE))))
    chance = random.Random(seed)
    chance.shuffle(documents)
    ingest.of(documents, batch_documents=chance.randint(1, 12))
    assert fingerprint(engine) == fingerprint(sample_engine)


def test_the_bytes_of_every_document_that_was_read_are_kept(ingest: Ingest, sample_read: BatchRead[Reading]) -> None:
    for one in (*sample_read.articles, *sample_read.rejected):
        kept = raw.read(ingest.settings.raw_dir, str(one.provenance.sha256))
        assert kept == (SAMPLE / one.provenance.locator).read_bytes()


def test_spans_hold_and_edits_lead_from_the_raw_text(sample_read: BatchRead[Reading]) -> None:
    for reading in sample_read.articles:
        article = reading.article
        for span in (*article.mentions, *article.times):
            assert article.text[span.start : span.end] == span.surface
        for edit, following in zip(article.edits, article.edits[1:], strict=False):
            assert edit.end <= following.start


def test_a_changed_file_brings_a_new_version_and_closes_the_old_one(
    tmp_path: Path, ingest: Ingest, engine: Engine
) -> None:
    path = tmp_path / "dam.txt"
    story = "Gate left open, engineer says\n\nBy Iva Benda\n\n4 March 2023\n\nThe gate stood open for {} hours.\n\n"
    path.write_text(
        story.format("nine")
        + "Nobody closed it. The valley below was not warned, and two villages woke to water in their streets.\n"
    )
    assert ingest(tmp_path).counts[Verdict.NEW] == 1
    path.write_text(
        story.format("eleven")
        + "Nobody closed it. The valley below was not warned, and two villages woke to water in their streets.\n"
    )
    assert ingest(tmp_path).counts[Verdict.CHANGED] == 1
    with engine.connect() as connection:
        states = connection.execute(
            text("SELECT article_body, valid_to IS NULL AS is_current FROM news.article_version ORDER BY valid_from")
        ).all()
    assert [state.is_current for state in states] == [False, True]
    assert "nine" in states[0].article_body
    assert "eleven" in states[1].article_body


def test_a_rejected_file_that_is_mended_is_loaded_and_no_longer_rejected(
    tmp_path: Path, ingest: Ingest, engine: Engine
) -> None:
    path = tmp_path / "late.txt"
    path.write_bytes(b"")
    assert ingest(tmp_path).counts[Verdict.REJECTED] == 1
    assert ingest(tmp_path).counts[Verdict.SAME] == 1
    shutil.copy(SAMPLE / "text" / "channel-contract.txt", path)
    assert ingest(tmp_path).counts[Verdict.NEW] == 1
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM ops.rejection WHERE is_open")).scalar_one() == 0


def test_a_row_the_database_refuses_costs_its_document_alone(
    ingest: Ingest, engine: Engine, sample_read: BatchRead[Reading]
) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE news.article_version ADD CHECK (article_body NOT LIKE '%Brevna%')"))
    report = ingest(SAMPLE / "text")
    refused = {
        one.provenance.locator
        for one in sample_read.articles
        if "Brevna" in one.article.text and one.provenance.locator.startswith("text/")
    }
    assert report.counts[Verdict.REJECTED] == len(refused) > 0
    assert report.counts[Verdict.NEW] > 0


def _checked(engine: Engine, run_id: UUID) -> bool:
    """Whether a run made the checks that come before `bi` is refreshed."""
    with engine.connect() as connection:
        made = text("SELECT EXISTS (SELECT FROM ops.quality_result WHERE run_id = :run_id)")
        return bool(connection.execute(made, {"run_id": run_id}).scalar_one())


@pytest.mark.parametrize("known", [True, False])
def test_a_document_found_twice_in_a_run_is_counted_once_as_what_it_was_first(
    tmp_path: Path, ingest: Ingest, engine: Engine, known: bool
) -> None:
    path, story = tmp_path / "contract.txt", (SAMPLE / "text" / "channel-contract.txt").read_text(encoding="utf-8")
    path.write_text(story, encoding="utf-8")
    if known:
        ingest(tmp_path)
    source = files.source_of(str(tmp_path))
    run = pipeline.start(ingest.settings, engine, ingest.workers, [source])
    found = list(files.find(source))
    sifted = [pipeline.sift(run, found), pipeline.sift(run, found)]
    assert [one.same for one in sifted] == ([1, 1] if known else [0, 0])
    if not known:
        pipeline.ingest_batch(run, found)
        assert pipeline.sift(run, found).same == 1
    path.write_text(story.replace("channel", "canal"), encoding="utf-8")
    pipeline.ingest_batch(run, found)
    report = pipeline.finish(run)
    assert report.found == 1
    assert report.counts[Verdict.SAME if known else Verdict.NEW] == 1


def test_a_run_that_changed_nothing_leaves_bi_alone_unless_something_was_left_to_publish(
    tmp_path: Path, ingest: Ingest, engine: Engine
) -> None:
    one, other = (SAMPLE / "text" / name for name in ("channel-contract.txt", "trial-opens-ghent.txt"))
    shutil.copy(one, tmp_path)
    assert _checked(engine, ingest(tmp_path).run_id)
    assert not _checked(engine, ingest(tmp_path).run_id)
    shutil.copy(other, tmp_path)
    run = pipeline.start(ingest.settings, engine, ingest.workers, [files.source_of(str(tmp_path))])
    pipeline.ingest_batch(run, list(files.find(files.source_of(str(tmp_path)))))
    pipeline.abandon(run, RuntimeError("It was stopped."))
    assert _checked(engine, ingest(tmp_path).run_id), "a run that did not end well loaded something"
    assert not _checked(engine, ingest(tmp_path).run_id)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
    assert _checked(engine, ingest(tmp_path).run_id), "the schema was migrated"
    assert not _checked(engine, ingest(tmp_path).run_id)
    assert _checked(engine, ingest(tmp_path, reread=True).run_id), "it was asked for"


def test_a_document_that_is_listed_twice_ends_once(tmp_path: Path, ingest: Ingest, engine: Engine) -> None:
    shutil.copy(SAMPLE / "text" / "channel-contract.txt", tmp_path / "a.txt")
    first = ingest(tmp_path, tmp_path, batch_documents=1)
    assert (first.found, first.counts[Verdict.NEW]) == (1, 1)
    assert ingest(tmp_path, tmp_path).counts[Verdict.SAME] == 1
    by_name = ingest(tmp_path / "a.txt")
    assert by_name.counts[Verdict.DUPLICATE] == 1, "by another path it is a copy"
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM news.article_version")).scalar_one() == 1


def test_same_is_told_by_bytes_and_never_by_dates(tmp_path: Path, ingest: Ingest) -> None:
    path = tmp_path / "a.txt"
    shutil.copy(SAMPLE / "text" / "channel-contract.txt", path)
    ingest(tmp_path)
    os.utime(path, (0, 0))
    assert ingest(tmp_path).counts[Verdict.SAME] == 1
    body = path.read_bytes()
    path.write_bytes(body.replace(b"until the autumn", b"until the spring"))
    os.utime(path, (0, 0))
    assert ingest(tmp_path).counts[Verdict.CHANGED] == 1


def test_what_is_attached_to_a_mail_is_found_again_with_it(tmp_path: Path, ingest: Ingest) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = (
        "Gate",
        "Iva Benda <iva@example.org>",
        "Sat, 4 Mar 2023 10:00:00 +0000",
    )
    mail.set_content(
        "The gate of the pump house stood open for nine hours, and nobody in the valley was told about it. " * 3
    )
    attached = (SAMPLE / "text" / "channel-contract.txt").read_bytes()
    mail.add_attachment(attached, maintype="text", subtype="plain", filename="story.txt")
    (tmp_path / "gate.eml").write_bytes(bytes(mail))
    first, second = ingest(tmp_path), ingest(tmp_path)
    assert (first.counts[Verdict.NEW], second.counts[Verdict.SAME]) == (2, 2)
