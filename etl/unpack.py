"""Unpack archives, each in a cage, into members that are kept before anybody reads them.

    for found in unpack(documents, settings): ...        what is no archive passes as it is

The caged process keeps the bytes of a member and only says where they are, so that what crosses is small. An archive
that crashes it, hangs or asks for all memory is rejected behind the members that were given. What is an archive is told
here, by its first bytes; how each kind is read is in `etl.sources.containers`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Event

from etl.cage import Cage, CageLimits, Killed, open_cage
from etl.errors import Unreadable
from etl.formats.many import cut_of
from etl.records import Found
from etl.settings import Settings
from etl.sources import REMOTE_KINDS, containers, is_wanted
from etl.sources.containers import ContainerLimits
from etl.sources.days import EVERY_DAY, Days, may_be_of
from etl.store import raw

# A copy that must be made to be read may have a member's size, and a buffer more.
_SPARE_BYTES = 1 << 20


def unpack(
    documents: Iterable[Found],
    settings: Settings,
    *,
    keep_in: Path | None = None,
    days: Days = EVERY_DAY,
    stopped: Event | None = None,
) -> Iterator[Found]:
    """Archives among documents into their members, which are kept in `settings.raw_dir`, or in `keep_in`.

    The patterns of a source hold for members, and what is certain to be of other days than these is left out.

    Raises:
        CancelledError: the run was `stopped` while an archive was open.
    """
    folder = (keep_in or settings.raw_dir).absolute()
    with open_cage(_cage_limits(settings), stopped) as cage:
        for found in documents:
            opens = is_here(found) and containers.may_hold_documents(found, cut_of)
            held = _caged(cage, found, folder, _limits(settings)) if opens else (found,)
            yield from (one for one in held if _is_asked_for(one, found, days))


def _is_asked_for(one: Found, found: Found, days: Days) -> bool:
    """Whether it is of these days and wanted; a listing or an archive that cannot be had is told in any case."""
    if one.failure is not None and one.locator == found.locator:
        return True
    return may_be_of(days, one) and is_wanted(one.source, one.locator)


def is_here(found: Found) -> bool:
    """Whether there is a file on this machine to look into."""
    return found.failure is None and (found.sha256 is not None or found.source.kind not in REMOTE_KINDS)


def members(found: Found, folder: Path, limits: ContainerLimits) -> Iterator[Found]:
    """What is in an archive; this is what runs in the cage."""
    return containers.expand(found, keep=partial(_keep, folder), limits=limits, cut_of=cut_of)


def _caged(cage: Cage, found: Found, folder: Path, limits: ContainerLimits) -> Iterator[Found]:
    """What is in an archive; when its process was killed from outside, the rest of it is read once more."""
    given, is_second = 0, False
    while True:
        try:
            for one in islice(cage.run(members, found, folder, limits), given, None):
                given += 1
                yield one
        except Killed as error:
            if not is_second:
                is_second = True
                continue
            yield replace(found, failure=error)
        except Unreadable as error:
            yield replace(found, failure=error)
        return


def _keep(folder: Path, body: bytes) -> tuple[str, Path]:
    sha256 = hashlib.sha256(body).hexdigest()
    return sha256, raw.keep(folder, sha256, body)


def _cage_limits(settings: Settings) -> CageLimits:
    return CageLimits(
        seconds=settings.archive_seconds,
        seconds_name="DATELINE_ARCHIVE_SECONDS",
        memory_bytes=settings.parse_memory_bytes,
        file_bytes=settings.archive_member_bytes + _SPARE_BYTES,
    )


def _limits(settings: Settings) -> ContainerLimits:
    return ContainerLimits(
        total_bytes=settings.archive_total_bytes,
        member_bytes=settings.archive_member_bytes,
        ratio=settings.archive_ratio,
        members=settings.archive_members,
        depth=settings.archive_depth,
    )
