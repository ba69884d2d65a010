r"""RTF (Microsoft's Rich Text Format specification 1.9.1): paragraphs, with the text as it stands.

    parse_rtf(rb"{\rtf1\ansi It rained in M\'fcnster.\par}").text    # "It rained in Münster."

Pictures, objects, comments, notes, headers, deleted and hidden text are not read. Each byte is visited once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

import webencodings

from etl.errors import RejectionCode, Unreadable
from etl.formats.prose import Passage, claim, make_prose, passage
from etl.records import BlockKind, Claim, ClaimField, Origin, Parsed

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?"  # a control word
    rb"|\\'([0-9a-fA-F]{2})"  # a byte
    rb"|\\([^a-zA-Z'])"  # a control symbol
    rb"|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\",
    re.DOTALL,
)
_DEEPEST: Final = 1_000  # groups inside groups; Word writes no more than about 20
# Groups that are no part of the running text. The words of the specification's "destinations".
_SKIPPED: Final = frozenset(
    b"colortbl stylesheet listtable listoverridetable rsidtbl generator pict object objdata footnote header headerl "
    b"headerr headerf footer footerl footerr footerf annotation atnid atnauthor atnref atndate fldinst xmlnstbl "
    b"listtext themedata colorschememapping datastore latentstyles pgdsctbl revtbl filetbl bkmkstart bkmkend "
    b"pntext pntxtb pntxta shppict nonshppict sp sn sv xe tc txe rxe do nonesttables private mmathPr".split()
)
_INFO: Final = {b"title": ClaimField.TITLE, b"author": ClaimField.AUTHOR}
_CHARACTERS: Final = {
    b"tab": " ",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
    b"cell": "\n",
    b"nestcell": "\n",
    b"row": "\n",
    b"par": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"line": "\n",
    b"column": "\n",
}
_SYMBOLS: Final = {b"~": "\u00a0", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
# \fcharset of the font table: code page (specification, "Font Table").
_CHARSETS: Final = {
    77: "macintosh",
    128: "shift_jis",
    129: "euc-kr",
    134: "gbk",
    136: "big5",
    161: "windows-1253",
    162: "windows-1254",
    163: "windows-1258",
    177: "windows-1255",
    178: "windows-1256",
    186: "windows-1257",
    204: "windows-1251",
    222: "windows-874",
    238: "windows-1250",
}


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside a pair of braces."""

    destination: bytes = b""  # "" is the running text, "-" is not read
    charset: str | None = None  # of the font
    fallback: int = 1  # characters that follow \u for older programs
    marked: bool = False
    hidden: bool = False
    kind: BlockKind = BlockKind.PARAGRAPH
    fresh: bool = True  # nothing came after the brace yet


@dataclass(slots=True)
class _Reader:
    """The state of reading one document."""

    group: _Group = _Group()
    above: list[_Group] = field(default_factory=list)
    charset: str = "windows-1252"
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0  # the one the font table describes
    pending: bytearray = field(default_factory=bytearray)  # bytes of a legacy charset, which may need two per character
    to_skip: int = 0
    high: int = 0  # the first half of a pair of \u
    info: dict[bytes, list[str]] = field(default_factory=dict)
    runs: list[tuple[str, bool]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


def parse_rtf(body: bytes) -> Parsed:
    """The text of an RTF document, and what its info group claims (origin FILE: it often names the typist).

    Raises:
        Unreadable: MALFORMED when it is cut short or nested without end, EMPTY without text.
    """
    reader = _Reader()
    for token in _TOKEN.finditer(body.rstrip(b"\x00 \t\r\n")):
        _read(reader, token)
    _flush(reader)
    _end_line(reader)
    if reader.above and not body.rstrip(b"\x00 \t\r\n").endswith(b"}"):
        raise Unreadable(
            RejectionCode.MALFORMED, f"The RTF document is cut short: {len(reader.above)} groups stay open."
        )
    return make_prose(reader.passages, media_type="application/rtf", charset=reader.charset, claims=_claims(reader))


def _claims(reader: _Reader) -> list[Claim]:
    return [
        one
        for word, kind in _INFO.items()
        for one in claim(kind, "".join(reader.info.get(word, ())), Origin.FILE, f"info.{word.decode()}")
    ]


def _read(reader: _Reader, token: re.Match[bytes]) -> None:
    word, number, byte, symbol, brace, text = token.groups()
    if byte is not None:
        _byte(reader, int(byte, 16))
    elif text is not None:
        _text(reader, text)
    elif brace is not None:
        _brace(reader, brace)
    elif word is not None:
        _flush(reader)
        _word(reader, word, int(number) if number is not None else None)
    elif symbol is not None:
        _flush(reader)
        _symbol(reader, symbol)


def _brace(reader: _Reader, brace: bytes) -> None:
    _flush(reader)
    reader.to_skip = 0
    if brace == b"{":
        if len(reader.above) >= _DEEPEST:
            raise Unreadable(RejectionCode.MALFORMED, f"The RTF document nests more than {_DEEPEST} groups.")
        reader.above.append(reader.group)
        reader.group = replace(reader.group, fresh=True)
    elif reader.above:
        reader.group = reader.above.pop()


def _byte(reader: _Reader, value: int) -> None:
    if reader.to_skip:
        reader.to_skip -= 1
    else:
        reader.pending.append(value)


def _text(reader: _Reader, text: bytes) -> None:
    skipped = min(reader.to_skip, len(text))
    reader.to_skip -= skipped
    reader.pending += text[skipped:]


def _flush(reader: _Reader) -> None:
    """Decode the bytes that came in a row and add them where they belong."""
    if not reader.pending:
        return
    encoding = webencodings.lookup(reader.group.charset or reader.charset) or webencodings.lookup("windows-1252")
    text = str(encoding.codec_info.decode(bytes(reader.pending), "replace")[0])
    reader.pending.clear()
    _add(reader, text)


def _add(reader: _Reader, text: str) -> None:
    group = reader.group
    if group.destination in _INFO:
        reader.info.setdefault(group.destination, []).append(text)
    elif group.destination == b"" and not group.hidden:
        reader.runs.append((text, group.marked))


def _end_line(reader: _Reader) -> None:
    reader.passages.append(passage(reader.group.kind, reader.runs))
    reader.runs = []


def _symbol(reader: _Reader, symbol: bytes) -> None:
    if symbol == b"*":
        if reader.group.fresh:  # a destination for newer programs, which others skip
            reader.group = replace(reader.group, destination=b"-")
    elif reader.to_skip:
        reader.to_skip -= 1
    elif symbol in _SYMBOLS:
        _character(reader, _SYMBOLS[symbol])


def _character(reader: _Reader, character: str) -> None:
    if character != "\n":
        _add(reader, character)
    elif reader.group.destination == b"":
        _end_line(reader)


def _word(reader: _Reader, word: bytes, number: int | None) -> None:
    """A control word: a character, a destination, or a property."""
    group = reader.group
    if word == b"u" and number is not None:
        _unicode(reader, number % 0x10000)
        reader.to_skip = group.fallback
    elif word in _CHARACTERS:
        _character(reader, _CHARACTERS[word])
    elif word in _SKIPPED or (word in {b"info", b"fonttbl"} and not group.destination):
        reader.group = replace(group, destination=b"-" if word in _SKIPPED else word)
    elif group.destination in {b"info", b"fonttbl"}:
        _describe(reader, word, number)
    else:
        _property(reader, word, number)
    if reader.group.fresh:
        reader.group = replace(reader.group, fresh=False)


def _unicode(reader: _Reader, code: int) -> None:
    """A UTF-16 unit; two of them may make one character."""
    high, reader.high = reader.high, 0
    if 0xD800 <= code < 0xDC00:
        reader.high = code
    elif 0xDC00 <= code < 0xE000:
        if high:
            _add(reader, chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00))
    elif code:
        _add(reader, chr(code))


def _describe(reader: _Reader, word: bytes, number: int | None) -> None:
    """A word inside the info group or the font table."""
    if reader.group.destination == b"info":
        reader.group = replace(reader.group, destination=word if word in _INFO else b"-")
    elif word == b"f":
        reader.font = number or 0
    elif word == b"fcharset" and number in _CHARSETS:
        reader.fonts[reader.font] = _CHARSETS[number]


def _property(reader: _Reader, word: bytes, number: int | None) -> None:
    """A word that says how what follows is set."""
    group, is_on = reader.group, number != 0
    match word:
        case b"ansicpg":
            reader.charset = _code_page(number) or reader.charset
        case b"uc":
            reader.group = replace(group, fallback=min(max(number or 0, 0), 100))
        case b"f":
            reader.group = replace(group, charset=reader.fonts.get(number or 0))
        case b"b" | b"i":
            reader.group = replace(group, marked=is_on)
        case b"plain":
            reader.group = replace(group, marked=False, hidden=False)
        case b"v" | b"deleted":
            reader.group = replace(group, hidden=is_on)
        case b"ls" | b"pnlvlblt":
            reader.group = replace(group, kind=BlockKind.LIST_ITEM)
        case b"outlinelevel":
            reader.group = replace(group, kind=BlockKind.HEADING)
        case b"pard":
            reader.group = replace(group, kind=BlockKind.PARAGRAPH)


def _code_page(number: int | None) -> str | None:
    names = {65001: "utf-8", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 10000: "macintosh"}
    name = names.get(number or 0, f"windows-{number}")
    return name if webencodings.lookup(name) else None
