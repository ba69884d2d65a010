"""Schedules of sources: whether a cron expression can be read, and whether a source is due.

    is_due(source, visited_at, now)        a moment of its schedule has come since the last run over it began

It starts nothing and keeps no clock: that is for `flows`, or for whoever calls `python -m flows` now and then.
"""

from __future__ import annotations

from datetime import datetime

from etl.records import Source


def is_schedule(text: object) -> bool:
    """Whether this is an expression of cron: five fields, in UTC."""
    from cronsim import CronSim, CronSimError

    if not isinstance(text, str) or len(text.split()) != 5:
        return False
    try:
        next(CronSim(text, datetime(2000, 1, 1)), None)  # noqa: DTZ001 - any moment does
    except CronSimError:
        return False
    return True


def is_due(source: Source, visited_at: datetime | None, now: datetime) -> bool:
    """Whether a source wants a run; without a schedule it never does, before its first run always."""
    from cronsim import CronSim

    if source.schedule is None or visited_at is None:
        return source.schedule is not None
    if not is_schedule(source.schedule):  # the list of sources refuses it; a source may be made without a list
        return False
    following = next(CronSim(source.schedule, visited_at), None)
    return following is not None and following <= now
