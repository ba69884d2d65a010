"""Mail, Markdown, JSON and news items in XML: one article each, with what it claims."""

from __future__ import annotations

import json
import random
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.clean import clean
from etl.errors import RejectionCode, Unreadable
from etl.formats import parse, sniff
from etl.records import BlockKind, ClaimField, Layout, Parsed
from tests.formats.made import BYLINE, LEAD, SECOND, TITLE, fetched

PAGE = f"<html><body><p>{LEAD}</p><p>{SECOND}</p></body></html>"


def said(parsed: Parsed, field: ClaimField) -> list[str]:
    return [claim.text for claim in parsed.claims if claim.field is field]


def message(**heads: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = heads.get("subject", TITLE)
    mail["From"] = heads.get("sender", "Jane Röe <jane@example.com>")
    mail["Date"] = "Mon, 02 Mar 2026 09:30:00 +0100"
    return mail


def mail_sample() -> bytes:
    mail = message(subject=f"Fwd: Re: {TITLE}")
    mail.set_content(f"{LEAD}\n\n{SECOND}\n", charset="iso-8859-1", cte="quoted-printable")
    mail.add_alternative(PAGE, subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    return mail.as_bytes()


def markdown_sample() -> bytes:
    front = '---\ntitle: "River floods the lower market"\nauthors:\n  - Jane Roe\n  - Ann Doe\ndate: 2026-03-02\n---\n'
    return f"{front}\n{LEAD}\n\n## What comes next\n\nIt *rained* all\nday.\n\n> So it goes.\n\n- Bread\n".encode()


def nitf(body: str = f"<p>{LEAD}</p><p>{SECOND}</p>") -> str:
    return (
        '<nitf><head><docdata><date.issue norm="20260302T093000+0100"/></docdata></head><body><body.head>'
        f"<hedline><hl1>{TITLE}</hl1></hedline><byline>{BYLINE}</byline><dateline>ELMTON</dateline></body.head>"
        f"<body.content>{body}</body.content></body></nitf>"
    )


def g2(*bodies: str) -> bytes:
    space = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    items = "".join(
        "<newsItem><itemMeta><versionCreated>2026-03-02T09:30:00Z</versionCreated></itemMeta><contentMeta>"
        f"<by>{BYLINE}</by><headline>{TITLE}</headline><language tag='en'/></contentMeta><contentSet><inlineXML>"
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'
        "</inlineXML></contentSet></newsItem>"
        for body in bodies
    )
    return f'<?xml version="1.0"?><newsMessage {space}><itemSet>{items}</itemSet></newsMessage>'.encode()


NEWSML_1 = (
    f"<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>{TITLE}</HeadLine><ByLine>{BYLINE}</ByLine></NewsLines>"
    f"<ContentItem><DataContent><p>{LEAD}</p><p>{SECOND}</p></DataContent></ContentItem></NewsComponent></NewsItem>"
    "</NewsML>"
).encode()
ISSUED = "2026-03-02T09:30:00+01:00"
EXPORTS: dict[str, dict[str, Any]] = {
    "schema.org": {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "author": [{"@type": "Person", "name": "Jane Roe"}],
        "datePublished": ISSUED,
        "articleBody": f"{LEAD}\n\n{SECOND}",
    },
    "news-please": {
        "title": TITLE,
        "authors": ["Jane Roe"],
        "date_publish": ISSUED,
        "date_download": "2026-04-01 00:00:00",
        "maintext": f"{LEAD}\n{SECOND}",
        "filename": "x.html.json",
        "source_domain": "example.com",
    },
    "Fundus": {
        "title": TITLE,
        "authors": ["Jane Roe"],
        "publishing_date": ISSUED,
        "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [LEAD, SECOND]}]},
        "html": {"requested_url": "https://example.com/a/b", "content": "<html>everything</html>"},
    },
    "ninjs 1": {"uri": "urn:x", "headline": TITLE, "byline": "Jane Roe", "firstcreated": ISSUED, "body_xhtml": PAGE},
    "ninjs 2": {
        "headlines": [{"role": "short", "value": "River"}, {"role": "main", "value": TITLE}],
        "by": "Jane Roe",
        "firstcreated": ISSUED,
        "bodies": [{"contenttype": "text/plain", "value": f"{LEAD}\n{SECOND}"}, {"role": "teaser", "value": LEAD}],
    },
    "ninjs 3": {
        "headlines": [{"value": TITLE}],
        "by": "Jane Roe",
        "firstCreated": ISSUED,
        "bodies": [{"contentType": "text/html", "value": PAGE}],
    },
    "wrapped": {"status": "ok", "article": {"title": TITLE, "author": "Jane Roe", "date": ISSUED, "text": PAGE}},
}
SAMPLES: dict[str, bytes] = {
    "mail": mail_sample(),
    "markdown": markdown_sample(),
    "nitf": nitf().encode(),
    "g2": g2(f"<p>{LEAD}</p><p>{SECOND}</p>"),
    "newsml": NEWSML_1,
    **{name: json.dumps(value).encode() for name, value in EXPORTS.items()},
}


@pytest.mark.parametrize("name", EXPORTS)
def test_articles_as_json(name: str) -> None:
    parsed = parse(fetched(SAMPLES[name]))
    assert parsed.text.split("\n\n") == [LEAD, SECOND]
    assert said(parsed, ClaimField.TITLE)[0] == TITLE
    assert said(parsed, ClaimField.AUTHOR) == ["Jane Roe"]
    assert said(parsed, ClaimField.PUBLISHED) == [ISSUED]
    assert (parsed.media_type, parsed.layout) == ("application/json", Layout.PROSE)


@pytest.mark.parametrize(
    ("name", "day"),
    [("nitf", "20260302T093000+0100"), ("g2", "2026-03-02T09:30:00Z"), ("newsml", None)],
)
def test_news_items(name: str, day: str | None) -> None:
    parsed = parse(fetched(SAMPLES[name]))
    assert parsed.text.split("\n\n") == [LEAD, SECOND]
    assert (said(parsed, ClaimField.TITLE), said(parsed, ClaimField.AUTHOR)) == ([TITLE], [BYLINE])
    assert said(parsed, ClaimField.PUBLISHED) == ([day] if day else [])


def test_a_mail() -> None:
    parsed = parse(fetched(SAMPLES["mail"]))
    assert [block for block in clean(parsed).text.split("\n\n") if block] == [LEAD, SECOND]
    assert said(parsed, ClaimField.TITLE) == [TITLE]
    assert said(parsed, ClaimField.AUTHOR) == ["Jane Röe"]
    assert said(parsed, ClaimField.PUBLISHED) == [ISSUED]
    assert parsed.media_type == "message/rfc822"


def test_a_stub_of_text_gives_way_to_the_markup() -> None:
    mail = message()
    mail.set_content("This message needs a program that shows HTML.")
    mail.add_alternative(PAGE, subtype="html")
    assert parse(fetched(mail.as_bytes())).text == f"{LEAD}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("charset", "words", "reason"),
    [
        ("koi8-r", "Вчера в городе прошёл сильный дождь.", "the declared charset"),
        ("x-unknown", "It rained.", "a charset nobody knows"),
        ("utf-16", "It rained.", "a charset that is not true"),
    ],
)
def test_charsets_of_mail(charset: str, words: str, reason: str) -> None:
    encoding = charset if charset == "koi8-r" else "ascii"
    head = f"From: a@example.com\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n"
    assert parse(fetched(head.encode() + words.encode(encoding))).text.strip() == words, reason


def test_markdown() -> None:
    parsed = parse(fetched(SAMPLES["markdown"]))
    assert parsed.text.split("\n\n") == [LEAD, "What comes next", "It rained all day.", "So it goes.", "Bread"]
    kinds = [BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM]
    assert [block.kind for block in parsed.blocks] == kinds
    assert [parsed.text[mark.start : mark.end] for mark in parsed.emphasis] == ["rained"]
    assert said(parsed, ClaimField.TITLE) == [TITLE]
    assert said(parsed, ClaimField.AUTHOR) == ["Jane Roe", "Ann Doe"]
    assert said(parsed, ClaimField.PUBLISHED) == ["2026-03-02"]


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (f"# {TITLE}\n\n{LEAD}\n".encode(), "text/markdown", "a heading on top"),
        (b"#Rain all day\n\nThe river rose.", "text/plain", "a hashtag is no heading"),
        (b"---\nIt rained.\n", "text/plain", "a line of dashes is no front matter"),
        (f"{TITLE}\n\nIt *rained* all day.".encode(), "text/plain", "emphasis by hand is no Markdown"),
        (b"Subject: Rain\n\nIt rained all day.", "text/plain", "nobody sent it"),
        (b"{It rained} all day", "text/plain", "a brace is no JSON"),
        (b'{"a": 1}\n{"a": 2}\n', "application/x-ndjson", "a value to a line"),
        (b'{"a":\n{"b": 2}\n}', "application/json", "one value on several lines"),
        (PAGE.encode(), "text/html", "a page"),
        (mail_sample(), "message/rfc822", "a mail with a page in it is a mail"),
        (json.dumps(EXPORTS["ninjs 1"]).encode(), "application/json", "JSON with a page in it is JSON"),
        (nitf().encode(), "application/nitf+xml", "NITF has a head and a body as pages do"),
    ],
)
def test_the_content_decides(body: bytes, kind: str, reason: str) -> None:
    assert sniff(body) == kind, reason


def deep_json(levels: int) -> bytes:
    return b'{"text": ' + b"[" * levels + b"]" * levels + b"}"


ENCRYPTED = b"MIME-Version: 1.0\nContent-Type: multipart/encrypted; boundary=x\n\n--x--\n"


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        (b'{"headline": "x"}', RejectionCode.NO_ARTICLE, "no text"),
        (b'{"headline": "x"', RejectionCode.MALFORMED, "cut short"),
        (deep_json(200_000), RejectionCode.MALFORMED, "nested without end"),
        (json.dumps([{"text": LEAD}, {"text": SECOND}]).encode(), RejectionCode.UNSUPPORTED, "two articles"),
        (g2(f"<p>{LEAD}</p>", f"<p>{SECOND}</p>"), RejectionCode.UNSUPPORTED, "two items"),
        (g2("<img/>"), RejectionCode.NO_ARTICLE, "a picture"),
        (g2(f"<p>{LEAD}</p>")[:-20], RejectionCode.MALFORMED, "cut short"),
        (nitf("<p>" * 5000 + "x" + "</p>" * 5000).encode(), RejectionCode.MALFORMED, "nested without end"),
        (ENCRYPTED, RejectionCode.ENCRYPTED, "for its receiver only"),
        (b"MIME-Version: 1.0\nSubject: x\n\n", RejectionCode.EMPTY, "no body"),
        (b"---\ntitle: x\n---\n", RejectionCode.EMPTY, "front matter alone"),
    ],
)
def test_what_is_rejected(body: bytes, code: RejectionCode, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(fetched(body))
    assert refused.value.code is code, reason


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Type: message/rfc822\n\n" * 3000 + b"It rained all day.",
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 100_000,
        b"Content-Type: text/plain; " + b"a=b; " * 200_000 + b"\n\nIt rained.",
        b"Content-Type: text/plain;" + b"\n a=b; " * 200_000 + b"\n\nIt rained.",
    ],
)
def test_messages_made_to_hang_end(rest: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(fetched(b"MIME-Version: 1.0\n" + rest))
    assert refused.value.code is RejectionCode.MALFORMED


@pytest.mark.parametrize("name", SAMPLES)
def test_broken_files_end_as_text_or_as_unreadable(name: str) -> None:
    sample = SAMPLES[name]
    chance = random.Random(name)
    for _ in range(100):
        body = bytearray(sample)
        for _ in range(chance.randrange(1, 20)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        cut = bytes(body[: chance.randrange(1, len(body))]) if chance.random() < 0.5 else bytes(body)
        try:
            assert isinstance(clean(parse(fetched(cut))).text, str)
        except Unreadable as error:
            assert error.message


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "body", "headlines", "bodies", "authors", "by", "text", "role", "value", "@type"])
            | st.sampled_from(["sections", "summary", "paragraphs", "html", "articleBody", "@graph", "author"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(
    st.dictionaries(st.sampled_from(["title", "body", "bodies", "text", "@graph", "headlines"]), _VALUES, min_size=1)
)
@settings(max_examples=200)
def test_any_json_ends_as_text_or_as_unreadable(value: dict[str, Any]) -> None:
    try:
        assert parse(fetched(json.dumps(value).encode())).text
    except Unreadable as error:
        assert error.message
