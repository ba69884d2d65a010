"""Runs that died are told from those that live, by the lock that only the living hold."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
from sqlalchemy import Engine, make_url, text

from etl.records import Source
from etl.store.leases import close_zombies, hold
from etl.store.named import plain_url
from etl.store.runs import list_interrupted, list_runs, open_run


def begin(engine: Engine, *names: str) -> UUID:
    run_id = uuid4()
    sources = [Source(name=name, kind="files", location=f"/srv/{name}") for name in names]
    open_run(engine, run_id, sources, software="0")
    return run_id


def test_a_run_without_a_lock_is_dead_and_one_with_it_is_not(engine: Engine) -> None:
    living = hold(engine, begin(engine, "one"))
    dead = begin(engine, "other")
    assert close_zombies(engine) == 1
    states = {line.run_id: (line.state, line.failure) for line in list_runs(engine)}
    assert states[living.run_id] == ("running", None)
    assert states[dead][0] == "failed"
    assert "interrupted" in (states[dead][1] or "")
    assert [line.run_id for line in list_interrupted(engine)] == [dead]
    assert close_zombies(engine) == 0
    living.release()
    assert close_zombies(engine) == 1


def test_the_lock_goes_with_its_connection_and_is_taken_again(engine: Engine, database_url: str) -> None:
    run_id = begin(engine, "one")
    lease = hold(engine, run_id)
    with psycopg.connect(plain_url(make_url(database_url)), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    lease.take()
    assert close_zombies(engine) == 0
    lease.release()


def test_a_run_is_told_as_interrupted_until_another_goes_over_its_sources(engine: Engine) -> None:
    first = begin(engine, "one")
    close_zombies(engine)
    begin(engine, "other")
    close_zombies(engine)
    assert first in {line.run_id for line in list_interrupted(engine)}
    last = begin(engine, "other", "one")
    with engine.begin() as connection:
        connection.execute(text("UPDATE ops.run SET state = 'finished' WHERE run_id = :id"), {"id": last})
    assert list_interrupted(engine) == ()
