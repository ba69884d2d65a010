"""Plain text: bytes to characters by what they hold, never by a file's name.

    decode("Señor".encode("cp1252"))    # ("Señor", "windows-1252")
    parse_text(body).text

`decode` serves markup too, with the label that the markup declares. Nothing is repaired here: mojibake, controls and
line ends are the business of `etl.clean`.
"""

from __future__ import annotations

import codecs
import re

import webencodings
from charset_normalizer import from_bytes

from etl.errors import RejectionCode, Unreadable
from etl.formats.press_database import read_labels
from etl.records import Layout, Parsed

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # ahead of UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_SAMPLE_BYTES = 256_000  # charset-normalizer is slow: about 1 MB a second; a sample tells the same
_BROKEN_SHARE = 0.02  # UTF-8 with fewer broken sequences than this per non-ASCII one is UTF-8 that was damaged
_WESTERN = frozenset("áàâäãåæçéèêëíìîïñóòôöõøœúùûüßÁÀÂÄÃÅÆÇÉÈÊËÍÎÏÑÓÒÔÖÕØŒÚÙÛÜ«»“”„‘’‚–—…€£§°·•©®¿¡ºª\xa0\xad")
_LEGACY = {  # Python's name: WHATWG's; those in which newspapers were published
    "cp1250": "windows-1250",
    "cp1251": "windows-1251",
    "cp1252": "windows-1252",
    "cp1253": "windows-1253",
    "cp1254": "windows-1254",
    "cp1255": "windows-1255",
    "cp1256": "windows-1256",
    "cp1257": "windows-1257",
    "cp1258": "windows-1258",
    "cp874": "windows-874",
    "iso8859_2": "iso-8859-2",
    "iso8859_5": "iso-8859-5",
    "iso8859_7": "iso-8859-7",
    "koi8_r": "koi8-r",
    "koi8_u": "koi8-u",
    "cp932": "shift_jis",
    "shift_jis": "shift_jis",
    "euc_jp": "euc-jp",
    "gb18030": "gb18030",
    "gbk": "gbk",
    "big5": "big5",
    "euc_kr": "euc-kr",
    "cp949": "euc-kr",
}
_C1 = re.compile(r"[\x80-\x9f]")
_JUNK = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # controls that no text file holds; ESC and separators may stand
JUNK_SHARE = 0.05  # more of them, and the bytes are no text


def _wide_without_mark(body: bytes) -> str | None:
    """UTF-16 or UTF-32 told by where the zero bytes of its Latin letters stand."""
    sample = body[:4096]
    sample = sample[: len(sample) // 4 * 4]
    if sample.count(0) < len(sample) / 5 or len(sample) < 4:
        return None
    quarter = len(sample) / 4
    zeros = [sample[i::4].count(0) / quarter for i in range(4)]
    patterns = {
        "utf-32-le": zeros[2] > 0.95 and zeros[3] > 0.95 and zeros[0] < 0.3,
        "utf-32-be": zeros[0] > 0.95 and zeros[1] > 0.95 and zeros[3] < 0.3,
        "utf-16le": min(zeros[1], zeros[3]) > 0.4 and max(zeros[0], zeros[2]) < 0.2,
        "utf-16be": min(zeros[0], zeros[2]) > 0.4 and max(zeros[1], zeros[3]) < 0.2,
    }
    return next((name for name, fits in patterns.items() if fits), None)


def _damaged_utf8(body: bytes) -> str | None:
    """The text, when nearly all of what is not ASCII is right UTF-8."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    right = sum(1 for character in text if character > "\x7f") - broken
    return text if right > 0 and broken <= max(1, right * _BROKEN_SHARE) else None


def _labelled(body: bytes, label: str) -> tuple[str, str] | None:
    """The text in the encoding that `label` names by the WHATWG table; UTF-8 must hold, others may err a little."""
    encoding = webencodings.lookup(label)
    if encoding is None or encoding.name == "x-user-defined":
        return None
    if encoding.name.startswith("utf-16"):
        return None  # a label inside bytes that were read as ASCII cannot be true
    try:
        text = str(encoding.codec_info.decode(body, "strict")[0])
    except (UnicodeDecodeError, ValueError):
        if encoding.name == "utf-8":
            return None
        text = str(encoding.codec_info.decode(body, "replace")[0])
        if text.count("\ufffd") > len(text) * _BROKEN_SHARE:
            return None
    return text, encoding.name


def _guessed(body: bytes) -> tuple[str, str]:
    """The text in the most probable legacy encoding; windows-1252 where nothing is more probable.

    Short Western texts decide by their letters, for statistics need more of them; Latin-1 is read as windows-1252
    (WHATWG encoding standard), and so is whatever would leave C1 controls.
    """
    western = body.decode("cp1252", "replace")
    if not _is_western(western):
        best = from_bytes(body[:_SAMPLE_BYTES], cp_isolation=list(_LEGACY)).best()
        encoding = webencodings.lookup(_LEGACY[best.encoding]) if best is not None else None
        if encoding is not None:
            text = str(encoding.codec_info.decode(body, "replace")[0])
            if text.count("\ufffd") <= len(text) * _BROKEN_SHARE and not _C1.search(text):
                return text, encoding.name
    return western, "windows-1252"


def _is_western(text: str) -> bool:
    """Whether all but a few characters beyond ASCII are letters and marks of Western European languages."""
    beyond = [character for character in text if character > "\x7f"]
    return sum(character in _WESTERN for character in beyond) >= 0.95 * len(beyond)


def _by_mark(body: bytes) -> tuple[str, str] | None:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    return None


def decode(body: bytes, label: str | None = None) -> tuple[str, str]:
    """The text of `body` and the name of the encoding it is in, as the WHATWG encoding standard spells it.

    In order: byte order mark; UTF-16 and UTF-32 by their zero bytes; strict UTF-8 (when it holds and is not plain
    ASCII it is right whatever the label says); `label`; UTF-8 with a few broken bytes; detection on the first
    256 000 bytes; windows-1252. Never fails: bytes that cannot be read become U+FFFD.
    """
    marked = _by_mark(body)
    if marked is not None:
        return marked
    wide = _wide_without_mark(body)
    if wide is not None:
        return body.decode(wide, "replace"), wide
    if not body.isascii() or label is None:
        try:
            return body.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    labelled = _labelled(body, label) if label is not None else None
    if labelled is not None:
        return labelled
    if body.isascii():
        return body.decode("ascii"), "utf-8"
    damaged = _damaged_utf8(body)
    return (damaged, "utf-8") if damaged is not None else _guessed(body)


def count_junk(text: str) -> int:
    """How many characters of a text no text holds: controls, and bytes that could not be read."""
    return sum(1 for _ in _JUNK.finditer(text)) + text.count("\ufffd")


def parse_text(body: bytes, *, charset: str | None = None) -> Parsed:
    """The text of a plain text file, as lines of pages; labelled lines about it on top ("TITLE: ...") are claims.

    Raises:
        Unreadable: EMPTY without a visible character, UNSUPPORTED when the bytes are no text.
    """
    text, charset = decode(body, label=charset)
    if not text.strip():
        raise Unreadable(RejectionCode.EMPTY, "The file holds no text.")
    junk = count_junk(text)
    if junk > len(text) * JUNK_SHARE:
        message = f"The file is no text: {junk} of {len(text)} characters are controls."
        raise Unreadable(RejectionCode.UNSUPPORTED, message)
    labelled = read_labels(text)
    if labelled is not None and labelled.text.strip():
        text, claims = labelled
    else:
        claims = ()
    return Parsed(media_type="text/plain", text=text, layout=Layout.PAGED, charset=charset, claims=claims)
