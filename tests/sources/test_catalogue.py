"""The operator's list of sources: what is read, what is refused with which words, what is appended."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import Misconfigured
from etl.sources.catalogue import KINDS, add_source, named, read_catalogue
from tests.conftest import ROOT

WHOLE = """
[[source]]
name = "valley-herald"
kind = "feed"
location = "https://valleyherald.example/feed.xml"
schedule = "*/30 * * * *"
publisher = "The Valley Herald"
country = "GB"
timezone = "Europe/London"
language = "en-GB"
exclude = ["*/live/*"]
pause_seconds = 2.5
"""


def test_what_an_operator_says_is_in_the_source(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(WHOLE)
    source = named(read_catalogue(path), "valley-herald")
    assert (source.kind, source.publisher, source.timezone) == ("feed", "The Valley Herald", "Europe/London")
    assert (source.exclude, source.pause_seconds, source.schedule) == (("*/live/*",), 2.5, "*/30 * * * *")
    with pytest.raises(Misconfigured, match="There is no source other"):
        named(read_catalogue(path), "other")


def test_the_list_that_is_shipped_has_the_sample_and_examples_that_would_pass(tmp_path: Path) -> None:
    shipped = ROOT / "flows" / "sources.toml"
    (sample,) = read_catalogue(shipped)
    assert (sample.name, sample.kind, Path(sample.location).name) == ("sample", "files", "sample")
    _, examples = shipped.read_text().split("\n\n", 1)
    path = tmp_path / "sources.toml"
    path.write_text("\n".join(line.removeprefix("# ") for line in examples.splitlines()))
    assert {source.kind for source in read_catalogue(path)} == set(KINDS)


@pytest.mark.parametrize(
    ("former", "now", "said"),
    [
        ('kind = "feed"', 'kind = "gopher"', "kind to be files or objects"),
        ('kind = "feed"', "", "kind to be files"),
        ('kind = "feed"', 'kind = "objects"', "location to begin with s3://"),
        ('"Europe/London"', '"Europe/Valley"', "timezone to be an IANA name"),
        ('"GB"', '"Britain"', "country to be ISO 3166-1"),
        ("2.5", "-1", "pause_seconds to be seconds"),
        ('["*/live/*"]', '"*/live/*"', "exclude to be a list"),
        ("publisher", "publishr", "publishr, which is none of"),
        ('"*/30 * * * *"', '"hourly"', "schedule to be five fields"),
        ('"*/30 * * * *"', '"61 * * * *"', "schedule to be five fields"),
        ('name = "valley-herald"', 'name = "a b"', "name to be letters"),
        ("[[source]]", "[[source", "is no TOML"),
        ("[[source]]", "source = [1]\n[other]", "no table"),
    ],
)
def test_a_mistake_is_told_by_its_place(tmp_path: Path, former: str, now: str, said: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(WHOLE.replace(former, now))
    with pytest.raises(Misconfigured, match=said):
        read_catalogue(path)


def test_a_source_that_is_added_reads_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    said = {
        "name": "útesy",
        "kind": "sitemap",
        "location": "https://news.example/sitemap.xml",
        "publisher": 'The "Daily" \\ Kurýr 𝔻',
        "include": ["*/2026/*"],
        "country": None,
    }
    added = add_source(path, said)
    assert read_catalogue(path) == (added,)
    with pytest.raises(Misconfigured, match="already"):
        add_source(path, said)
    with pytest.raises(Misconfigured, match="language to be BCP 47"):
        add_source(path, {**said, "name": "other", "language": "English"})
    assert len(read_catalogue(path)) == 1


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="DATELINE_SOURCES_FILE"):
        read_catalogue(tmp_path / "absent.toml")
