r"""PDF: the text layer in reading order, by the places of its lines.

    parse_pdf(body, page_limit=2000).text      # lines; "\f" between pages, "\v" between columns

It reads text that is there; it recognizes no letters in pictures and repairs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_double

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from etl.errors import RejectionCode, Unreadable
from etl.formats.pdf_layout import Segment, pages_text
from etl.records import Claim, ClaimField, Layout, Origin, Parsed

_WIDEST_SPACE = 0.9  # times the type size: a wider gap may be a gutter; justified lines are put together again later
_INFO = (
    ("Title", ClaimField.TITLE),
    ("Author", ClaimField.AUTHOR),
    ("CreationDate", ClaimField.PUBLISHED),
)


def _open(body: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Unreadable(RejectionCode.ENCRYPTED, "The PDF needs a password.") from error
        raise Unreadable(RejectionCode.MALFORMED, f"The PDF cannot be opened: {error}") from error


def _claims(document: pdfium.PdfDocument) -> tuple[Claim, ...]:
    info = document.get_metadata_dict(skip_empty=True)
    return tuple(
        Claim(field=field, text=" ".join(info[key].split()), origin=Origin.FILE, detail=key)
        for key, field in _INFO
        if info.get(key, "").strip()
    )


def _characters(page: pdfium.PdfTextPage) -> Iterator[tuple[str, Segment]]:
    """The characters of a page in the order of the file, each with its place."""
    box, x, y = pdfium_c.FS_RECTF(), c_double(), c_double()
    for index in range(page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(page, index)
        letter = _letter(code)
        pdfium_c.FPDFText_GetLooseCharBox(page, index, box)
        pdfium_c.FPDFText_GetCharOrigin(page, index, x, y)
        size = abs(box.top - box.bottom)
        yield letter, Segment(text=letter, left=box.left, right=box.right, baseline=y.value, size=size)


def _letter(code: int) -> str:
    """The character of a code as the library gives it; its marks for a hyphen at a line's end are hyphens."""
    if code in {2, 0xFFFE}:
        return "-"
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def _segments(page: pdfium.PdfTextPage) -> list[Segment]:
    """Runs of characters that follow each other on one line."""
    result: list[Segment] = []
    run: list[Segment] = []
    for letter, place in _characters(page):
        if letter in {"\r", "\n", ""} or (letter == " " and not run):
            continue
        if run and letter != " " and _leaves(run, place):
            result.append(_run(run))
            run = []
        run.append(place)
    return [*result, _run(run)] if run else result


def _leaves(run: list[Segment], place: Segment) -> bool:
    """Whether a character begins another run: on another line, behind, or far ahead."""
    last = next((one for one in reversed(run) if one.text != " "), run[-1])
    size = max(last.size, place.size, 1.0)
    if abs(place.baseline - last.baseline) > 0.25 * size or abs(place.size - last.size) > 0.3 * size:
        return True
    return not -0.5 * size < place.left - last.right < _WIDEST_SPACE * size


def _run(run: list[Segment]) -> Segment:
    letters = [one for one in run if one.text != " "] or run
    return Segment(
        text="".join(one.text for one in run).strip(),
        left=min(one.left for one in letters),
        right=max(one.right for one in letters),
        baseline=letters[0].baseline,
        size=max(one.size for one in letters),
    )


def _page_segments(document: pdfium.PdfDocument, index: int) -> list[Segment]:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            return [segment for segment in _segments(textpage) if segment.text]
        finally:
            textpage.close()
    finally:
        page.close()


def parse_pdf(body: bytes, *, page_limit: int) -> Parsed:
    """The text of a PDF with the claims of its information dictionary.

    Raises:
        Unreadable: ENCRYPTED when a password is needed, MALFORMED when it cannot be opened or a page not be read,
            TOO_LARGE over `page_limit` pages, NEEDS_OCR when no page has a text layer.
    """
    document = _open(body)
    try:
        if len(document) > page_limit:
            message = f"The PDF has {len(document):,} pages, more than DATELINE_PDF_PAGES ({page_limit:,})."
            raise Unreadable(RejectionCode.TOO_LARGE, message)
        text = "\f".join(pages_text([_page_segments(document, index) for index in range(len(document))]))
        if not text.strip():
            raise Unreadable(RejectionCode.NEEDS_OCR, f"None of the {len(document)} pages has a text layer.")
        return Parsed(media_type="application/pdf", text=text, layout=Layout.PAGED, claims=_claims(document))
    except pdfium.PdfiumError as error:
        raise Unreadable(RejectionCode.MALFORMED, f"A page of the PDF cannot be read: {error}") from error
    finally:
        document.close()
