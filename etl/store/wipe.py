"""Take away what deleted rows leave behind: raw files, old row versions, statistics, the write-ahead log.

    delete_files(connection, folder)
    rewrite(engine)  ->  what could not be rewritten, one sentence each; () when nothing is left

A deleted row stays in the files of a table until it is rewritten, its values in the statistics until they are made
anew, and the text in the log until its segments are written over. Blocks of the file system, backups, archives of the
log and replicas are not within reach of a client: docs/erasure.md says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from etl.store import raw


def delete_files(connection: Connection, folder: Path) -> int:
    """Delete all raw files that were ever forgotten and are still there; returns how many there were.

    Called before the transaction that forgets them is committed: broken off, it is simply run again.
    """
    gone = connection.execute(text("SELECT key FROM ops.erasure_key WHERE kind = 'bytes'")).scalars()
    return sum(raw.delete(folder, sha256) for sha256 in gone)


def rewrite(engine: Engine) -> tuple[str, ...]:
    """Rewrite all tables, their statistics and the log; returns what this user may not do."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (FULL, ANALYZE)")
        return tuple(said for said, task in _TASKS.items() if not _is_done(connection, task))


def _is_done(connection: Connection, task: Callable[[Connection], None]) -> bool:
    """Do what not every user may."""
    try:
        task(connection)
    except ProgrammingError:
        return False
    return True


def _rewrite_statistics(connection: Connection) -> None:
    """Once more, because they were made anew after their own table was rewritten."""
    connection.exec_driver_sql("VACUUM FULL pg_catalog.pg_statistic")


def _write_over_log(connection: Connection) -> None:
    """Segments are used again and again: once around all there are, each is filled up with zeros.

    And once more, because the segment in which it was begun is kept until the checkpoint at the end, which may put it
    among those to be used next.
    """
    connection.exec_driver_sql("CHECKPOINT")
    for _ in range(2):
        segments = connection.execute(text("SELECT count(*) FROM pg_ls_waldir()")).scalar_one()
        for _ in range(segments + 1):
            connection.execute(text("SELECT pg_logical_emit_message(true, 'dateline', 'wipe'), pg_switch_wal()"))
        connection.exec_driver_sql("CHECKPOINT")


_TASKS: Mapping[str, Callable[[Connection], None]] = {
    "This user may not, so old statistics stay until pg_statistic is vacuumed.": _rewrite_statistics,
    "This user may not, so the text stays in the log until its segments are written over.": _write_over_log,
}
