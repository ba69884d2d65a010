"""Words that Postgres takes for dates are words: what a document says is never cast."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, text

from tests.ingest import Ingest
from tests.store.test_validity import page, write

SPECIAL = ("now", "today", "tomorrow", "yesterday", "epoch", "infinity", "-infinity", "allballs", "J2451545")


def test_what_postgres_would_take_for_a_date_is_none(tmp_path: Path, plain_ingest: Ingest, engine: Engine) -> None:
    for word in SPECIAL:
        said = page("nine", published=word, modified=word).replace("courier.example/dam", f"courier.example/{word}")
        write(tmp_path, **{word: said})
    plain_ingest(tmp_path)
    with engine.connect() as connection:
        loaded = connection.execute(
            text(
                "SELECT date_published, date_published_latest, date_published_at, date_modified, date_modified_at"
                " FROM news.article_version"
            )
        ).all()
        claims = connection.execute(text("SELECT DISTINCT value FROM news.claim WHERE property = 'date_published'"))
        assert set(claims.scalars()) == set(SPECIAL), "what was printed is kept"
    assert len(loaded) == len(SPECIAL)
    assert {tuple(row) for row in loaded} == {(None,) * 5}
