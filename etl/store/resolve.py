"""Resolve spellings to people, names to entities, chains to them and near duplicates to clusters, across the archive.

    resolve(engine)  ->  how many bylines and chains got, changed or lost what they name

Where the archive leaves no doubt, it links; where it does, it leaves candidates (`etl.store.candidates`). What is
linked depends on what is stored and not on the order in which it came. What people decided (`etl.store.decisions`) wins
over all of it. Names of articles are gone over as far as something changed: triggers note in `ops.unresolved` what did.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from etl.store.authorities import link_authorities
from etl.store.candidates import entity_candidates, person_candidates
from etl.store.chains import settle_chains
from etl.store.corrections import apply_corrections
from etl.store.duplicates import cluster
from etl.store.entities import lay_out_changes, settle_entities
from etl.store.load import take_turn
from etl.store.people import settle_people
from etl.store.plans import plan, prefer_hashes

_READ = ("news.chain", "news.mention", "news.entity", "news.entity_key", "news.article_version", "news.article")


def resolve(engine: Engine) -> int:
    """Settle people, then copies and entities; returns how many bylines and chains changed.

    Loaders wait meanwhile: they merge the rows that people are made of, and take away what is named no more.
    """
    with engine.begin() as connection:
        take_turn(connection)
        prefer_hashes(connection)
        apply_corrections(connection)
        signed = settle_people(connection)
        person_candidates(connection)
    with engine.begin() as connection:
        take_turn(connection)
        prefer_hashes(connection)
        cluster(connection)
    with engine.begin() as connection:
        take_turn(connection)
        return signed + _settle_names(connection)


def _settle_names(connection: Connection) -> int:
    _know_sizes(connection)
    lay_out_changes(connection)
    settle_entities(connection)
    named = settle_chains(connection)
    link_authorities(connection)
    entity_candidates(connection)
    connection.execute(text("DELETE FROM ops.unresolved"))
    return named


def _know_sizes(connection: Connection) -> None:
    """Let the planner choose by what the tables hold now, where much of it is new and was not counted yet.

    What is gone over was written or read a moment ago and is in memory, so that an index costs no seeks.
    """
    wanted = {"enable_seqscan": "on", "enable_mergejoin": "off", "work_mem": "64MB", "random_page_cost": "1.1"}
    plan(connection, wanted)
    much = text(
        "SELECT (SELECT count(*) FROM ops.unresolved WHERE subject = 'version') > 0.1 * reltuples"
        " FROM pg_class WHERE oid = 'news.article_version'::regclass"
    )
    if connection.execute(much).scalar_one():
        for table in _READ:
            connection.execute(text(f"ANALYZE {table}"))
    # Tables of this transaction are looked at a dozen times; a tenth of the usual sample tells their sizes.
    connection.execute(text("SET LOCAL default_statistics_target = 10"))
