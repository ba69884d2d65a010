"""Bands in groups that share a value, so that an index keeps them side by side.

Bands are made anew out of the signatures, a thousand versions at a time; the index is built when they are there.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from etl.signatures import bands

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COMMENT = "COMMENT ON COLUMN news.article_version.bands IS 'the {} bands of the signature: versions that share one are compared'"
_AT_ONCE = 1000
_IDS = sa.text("SELECT version_id FROM news.article_version")
_SIGNATURES = sa.text("SELECT version_id, signature FROM news.article_version WHERE version_id = ANY(:ids)")
_SET = sa.text("""
UPDATE news.article_version AS v SET bands = CAST(made.bands AS bigint[])
FROM unnest(CAST(:ids AS uuid[]), CAST(:bands AS text[])) AS made (version_id, bands)
WHERE v.version_id = made.version_id
""")


def upgrade() -> None:
    _band_again(bands)
    op.execute(_COMMENT.format(72))


def downgrade() -> None:
    _band_again(_former)
    op.execute(_COMMENT.format(64))


def _band_again(made_of: Callable[[bytes], tuple[int, ...]]) -> None:
    op.drop_index(op.f("article_version_bands_idx"), table_name="article_version", schema="news")
    connection = op.get_bind()
    ids = connection.execute(_IDS).scalars().all()
    for first in range(0, len(ids), _AT_ONCE):
        found = connection.execute(_SIGNATURES, {"ids": list(ids[first : first + _AT_ONCE])}).all()
        made = [f"{{{','.join(map(str, made_of(row.signature)))}}}" for row in found]
        connection.execute(_SET, {"ids": [row.version_id for row in found], "bands": made})
    op.create_index(
        op.f("article_version_bands_idx"),
        "article_version",
        ["bands"],
        schema="news",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )


def _former(signature: bytes) -> tuple[int, ...]:
    """64 bands of four values that follow each other: the number and 14 bits of each value."""
    values = struct.unpack(f">{len(signature) // 2}H", signature)
    low = (1 << 14) - 1
    return tuple(
        number << 56 | (a & low) << 42 | (b & low) << 28 | (c & low) << 14 | d & low
        for number, (a, b, c, d) in enumerate(zip(*(values[first::4] for first in range(4)), strict=True))
    )
