"""Text in pictures: scans as tesseract reads them, within limits, and what is said where it is absent."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image
from sqlalchemy import Engine, text

from etl.errors import RejectionCode, Unreadable
from etl.formats import Limits, sniff
from etl.formats.ocr import Ocr, missing
from etl.read import ReadOptions, read_article
from etl.records import Article, ClaimField, Origin
from tests.formats.made import LEAD, SECOND, TITLE, fetched
from tests.ingest import Ingest

MORE = "The ferry stays in port until the ice is gone, and the bakers of Elmton wait for their flour."
OPTIONS = ReadOptions(byte_limit=10**8, limits=Limits(), seconds=30, today=date(2026, 11, 1), software="0", model=None)

with_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def printed(*pages: str) -> list[Image.Image]:
    """Pages as a printer would print them, in grey, at 200 dots per inch."""
    pdf = FPDF()
    for said in pages:
        pdf.add_page()
        pdf.set_font("Times", style="B", size=18)
        pdf.multi_cell(0, 9, TITLE, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Times", size=12)
        pdf.multi_cell(0, 7, f"\nBy Jane Roe\n\n2 March 2026\n\n{said}")
    document = pypdfium2.PdfDocument(bytes(pdf.output()))
    pictures = [page.render(scale=200 / 72, grayscale=True).to_pil().copy() for page in document]
    document.close()
    return pictures


def image(form: str, picture: Image.Image, *others: Image.Image) -> bytes:
    out = io.BytesIO()
    extra: dict[str, object] = {"save_all": True, "append_images": others} if others else {}
    picture.save(out, form, resolution=200, **extra)
    return out.getvalue()


def read(body: bytes, **how: object) -> Article:
    return read_article(fetched(body), replace(OPTIONS, ocr=replace(Ocr(), **how)))  # type: ignore[arg-type]


def likeness(article: Article, said: str) -> float:
    return SequenceMatcher(None, article.text.split(), said.split()).ratio()


STORY = f"{LEAD}\n\n{SECOND}"


@with_tesseract
@pytest.mark.parametrize("form", ["PDF", "PNG", "JPEG", "TIFF"])
def test_a_scan_becomes_an_article(form: str) -> None:
    article = read(image(form, *printed(STORY)))
    assert article.title == TITLE
    assert [author.name for author in article.byline.authors if article.byline] == ["Jane Roe"]
    assert article.published
    assert article.published.earliest == date(2026, 3, 2)
    assert likeness(article, STORY) > 0.95


@with_tesseract
def test_it_is_said_that_the_text_was_recognized_and_how_surely() -> None:
    article = read(image("PDF", *printed(STORY, MORE)))
    said = [claim for claim in article.claims if claim.field is ClaimField.TEXT]
    assert [claim.origin for claim in said] == [Origin.OCR, Origin.OCR]
    assert all(0.8 < float(claim.text) <= 1 for claim in said)
    assert all(
        claim.detail and claim.detail.startswith("tesseract") and claim.detail.endswith(", eng") for claim in said
    )
    assert said[1].end is not None
    assert said[0].end is not None
    assert said[0].start == 0
    assert said[0].end < said[1].end


@with_tesseract
def test_letters_on_nothing_are_read_as_on_white() -> None:
    grey = printed(STORY)[0]
    clear = Image.new("RGBA", grey.size, (0, 0, 0, 0))
    clear.putalpha(grey.point(lambda value: 255 - value))
    assert likeness(read(image("PNG", clear)), STORY) > 0.95


@with_tesseract
def test_several_pictures_in_a_file_are_pages() -> None:
    article = read(image("TIFF", *printed(STORY, MORE)))
    assert MORE in " ".join(article.text.split())


@with_tesseract
@pytest.mark.parametrize(
    ("body", "how", "code", "reason"),
    [
        (image("PDF", *printed("a", "b", "c")), {"pages": 2}, "too_large", "pages of a PDF"),
        (image("TIFF", *printed("a", "b", "c")), {"pages": 2}, "too_large", "pages of a TIFF"),
        (image("PNG", *printed(STORY)), {"pixels": 10_000}, "too_large", "pixels of an image"),
        (image("PNG", Image.effect_noise((600, 600), 80)), {}, "no_article", "a photograph"),
        (image("PNG", Image.new("L", (600, 600), 255)), {}, "no_article", "nothing"),
        (image("PNG", *printed(STORY))[:3000], {}, "malformed", "cut short"),
        (b"\xff\xd8\xff\xe0 no picture", {}, "malformed", "no picture"),
        (image("PNG", *printed(STORY)), {"languages": ""}, "needs_ocr", "switched off"),
        (image("PNG", *printed(STORY)), {"languages": "eng+tlh_x"}, "needs_ocr", "a language that is not installed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_rejected(body: bytes, how: dict[str, object], code: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(body, **how)
    assert refused.value.code == code, reason


@with_tesseract
def test_a_page_of_a_pdf_is_drawn_no_larger_than_is_allowed() -> None:
    with pytest.raises(Unreadable) as refused:
        read(image("PDF", *printed(STORY)), pixels=2_000)
    assert refused.value.code is RejectionCode.NO_ARTICLE, "too small to be read, and no more memory than that"


@with_tesseract
def test_time_is_limited() -> None:
    noise = Image.effect_noise((4000, 4000), 60)
    with pytest.raises((Unreadable, TimeoutError)) as refused:
        read(image("PDF", *[noise] * 20), seconds=1)
    assert "DATELINE_OCR_SECONDS" in str(refused.value)


def test_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing(Ocr()) == "To have its letters recognized: apt-get install tesseract-ocr."
    for form in ("PDF", "PNG"):
        with pytest.raises(Unreadable) as refused:
            read(image(form, *printed(STORY)))
        assert refused.value.code is RejectionCode.NEEDS_OCR
        assert "apt-get install tesseract-ocr" in refused.value.message


@pytest.mark.parametrize(("form", "kind"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("TIFF", "image/tiff")])
def test_pictures_are_told_by_their_bytes(form: str, kind: str) -> None:
    assert sniff(image(form, Image.new("L", (9, 9)))) == kind


@with_tesseract
def test_a_scan_ends_in_the_database(tmp_path: Path, ingest: Ingest, engine: Engine) -> None:
    (tmp_path / "scan.pdf").write_bytes(image("PDF", *printed(STORY)))
    ingest(tmp_path)
    with engine.connect() as connection:
        statement = "SELECT headline, property, origin FROM news.article_version JOIN news.claim USING (version_id)"
        assert (TITLE, "text", "ocr") in [tuple(row) for row in connection.execute(text(statement))]
