"""Object stores as a source: S3 and what speaks like it, Google Cloud Storage, Azure Blob Storage, by one driver.

    for found in find(source, stores): ...                       s3://press/2024  ->  s3://press/2024/a.html, ...
    opened = open_object(found.locator, stores, etag=None)       its bytes as they come

Keys are listed page by page in the store's order and never held together. Keys with a part that begins with a point
are hidden, like files of such names. Where a store is and who may read it, the driver takes from its own environment
variables (docs/inputs.md names them). Nothing is kept, written or interpreted here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from etl.errors import Misconfigured, RejectionCode, Unavailable, Unreadable
from etl.records import Found, Source

if TYPE_CHECKING:
    from obstore import GetResult, ObjectMeta
    from obstore.store import ClientConfig, ObjectStore, RetryConfig

SCHEMES: Final = ("s3://", "gs://", "az://", "abfs://")
_PAGE: Final = 1_000  # keys, as many as a store gives at once
_PART_BYTES: Final = 1 << 20
# An archive at the limit, over a slow line; what stalls is ended by the limit on silence.
_LONGEST = timedelta(hours=2)
_TRY_AGAIN = frozenset({"408", "425", "429"})
_STATUS = re.compile(r"status code: (\d{3})")
_QUERY = re.compile(r"\?\S*")  # it may hold a signature
# Where machines in the cloud are given credentials: asked by the driver when its environment has none.
_GIVES_CREDENTIALS = re.compile(r"169\.254\.169\.254|metadata\.google\.internal|metadata/identity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An object whose bytes are about to come."""

    etag: str | None
    modified_at: datetime
    content_type: str | None
    byte_count: int
    parts: Iterator[bytes]  # raises what `open_object` raises


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The stores of a run, each opened once; no connection is made before something is asked."""

    connect_seconds: float = 10
    silence_seconds: float = 30
    opened: dict[str, ObjectStore] = field(default_factory=dict)

    def at(self, url: str) -> tuple[ObjectStore, str]:
        """The store of an address, and the key in it.

        Raises:
            Misconfigured: it is no such address, or what the environment says of the store cannot be used.
        """
        scheme, _, rest = url.partition("://")
        bucket, _, key = rest.partition("/")
        if not bucket:
            raise Misconfigured(f"There is no bucket in {url}: write {scheme}://BUCKET or {scheme}://BUCKET/FOLDER.")
        store = self.opened.get(f"{scheme}://{bucket}")
        if store is None:
            store = self.opened[f"{scheme}://{bucket}"] = self._open(scheme.lower(), bucket)
        return store, key

    def _open(self, scheme: str, bucket: str) -> ObjectStore:
        from obstore.exceptions import BaseError
        from obstore.store import AzureStore, GCSStore, S3Store

        client: ClientConfig = {
            "connect_timeout": timedelta(seconds=self.connect_seconds),
            "read_timeout": timedelta(seconds=self.silence_seconds),
            "timeout": _LONGEST,
            "allow_http": True,  # an endpoint is https unless the operator's own variable says otherwise
        }
        retries: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=self.silence_seconds)}
        try:
            if scheme == "s3":
                return S3Store(bucket, client_options=client, retry_config=retries)
            if scheme == "gs":
                return GCSStore(bucket, client_options=client, retry_config=retries)
            return AzureStore(bucket, client_options=client, retry_config=retries)
        except (BaseError, ValueError) as error:
            raise Misconfigured(f"The store {scheme}://{bucket} cannot be opened: {_said(error)}") from error


def find(source: Source, stores: Stores) -> Iterator[Found]:
    """The object at the location, or every one below it; a store that cannot be listed is found, with its failure."""
    store, prefix = stores.at(source.location)
    walk = _Walk(source=source, store=store, root=source.location.removesuffix(prefix).rstrip("/"), prefix=prefix)
    failure: Unavailable | Unreadable | None
    failure = Unreadable(RejectionCode.VANISHED, "There is no object at this address, nor below it.")
    try:
        for found in walk.all_of():
            failure = None
            yield found
    except (Unavailable, Unreadable) as error:
        failure = error
    if failure:
        yield Found(source=source, locator=source.location, path=source.location, failure=failure)


def found_at(source: Source, locator: str) -> Found:
    """An object that was found before, at its address."""
    return Found(source=source, locator=locator, path=locator)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """One way through the keys of a source."""

    source: Source
    store: ObjectStore
    root: str  # scheme and bucket
    prefix: str

    def all_of(self) -> Iterator[Found]:
        """Every object; raises Unavailable or Unreadable where the store does not answer as it should."""
        import obstore

        with _told():
            if self.prefix and not self.prefix.endswith("/"):
                with suppress(FileNotFoundError):
                    yield self._found(obstore.head(self.store, self.prefix))
                    return
            yield from self._below(self.prefix, after="")

    def _below(self, folder: str, *, after: str) -> Iterator[Found]:
        """What has a key below a folder and behind another key."""
        import obstore
        from obstore.exceptions import InvalidPathError

        last = after
        try:
            for page in obstore.list(self.store, folder or None, offset=after or None, chunk_size=_PAGE):
                for meta in page:
                    last = meta["path"]
                    yield from self._wanted(meta)
        except InvalidPathError:
            yield from self._by_folder(folder, after=last)

    def _by_folder(self, folder: str, *, after: str) -> Iterator[Found]:
        """The same where the driver cannot say a key: it fails with all of its page, so its folder is told apart."""
        import obstore
        from obstore.exceptions import InvalidPathError

        try:
            level = obstore.list_with_delimiter(self.store, folder or None)
        except InvalidPathError as error:
            place = f"{self.root}/{folder}".rstrip("/") + "/"
            yield Found(source=self.source, locator=place, path=place, failure=_unsayable(error))
            return
        for meta in level["objects"]:
            if meta["path"] > after:
                yield from self._wanted(meta)
        for inner in level["common_prefixes"]:
            if f"{inner}/\U0010ffff" > after:
                yield from self._below(inner, after=after)

    def _wanted(self, meta: ObjectMeta) -> Iterator[Found]:
        import obstore

        steps = meta["path"].removeprefix(self.prefix).split("/")
        if any(step.startswith(".") for step in steps):
            return
        if meta["size"] == 0:  # the mark of a folder: its key ends with a slash, which the driver takes away
            with suppress(FileNotFoundError):
                yield self._found(obstore.head(self.store, meta["path"]))
            return
        yield self._found(meta)

    def _found(self, meta: ObjectMeta) -> Found:
        place = f"{self.root}/{meta['path']}"
        return Found(
            source=self.source,
            locator=place,
            path=place,
            byte_count=meta["size"],
            modified_at=meta["last_modified"],
            etag=meta["e_tag"],
        )


def open_object(url: str, stores: Stores, *, etag: str | None = None) -> Opened | None:
    """An object, ready to be read; None when it still has this `etag`.

    Raises:
        Unreadable: VANISHED, MALFORMED for a key that the driver cannot say, HTTP_ERROR when it may not be read.
        Unavailable: the store is away.
    """
    import obstore
    from obstore.exceptions import NotModifiedError

    store, key = stores.at(url)
    try:
        with _told():
            result = obstore.get(store, key, options={"if_none_match": etag} if etag else None)
    except NotModifiedError:
        return None
    meta = result.meta
    return Opened(
        etag=meta["e_tag"],
        modified_at=meta["last_modified"],
        content_type=result.attributes.get("Content-Type"),
        byte_count=meta["size"],
        parts=_parts(result),
    )


def _parts(result: GetResult) -> Iterator[bytes]:
    with _told():
        for part in result.stream(min_chunk_size=_PART_BYTES):
            yield bytes(part)


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the driver in our words.

    Raises:
        Unreadable, Unavailable: as `open_object`.
    """
    from obstore.exceptions import BaseError, NotModifiedError

    try:
        yield
    except NotModifiedError:
        raise
    except FileNotFoundError as error:
        raise Unreadable(RejectionCode.VANISHED, "It was listed and is not there any more.") from error
    except ValueError as error:
        raise _unsayable(error) from error
    except (BaseError, OSError) as error:
        raise _failure(error) from error


def _unsayable(error: Exception) -> Unreadable:
    """A part of a key that is empty, "." or "..": the driver can neither ask for it nor list the folder it is in."""
    return Unreadable(RejectionCode.MALFORMED, f"The driver cannot say a key: {_said(error)}")


def _failure(error: Exception) -> Unavailable | Unreadable:
    """What an error of the driver means; a status stands in its words alone."""
    said = _said(error)
    stated = _STATUS.search(str(error))
    status = stated[1] if stated else ""
    if _GIVES_CREDENTIALS.search(said):
        return Unreadable(RejectionCode.HTTP_ERROR, f"The environment has no credentials for this store: {said}")
    if status == "404":
        return Unreadable(RejectionCode.VANISHED, f"There is no such bucket: {said}")
    if status.startswith("4") and status not in _TRY_AGAIN:
        return Unreadable(RejectionCode.HTTP_ERROR, f"The store does not let it be read: {said}")
    return Unavailable(f"The store did not answer in full: {said}")


def _said(error: Exception) -> str:
    """The first line of what the driver says, without queries, which may hold a signature."""
    return _QUERY.sub("", str(error).partition("\n")[0])[:400].strip()
