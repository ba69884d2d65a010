"""What addresses of the web last brought: remembered between runs, so that only what is new is fetched.

    known(connection, [document_id("paper", "https://news.example/a")])       {id: Fetch}
    write(connection, fetches)

It asks no server and begins no transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from etl.keys import document_id, key
from etl.records import Fetch, Row
from etl.store.copy import merge_rows
from etl.store.schema import ops

_CHANGING = ("final_url", "redirects", "status", "etag", "last_modified", "content_type", "sha256", "fetched_at")


def known(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Fetch]:
    """What is remembered of some addresses, by their key."""
    found = connection.execute(
        text(
            "SELECT f.*, s.name AS source, r.byte_count FROM ops.fetch AS f"
            " JOIN ops.source AS s USING (source_id) JOIN ops.raw_file AS r USING (sha256)"
            " WHERE f.fetch_id = ANY(:ids)"
        ),
        {"ids": list(ids)},
    )
    return {
        row.fetch_id: Fetch(
            source=row.source,
            url=row.url,
            final_url=row.final_url,
            redirects=tuple((row.redirects or "").splitlines()),
            status=row.status,
            etag=row.etag,
            last_modified=row.last_modified,
            content_type=row.content_type,
            sha256=row.sha256,
            byte_count=row.byte_count,
            fetched_at=row.fetched_at,
        )
        for row in found
    }


def write(connection: Connection, fetches: Sequence[Fetch]) -> None:
    """Remember what some addresses brought."""
    files = [(one.sha256, one.byte_count, None, one.fetched_at) for one in fetches]
    merge_rows(connection, ops.RawFile, files)
    merge_rows(connection, ops.Fetch, [_row(one) for one in fetches], replaced=_CHANGING)


def close_rejections(connection: Connection, fetches: Sequence[Fetch], *, were_read: bool = False) -> None:
    """Listings that could not be had before are here now; for the bytes they had before only if they `were_read`."""
    connection.execute(
        text(
            "UPDATE ops.rejection AS r SET is_open = false"
            " FROM unnest(CAST(:ids AS uuid[]), CAST(:hashes AS text[])) AS now (document_id, sha256)"
            " WHERE r.document_id = now.document_id AND r.is_open"
            " AND (:were_read OR r.sha256 IS DISTINCT FROM now.sha256)"
        ),
        {
            "ids": [document_id(one.source, one.url) for one in fetches],
            "hashes": [one.sha256 for one in fetches],
            "were_read": were_read,
        },
    )


def _row(one: Fetch) -> Row:
    return (
        document_id(one.source, one.url),
        key("source", one.source),
        one.url,
        one.final_url,
        "\n".join(one.redirects) or None,
        one.status,
        one.etag,
        one.last_modified,
        one.content_type,
        one.sha256,
        one.fetched_at,
    )
