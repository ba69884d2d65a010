"""PDF: the text layer in reading order, by the places of its lines.

    parse_pdf(body, page_limit=2000).text      # lines; "\\f" between pages, "\\v" between columns

It reads text that is there; it recognizes no letters in pictures and repairs nothing.
"""

from __future__ import annotations

import pypdfium2 as pdfium

from etl.errors import RejectionCode, Unreadable
from etl.records import Claim, ClaimField, Layout, Origin, Parsed

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


def _page_text(document: pdfium.PdfDocument, index: int) -> str:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            return str(textpage.get_text_range()).replace("\r\n", "\n")
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
            message = f"The PDF has {len(document)} pages; pdf_pages allows {page_limit}."
            raise Unreadable(RejectionCode.TOO_LARGE, message)
        text = "\f".join(_page_text(document, index) for index in range(len(document)))
        if not text.strip():
            raise Unreadable(RejectionCode.NEEDS_OCR, f"None of the {len(document)} pages has a text layer.")
        return Parsed(media_type="application/pdf", text=text, layout=Layout.PAGED, claims=_claims(document))
    except pdfium.PdfiumError as error:
        raise Unreadable(RejectionCode.MALFORMED, f"A page of the PDF cannot be read: {error}") from error
    finally:
        document.close()
