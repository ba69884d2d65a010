"""Clusters of copies, and signatures by which cut copies are told from texts of one template.

Signatures are made anew out of the texts. Pairs found before keep their similarity; how much of the shorter text is
contained follows from it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from etl.signatures import bands, signature

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SIGNATURE = "MinHash of the text''s five-word shingles: 256 unsigned 16-bit integers, big-endian"
_BANDS = "the 64 bands of the signature: versions that share one are compared"
_SIMILARITY = "estimated Jaccard similarity of their five-word shingles, 0 to 1"
_CONTAINMENT = "estimated share of the shorter text that stands in the longer one, 0 to 1"
_CONTAINED = """
UPDATE news.near_duplicate AS n SET containment = least(
    1.0,
    n.similarity * (v.word_count + w.word_count) / (1 + n.similarity) / greatest(1, least(v.word_count, w.word_count))
)
FROM news.article_version AS v, news.article_version AS w
WHERE v.version_id = n.version_id AND w.version_id = n.other_version_id
"""
_SIGN = sa.text("UPDATE news.article_version SET signature = :signature, bands = :bands WHERE version_id = :version_id")


def _comment(signature: str, bands: str, similarity: str) -> None:
    op.execute(f"COMMENT ON COLUMN news.article_version.signature IS '{signature}'")
    op.execute(f"COMMENT ON COLUMN news.article_version.bands IS '{bands}'")
    op.execute(f"COMMENT ON COLUMN news.near_duplicate.similarity IS '{similarity}'")


def _sign_again() -> None:
    connection = op.get_bind()
    for version_id in connection.execute(sa.text("SELECT version_id FROM news.article_version")).scalars().all():
        body = connection.execute(
            sa.text("SELECT article_body FROM news.article_version WHERE version_id = :version_id"),
            {"version_id": version_id},
        ).scalar_one()
        made = signature(body)
        row = {"signature": made, "bands": list(bands(made)), "version_id": version_id}
        connection.execute(_SIGN, row)


def upgrade() -> None:
    _rest()
    _near_duplicate()
    _duplicate_cluster()
    _duplicate_member()
    _article()


def _rest() -> None:
    _comment(_SIGNATURE, _BANDS, _SIMILARITY)
    _sign_again()


def _near_duplicate() -> None:
    op.add_column(
        "near_duplicate", sa.Column("containment", sa.Double(), nullable=True, comment=_CONTAINMENT), schema="news"
    )
    op.execute(_CONTAINED)
    op.alter_column("near_duplicate", "containment", nullable=False, schema="news")


def _duplicate_cluster() -> None:
    op.create_table(
        "duplicate_cluster",
        sa.Column("cluster_id", sa.Uuid(), nullable=False, comment="smallest article_id of its members"),
        sa.Column(
            "representative_id",
            sa.Uuid(),
            nullable=False,
            comment="the earliest: by day and instant of publication, then the longest text, then the smallest article_id",
        ),
        sa.Column("article_count", sa.Integer(), autoincrement=False, nullable=False, comment="articles in it"),
        sa.Column(
            "publication_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="publications that print it, as far as they are known",
        ),
        sa.Column(
            "is_syndicated",
            sa.Boolean(),
            nullable=False,
            comment="true when several publications print it, or a byline or opening line names an agency",
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["news.article.article_id"],
            name=op.f("duplicate_cluster_representative_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cluster_id", name=op.f("duplicate_cluster_pkey")),
        schema="news",
        comment="Articles that are copies of one another, directly or by way of others; settled after each load",
    )
    op.create_index(
        op.f("duplicate_cluster_representative_id_idx"), "duplicate_cluster", ["representative_id"], schema="news"
    )


def _duplicate_member() -> None:
    op.create_table(
        "duplicate_member",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="the article"),
        sa.Column("cluster_id", sa.Uuid(), nullable=False, comment="the cluster"),
        sa.Column(
            "method",
            sa.Text(),
            nullable=False,
            comment="content when another member has the same text to the letter, else minhash",
        ),
        sa.Column(
            "similarity",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="greatest similarity to another member, 0 to 1",
        ),
        sa.Column(
            "containment",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="greatest containment with another member, 0 to 1",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["news.article.article_id"],
            name=op.f("duplicate_member_article_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["news.duplicate_cluster.cluster_id"],
            name=op.f("duplicate_member_cluster_id_fkey"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("duplicate_member_pkey")),
        schema="news",
        comment="Which article is in which cluster of copies; an article without copies in none",
    )
    op.create_index(op.f("duplicate_member_cluster_id_idx"), "duplicate_member", ["cluster_id"], schema="news")
    op.drop_column("article", "is_near_duplicate", schema="bi")
    # Filled by the next publish, which compares every row; what is shown until then says that nothing has copies.
    for column in _shown():
        op.add_column("article", column, schema="bi")
    op.execute("UPDATE bi.article SET representative_id = article_id, copy_count = 0, is_syndicated = false")
    for column in _shown():
        op.alter_column("article", column.name, nullable=False, schema="bi")


def _article() -> None:
    op.create_index(op.f("article_representative_id_idx"), "article", ["representative_id"], schema="bi")


def _shown() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column(
            "representative_id",
            sa.Uuid(),
            nullable=True,
            comment="the earliest of its copies, itself if it has none: count these to count stories",
        ),
        sa.Column("copy_count", sa.Integer(), nullable=True, comment="other articles with nearly the same text"),
        sa.Column(
            "is_syndicated",
            sa.Boolean(),
            nullable=True,
            comment="true when it has copies and several publications print it or it names an agency as its source",
        ),
    )


def downgrade() -> None:
    op.drop_index(op.f("article_representative_id_idx"), "article", schema="bi")
    for column in _shown():
        op.drop_column("article", column.name, schema="bi")
    op.add_column(
        "article",
        sa.Column(
            "is_near_duplicate",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="true when an article of an earlier day, else of a smaller id, says nearly the same",
        ),
        schema="bi",
    )
    op.alter_column("article", "is_near_duplicate", server_default=None, schema="bi")
    op.drop_table("duplicate_member", schema="news")
    op.drop_table("duplicate_cluster", schema="news")
    op.drop_column("near_duplicate", "containment", schema="news")
    _comment(
        "MinHash of the text: 128 unsigned 32-bit integers, big-endian",
        "hashes of 32 bands of 4 of the signature, to find near duplicates",
        "estimated Jaccard similarity of their three-word shingles, 0 to 1",
    )
