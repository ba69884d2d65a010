"""The heavy pages: the same every time, as heavy as those of newspapers, and read whole by the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.formats.html import parse_html
from etl.settings import Settings
from etl.sources import files
from etl.unpack import unpack
from tests.bench.generate import make_story
from tests.bench.pages import CHARACTERS, heavy_page, write_warc

NUMBERS = range(8)  # each layout twice


def test_a_number_is_always_the_same_page() -> None:
    assert heavy_page(3) == heavy_page(3)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_page_is_heavy_and_its_article_is_found_whole(number: int) -> None:
    page, story = heavy_page(number), make_story(number, characters=CHARACTERS)
    assert 60_000 < len(page.markup) < 100_000
    assert parse_html(page.markup.encode()).text.split("\n\n") == list(story.paragraphs)


def test_a_warc_file_gives_the_pages_back(tmp_path: Path) -> None:
    write_warc(tmp_path / "crawl.warc.gz", NUMBERS)
    settings = Settings(raw_dir=tmp_path / "raw", database_url=None, _env_file=None)
    found = list(unpack(files.find(files.source_of(str(tmp_path / "crawl.warc.gz"))), settings))
    pages = [heavy_page(number) for number in NUMBERS]
    assert [one.url for one in found] == [page.address for page in pages]
    assert [Path(one.path).read_text(encoding="utf-8") for one in found] == [page.markup for page in pages]
