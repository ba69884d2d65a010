"""What an article said when: versions over loads, told by documents that change, in whatever order they come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, text

from etl.records import Verdict
from etl.sources import files
from etl.store.fingerprint import TableHash, fingerprint
from tests.ingest import Ingest

STORY = """{headline}

By Iva Benda

{day}

The gate of the upper basin stood open for {hours} hours, the engineer told the inquiry in Valdora on the second day.

Nobody closed it. The valley below was not warned, and two villages woke to water in their streets that morning.
"""


def story(hours: str, day: str = "4 March 2023") -> str:
    return STORY.format(headline="Gate left open, engineer says", day=day, hours=hours)


def page(hours: str, **moments: str) -> str:
    """The same story on the web, where its address tells which article it is, whatever day it states."""
    metas = "".join(f"<meta property='article:{name}_time' content='{value}'>" for name, value in moments.items())
    body = "".join(f"<p>{one}</p>" for one in story(hours).split("\n\n")[3:])
    return (
        "<html><head><title>Gate left open</title><link rel='canonical' href='https://www.courier.example/dam'>"
        f"{metas}</head><body><article><h1>Gate left open</h1>{body}</article></body></html>"
    )


def history(engine: Engine) -> list[str]:
    """The hours that the article gave, in the order in which it gave them; the ranges must join without a gap."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT substring(article_body from 'open for (.*?) hours') AS hours, r.valid_from, r.valid_to"
                " FROM news.article_version JOIN ("
                " SELECT version_id, valid_from, valid_to FROM news.article_version"
                " UNION ALL SELECT version_id, valid_from, valid_to FROM news.former_validity"
                ") AS r USING (version_id) ORDER BY r.valid_from"
            )
        ).all()
    assert [row.valid_to for row in found] == [*(row.valid_from for row in found[1:]), None]
    assert all(row.valid_to is None or row.valid_from < row.valid_to for row in found)
    return [row.hours for row in found]


def write(folder: Path, **texts: str) -> None:
    for name, body in texts.items():
        (folder / f"{name}.txt").write_text(body)


def test_there_and_back_again_are_three_versions(tmp_path: Path, plain_ingest: Ingest, engine: Engine) -> None:
    verdicts = []
    for hours in ("nine", "eleven", "nine", "nine"):
        write(tmp_path, dam=story(hours))
        verdicts.append([name for name, count in plain_ingest(tmp_path).counts.items() if count])
    assert verdicts == [[Verdict.NEW], [Verdict.CHANGED], [Verdict.CHANGED], [Verdict.SAME]]
    assert history(engine) == ["nine", "eleven", "nine"]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM news.article")).scalar_one() == 1
        assert connection.execute(text("SELECT version_count FROM bi.article")).scalar_one() == 3
        assert "nine" in connection.execute(text("SELECT body FROM bi.article")).scalar_one()


def test_it_may_come_back_as_often_as_it_likes(tmp_path: Path, plain_ingest: Ingest, engine: Engine) -> None:
    told = ["nine", "eleven", "nine", "eleven", "ten", "nine"]
    for hours in told:
        write(tmp_path, dam=story(hours))
        plain_ingest(tmp_path)
    assert history(engine) == told


def test_other_bytes_with_the_same_words_are_no_version(tmp_path: Path, plain_ingest: Ingest, engine: Engine) -> None:
    for body in (story("nine"), story("nine") + "\n\n", story("nine").replace("\n", "\r\n")):
        write(tmp_path, dam=body)
        plain_ingest(tmp_path)
    assert history(engine) == ["nine"]


def test_a_document_that_could_not_be_read_in_between_has_not_changed(
    tmp_path: Path, plain_ingest: Ingest, engine: Engine
) -> None:
    for body in (story("nine"), "", story("nine")):
        write(tmp_path, dam=body)
        plain_ingest(tmp_path)
    assert history(engine) == ["nine"]


def test_a_corrected_date_does_not_make_the_correction_the_older_one(
    tmp_path: Path, plain_ingest: Ingest, engine: Engine
) -> None:
    for day, hours in (("2023-03-05", "nine"), ("2023-03-04", "eleven")):
        write(tmp_path, dam=page(hours, published=day))
        plain_ingest(tmp_path)
    assert history(engine) == ["nine", "eleven"]


def test_files_beside_each_other_follow_the_moments_they_state(
    tmp_path: Path, plain_ingest: Ingest, engine: Engine
) -> None:
    write(tmp_path, a=page("eleven", published="2023-03-04", modified="2023-03-06"))
    write(tmp_path, b=page("nine", published="2023-03-04"))
    plain_ingest(tmp_path)
    assert history(engine) == ["nine", "eleven"]
    write(tmp_path, c=page("ten", published="2023-03-04", modified="2023-03-05"))
    plain_ingest(tmp_path)
    assert history(engine) == ["nine", "ten", "eleven"], "an older state may be found later"


def test_of_files_that_state_the_same_moment_a_later_load_brings_the_later_one(
    tmp_path: Path, plain_ingest: Ingest, engine: Engine
) -> None:
    told = ["nine", "eleven", "ten", "twelve"]
    for hours in told:
        write(tmp_path, **{hours: story(hours)})
        plain_ingest(tmp_path)
    assert history(engine) == told


def _load_twice(ingest: Ingest, folder: Path, seed: int) -> dict[str, TableHash]:
    """A pile, then the same pile with documents that changed, in an order and in batches of chance."""
    chance = random.Random(seed)
    for step in (("nine", "ten", "nine", "six"), ("ten", "ten", "eleven", "six"), ("nine", "ten", "nine", "nine")):
        for name, hours in zip("abcd", step, strict=True):
            (folder / f"{name}.txt").write_text(story(hours) + "\n" * (ord(name) - ord("a")))
        documents = list(files.find(files.source_of(str(folder))))
        chance.shuffle(documents)
        ingest.of(documents, batch_documents=chance.randint(1, 4))
    return fingerprint(ingest.engine)


def clear(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("TRUNCATE news.article, news.publication, news.person, ops.run, ops.source, ops.raw_file CASCADE")
        )


def test_documents_that_change_at_once_make_the_same_history_in_any_order(
    tmp_path: Path, plain_ingest: Ingest, engine: Engine
) -> None:
    histories: list[Sequence[str]] = []
    hashes = []
    for seed in range(6):
        clear(engine)
        hashes.append(_load_twice(plain_ingest, tmp_path, seed))
        histories.append(history(engine))
    assert all(one == histories[0] for one in histories)
    assert all(one == hashes[0] for one in hashes)
