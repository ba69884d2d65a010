"""Object stores as a source: against a server that speaks S3, and answers as Google and Azure give them."""

from __future__ import annotations

from datetime import UTC
from itertools import islice

import pytest

from etl.errors import Misconfigured, RejectionCode, Unavailable, Unreadable
from etl.records import Found
from etl.sources import source_of
from etl.sources.objects import Stores, find, open_object
from tests.objectstore import ACCESS, Bucket
from tests.webserver import WebServer


def _found(place: str) -> list[Found]:
    return list(find(source_of(place), Stores()))


def _places(place: str) -> list[str]:
    return [found.locator for found in _found(place) if not found.failure]


def _failure(place: str) -> Unavailable | Unreadable:
    (found,) = _found(place)
    assert found.failure is not None
    assert found.locator == place
    return found.failure


def test_objects_below_a_place_come_in_the_stores_order_without_hidden_ones(bucket: Bucket) -> None:
    for key in ("2024/b/z.txt", "2024/a.html", "2024/", "2024/.draft", "2024/.git/a", "2025/c.txt", "2024x/d.txt"):
        bucket.put(key, b"" if key.endswith("/") else b"x")
    assert (
        _places(bucket.url("2024"))
        == _places(bucket.url("2024/"))
        == [
            bucket.url("2024/a.html"),
            bucket.url("2024/b/z.txt"),
        ]
    )
    assert _places(bucket.url()) == [
        bucket.url(key) for key in ("2024/a.html", "2024/b/z.txt", "2024x/d.txt", "2025/c.txt")
    ]
    assert _places(f"s3://{bucket.name}") == _places(bucket.url())


def test_what_a_listing_says_of_an_object_is_kept(bucket: Bucket) -> None:
    place = bucket.put("a.txt", b"hello")
    (listed,) = _found(bucket.url())
    assert listed.byte_count == 5
    assert listed.modified_at is not None
    assert listed.modified_at.tzinfo == UTC
    opened = open_object(place, Stores())
    assert opened is not None
    assert (b"".join(opened.parts), opened.etag, opened.byte_count) == (b"hello", listed.etag, 5)
    assert open_object(place, Stores(), etag=listed.etag) is None, "it has not changed"


def test_an_object_is_named_by_its_own_address(bucket: Bucket) -> None:
    place = bucket.put("news/a.txt", b"x")
    bucket.put("news/a.txt.zip", b"x")
    assert _places(place) == [place]


def test_an_empty_object_is_found_and_the_mark_of_a_folder_is_not(bucket: Bucket) -> None:
    bucket.put("news/", b"")
    place = bucket.put("news/empty.txt", b"")
    assert _places(bucket.url()) == [place]


def test_names_of_any_letters_can_be_listed_and_read(bucket: Bucket) -> None:
    keys = ("žluť/č x+%41#?&=.txt", "a!/b c.txt", "%2e%2e/d", "e\\f", "日本/𝔻.txt")
    for key in keys:
        bucket.put(key, key.encode())
    places = _places(bucket.url())
    assert sorted(places) == sorted(bucket.url(key) for key in keys)
    for place in places:
        opened = open_object(place, Stores())
        assert opened is not None
        assert b"".join(opened.parts).decode() == place.removeprefix(bucket.url())


def test_more_objects_than_a_page_holds_are_listed_once_each(bucket: Bucket) -> None:
    for number in range(1_002):
        bucket.put(f"{number:04}", b"x")
    bucket.log.lines.clear()
    stream = find(source_of(bucket.url()), Stores())
    assert [found.locator[-4:] for found in islice(stream, 1_000)] == [f"{number:04}" for number in range(1_000)]
    assert [found.locator[-4:] for found in stream] == ["1000", "1001"]
    assert len([line for line in bucket.log.lines if "list-type=2" in line]) == 2


@pytest.mark.parametrize("bad", ["b//c.txt", "b/../c.txt", "b/./c.txt"])
def test_a_key_that_cannot_be_said_costs_its_folder_alone(bucket: Bucket, bad: str) -> None:
    for key in ("a/1.txt", "b/in/2.txt", "c/3.txt", bad, "z.txt"):
        bucket.put(key, b"x")
    found = _found(bucket.url())
    assert {one.locator for one in found if not one.failure} == {
        bucket.url(key) for key in ("a/1.txt", "c/3.txt", "z.txt")
    }
    (failed,) = (one for one in found if one.failure)
    assert failed.locator == bucket.url("b/")
    assert isinstance(failed.failure, Unreadable)
    assert failed.failure.code is RejectionCode.MALFORMED
    assert len(found) == 4, "nothing comes twice"
    with pytest.raises(Unreadable) as raised:
        open_object(bucket.url(bad), Stores())
    assert raised.value.code is RejectionCode.MALFORMED


def test_what_is_not_there_says_so(bucket: Bucket) -> None:
    for place, said in (
        (bucket.url("absent"), "no object at this address"),
        ("s3://no-such-bucket/a", "no such bucket"),
    ):
        failure = _failure(place)
        assert isinstance(failure, Unreadable)
        assert failure.code is RejectionCode.VANISHED
        assert said in failure.message
    with pytest.raises(Unreadable) as raised:
        open_object(bucket.url("absent"), Stores())
    assert raised.value.code is RejectionCode.VANISHED
    with pytest.raises(Misconfigured, match="There is no bucket"):
        _found("s3://")


def test_a_store_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch, web_server: WebServer) -> None:
    for name, value in (ACCESS | {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}).items():
        monkeypatch.setenv(name, value)
    assert isinstance(_failure("s3://press/a/"), Unavailable)
    monkeypatch.setenv("AWS_ENDPOINT_URL", web_server.url(""))
    web_server.say("/press?list-type=2", status=503)
    assert isinstance(_failure("s3://press"), Unavailable)


def test_a_store_that_refuses_says_so_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch, web_server: WebServer
) -> None:
    for name, value in (ACCESS | {"AWS_ENDPOINT_URL": web_server.url("")}).items():
        monkeypatch.setenv(name, value)
    web_server.say("/press?list-type=2", b"<Error><Code>AccessDenied</Code></Error>", status=403)
    failure = _failure("s3://press")
    assert isinstance(failure, Unreadable)
    assert failure.code is RejectionCode.HTTP_ERROR
    assert "does not let it be read" in failure.message
    assert "list-type" not in failure.message, "a query may hold a signature"


def test_a_store_without_credentials_says_so(monkeypatch: pytest.MonkeyPatch, web_server: WebServer) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", web_server.url(""))
    for name in ACCESS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", web_server.url("/169.254.169.254"))
    failure = _failure("s3://press")
    assert isinstance(failure, Unreadable)
    assert "no credentials" in failure.message


def test_an_object_that_breaks_off_is_not_taken_for_whole(
    monkeypatch: pytest.MonkeyPatch, web_server: WebServer
) -> None:
    for name, value in (ACCESS | {"AWS_ENDPOINT_URL": web_server.url("")}).items():
        monkeypatch.setenv(name, value)
    stated = {"Content-Length": "9999", "ETag": '"1"', "Last-Modified": "Tue, 03 Mar 2026 10:00:00 GMT"}
    web_server.say("/press/a.txt", b"half", headers=stated)
    opened = open_object("s3://press/a.txt", Stores())
    assert opened is not None
    with pytest.raises(Unavailable):
        b"".join(opened.parts)


GOOGLE = b"""<?xml version='1.0' encoding='UTF-8'?><ListBucketResult xmlns='http://doc.s3.amazonaws.com/2006-03-01'>
<Name>press</Name><Prefix>2024/</Prefix><IsTruncated>false</IsTruncated><Contents><Key>2024/a.txt</Key>
<LastModified>2026-03-03T10:00:00.000Z</LastModified><ETag>"g1"</ETag><Size>5</Size></Contents></ListBucketResult>"""
AZURE = b"""<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Prefix>2024/</Prefix><Blobs>
<Blob><Name>2024/a.txt</Name><Properties><Last-Modified>Tue, 03 Mar 2026 10:00:00 GMT</Last-Modified><Etag>"z1"</Etag>
<Content-Length>5</Content-Length><Content-Type>text/plain</Content-Type><BlobType>BlockBlob</BlobType></Properties>
</Blob></Blobs><NextMarker /></EnumerationResults>"""


@pytest.mark.parametrize("scheme", ["gs", "az", "abfs"])
def test_google_and_azure_are_listed_and_read_by_the_same_code(
    monkeypatch: pytest.MonkeyPatch, web_server: WebServer, scheme: str
) -> None:
    monkeypatch.setenv("GOOGLE_BASE_URL", web_server.url(""))
    monkeypatch.setenv("GOOGLE_SKIP_SIGNATURE", "true")
    monkeypatch.setenv("AZURE_STORAGE_USE_EMULATOR", "true")
    monkeypatch.setenv("AZURITE_BLOB_STORAGE_URL", web_server.url(""))
    stated = {"ETag": '"1"', "Last-Modified": "Tue, 03 Mar 2026 10:00:00 GMT"}
    web_server.say("/press?list-type=2&prefix=2024%2F", GOOGLE)
    web_server.say("/press/2024%2Fa%2Etxt", b"hello", headers=stated)
    web_server.say("/devstoreaccount1/press?restype=container&comp=list&prefix=2024%2F", AZURE)
    web_server.say("/devstoreaccount1/press/2024/a.txt", b"hello", headers=stated)
    (found,) = _found(f"{scheme}://press/2024/")
    assert found.failure is None
    assert (found.locator, found.byte_count) == (f"{scheme}://press/2024/a.txt", 5)
    assert found.etag == ('"g1"' if scheme == "gs" else '"z1"')
    opened = open_object(found.locator, Stores())
    assert opened is not None
    assert b"".join(opened.parts) == b"hello"
