r"""Text in pictures: scanned PDFs and images, recognized by the program `tesseract`.

    missing(ocr)                     # "... apt-get install tesseract-ocr."; None when all is there
    read_letters(body, ocr).text     # lines, paragraphs apart; "\f" between pages

Each page carries a claim with the program, its languages and how sure it is. Pages on which it is not sure of most
words are left out: photographs hold no text. Which picture is worth it is not decided here.
"""

from __future__ import annotations

import csv
import functools
import importlib.util
import io
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from etl.errors import RejectionCode, Unreadable
from etl.formats.signs import IMAGES
from etl.records import Claim, ClaimField, Layout, Origin, Parsed

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    from PIL.Image import Image

_DOTS_PER_INCH: Final = 300  # what tesseract was trained on
_POINTS_PER_INCH: Final = 72
# Text of a newspaper from a photocopy is read with 0.8 and more; foliage and faces with less than 0.4.
_LEAST_CONFIDENCE: Final = 0.6
_INSTALL: Final = "To have its letters recognized:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ocr:
    """How letters are recognized, and how much of a document."""

    languages: str = "eng"  # as tesseract calls them: "eng+deu"; none switches it off
    pages: int = 50
    pixels: int = 25_000_000  # of one page
    seconds: int = 300  # of one document


class _Page(NamedTuple):
    text: str
    confidence: float  # 0 to 1, the mean over its letters


def missing(ocr: Ocr) -> str | None:
    """What must be installed before letters can be recognized, in one sentence; None when nothing is missing."""
    if not ocr.languages:
        return "No languages are named in DATELINE_OCR_LANGUAGES."
    if importlib.util.find_spec("PIL") is None:
        return f"{_INSTALL} pip install 'dateline[ocr]'."
    program = shutil.which("tesseract")
    if program is None:
        return f"{_INSTALL} apt-get install tesseract-ocr."
    absent = [name for name in ocr.languages.split("+") if name not in _languages(program)]
    return f"{_INSTALL} apt-get install tesseract-ocr-{absent[0].replace('_', '-')}." if absent else None


def read_letters(body: bytes, ocr: Ocr) -> Parsed:
    """The text of a PDF without a text layer, or of an image.

    Raises:
        Unreadable: TOO_LARGE over `ocr.pages` or `ocr.pixels`, MALFORMED when it cannot be opened, NO_ARTICLE when no
            letters are made out, TIMEOUT after `ocr.seconds`.
    """
    ends = time.monotonic() + ocr.seconds
    media_type = next((kind for magic, kind in IMAGES if body.startswith(magic)), "application/pdf")
    pictures = _pdf_pages(body, ocr) if media_type == "application/pdf" else _image_pages(body, ocr)
    pages = [_recognized(picture, ocr, seconds=ends - time.monotonic()) for picture in pictures]
    if not any(page.text for page in pages):
        raise Unreadable(RejectionCode.NO_ARTICLE, "It is a picture, and no text can be made out in it.")
    text = "\f".join(page.text for page in pages)
    return Parsed(media_type=media_type, text=text, layout=Layout.PAGED, claims=tuple(_claims(pages, ocr)))


def _claims(pages: Sequence[_Page], ocr: Ocr) -> Iterator[Claim]:
    """How sure the program is of each page, at the place of its text."""
    program = f"{_version()}, {ocr.languages}"
    start = 0
    for page in pages:
        end = start + len(page.text)
        if page.text:
            said = f"{page.confidence:.2f}"
            yield Claim(field=ClaimField.TEXT, text=said, origin=Origin.OCR, detail=program, start=start, end=end)
        start = end + 1


def _pdf_pages(body: bytes, ocr: Ocr) -> Iterator[Image]:
    """The pages as they are printed, one after the other."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(body)
        try:
            _check_pages(len(document), ocr)
            for page in document:
                yield _rendered(page, ocr)
        finally:
            document.close()
    except pdfium.PdfiumError as error:
        raise Unreadable(RejectionCode.MALFORMED, f"A page of the PDF cannot be drawn: {error}") from error


def _rendered(page: pdfium.PdfPage, ocr: Ocr) -> Image:
    width, height = page.get_size()
    fitting = (ocr.pixels / max(width * height, 1)) ** 0.5
    bitmap = page.render(scale=min(_DOTS_PER_INCH / _POINTS_PER_INCH, fitting), grayscale=True)
    picture: Image = bitmap.to_pil().copy()
    bitmap.close()
    page.close()
    return picture


def _image_pages(body: bytes, ocr: Ocr) -> Iterator[Image]:
    """The pictures of an image file; their sizes are looked at before they are unpacked."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(body), formats=["PNG", "JPEG", "TIFF"]) as image:
            _check_pages(getattr(image, "n_frames", 1), ocr)
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > ocr.pixels:
                    said = f"The picture has more pixels than DATELINE_OCR_PIXELS ({ocr.pixels:,})."
                    raise Unreadable(RejectionCode.TOO_LARGE, said)
                yield _on_white(ImageOps.exif_transpose(frame)).convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise Unreadable(RejectionCode.MALFORMED, f"The picture cannot be read: {str(error)[:200]}") from error


def _on_white(picture: Image) -> Image:
    """A picture without what shines through it, which would be black."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)


def _check_pages(count: int, ocr: Ocr) -> None:
    if count > ocr.pages:
        said = f"It has {count} pages without text; DATELINE_OCR_PAGES allows {ocr.pages}."
        raise Unreadable(RejectionCode.TOO_LARGE, said)


def _recognized(picture: Image, ocr: Ocr, *, seconds: float) -> _Page:
    """The text of one picture; empty where the program is not sure of it."""
    plain = b"P5 %d %d 255\n" % picture.size + picture.tobytes()  # PGM, which every program reads alike
    dots = str(_DOTS_PER_INCH)
    command = ["tesseract", "stdin", "stdout", "-l", ocr.languages, "--dpi", dots, "tsv"]
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # there is a worker on each core already
    try:
        done = subprocess.run(  # noqa: S603
            command, input=plain, capture_output=True, check=True, timeout=max(seconds, 0.1), env=alone
        )
    except subprocess.TimeoutExpired as error:
        said = f"Recognizing its letters took longer than DATELINE_OCR_SECONDS ({ocr.seconds})."
        raise Unreadable(RejectionCode.TIMEOUT, said) from error
    except subprocess.CalledProcessError as error:
        said = f"Tesseract gave up on it: {error.stderr.decode('utf-8', 'replace').strip()[-200:]}"
        raise Unreadable(RejectionCode.PARSER_CRASHED, said) from error
    return _page(done.stdout.decode("utf-8", "replace"))


def _page(table: str) -> _Page:
    """The words of tesseract's table put into lines, and these into paragraphs."""
    lines: dict[tuple[str, ...], list[str]] = {}
    sure = letters = 0.0
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word = (row.get("text") or "").strip()
        if row["level"] == "5" and word:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(word)
            sure += float(row["conf"]) / 100 * len(word)
            letters += len(word)
    confidence = sure / letters if letters else 0.0
    if confidence < _LEAST_CONFIDENCE:
        return _Page("", confidence)
    paragraphs: dict[tuple[str, ...], list[str]] = {}
    for place, words in lines.items():
        paragraphs.setdefault(place[:2], []).append(" ".join(words))
    return _Page("\n\n".join("\n".join(paragraph) for paragraph in paragraphs.values()), confidence)


@functools.cache
def _languages(program: str) -> frozenset[str]:
    """The languages that tesseract has data for."""
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)  # noqa: S603
    return frozenset(done.stdout.split("\n")[1:])


@functools.cache
def _version() -> str:
    """Such as "tesseract 5.3.0"."""
    done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False)  # noqa: S607
    return (done.stdout or done.stderr).split("\n", 1)[0].strip()
