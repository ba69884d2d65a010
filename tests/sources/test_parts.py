"""Exports of articles and mails with attachments, taken apart: what is in them, where it lies, what it may cost."""

from __future__ import annotations

import gzip
import io
import json
import mailbox
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.formats.compound import Attached, compound, message
from tests.formats.made import LEAD, SECOND, TITLE, docx_sample
from tests.ingest import Ingest
from tests.sources.unpacking import Unpacked, unpack

RAIN = json.dumps(
    {"title": TITLE, "authors": ["Jane Roe"], "maintext": f"{LEAD}\n{LEAD}", "url": "https://a.example/1"}
)
SNOW = json.dumps({"title": "Snow closes the pass", "authors": ["Ann Doe"], "maintext": f"{SECOND}\n{SECOND}"})
PDF = b"%PDF-1.7 " + b"x" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def unpacked(folder: Path, name: str, body: bytes, **limits: int) -> Unpacked:
    (folder / name).write_bytes(body)
    return unpack(folder / name, **limits)


def mail(subject: str = TITLE, body: str = LEAD) -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["Message-ID"] = subject, "Jane Roe <jane@example.com>", "<1@example.com>"
    made["Date"] = "Mon, 02 Mar 2026 09:30:00 +0100"
    made.set_content(body)
    return made


def report() -> EmailMessage:
    made = mail()
    made.add_attachment(PDF, maintype="application", subtype="pdf", filename="report.pdf")
    return made


def test_lines_of_json_are_documents(tmp_path: Path) -> None:
    found = unpacked(tmp_path, "export.jsonl", f"{RAIN}\n\n{SNOW}\r\n{SNOW}".encode())
    assert found.bodies == {
        "!/https://a.example/1": RAIN.encode(),
        "!/3": SNOW.encode(),
        "!/4": SNOW.encode(),
    }
    assert found.codes == {}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_first_line_that_is_cut_behind_a_comma_costs_itself(tmp_path: Path, end: str) -> None:
    cut = RAIN[: RAIN.index(",", RAIN.index("]")) + 1]
    found = unpacked(tmp_path, "export.jsonl", f"{cut}{end}{SNOW}{end}".encode())
    assert found.bodies == {"!/2": SNOW.encode()}
    assert found.codes == {"!/1": "malformed"}


@pytest.mark.parametrize(
    "form", ['{{"total": 2, "articles": [{},\n{}]}}', '{{"meta":\n{{"total": 2}}, "articles": [{}, {}]}}']
)
def test_an_object_over_several_lines_is_no_line(tmp_path: Path, form: str) -> None:
    found = unpacked(tmp_path, "export.json", form.format(RAIN, SNOW).encode())
    assert set(found.bodies.values()) == {RAIN.encode(), SNOW.encode()}
    assert found.codes == {}


def test_a_bad_line_costs_itself(tmp_path: Path) -> None:
    lines = [RAIN[:40], SNOW, "no JSON at all", '["a list"]', RAIN]
    found = unpacked(tmp_path, "export.jsonl", "\n".join(lines).encode())
    assert set(found.bodies) == {"!/2", "!/https://a.example/1"}
    assert found.codes == {"!/1": "malformed", "!/3": "malformed", "!/4": "malformed"}


def test_a_line_over_the_limit_costs_itself(tmp_path: Path) -> None:
    long = json.dumps({"title": "x" * 200_000})
    found = unpacked(tmp_path, "export.jsonl", f"{RAIN}\n{long}\n{SNOW}".encode(), member_bytes=100_000)
    assert set(found.bodies) == {"!/https://a.example/1", "!/3"}
    assert found.codes == {"!/2": "too_large"}


def test_lines_are_not_held_in_memory(tmp_path: Path) -> None:
    """The file is larger than anything that is read whole may be."""
    found = unpacked(tmp_path, "export.jsonl", f"{SNOW}\n".encode() * 500, member_bytes=len(SNOW) + 100)
    assert len(found.bodies) == 500


@pytest.mark.parametrize(
    ("name", "body", "places"),
    [
        ("a.json", f"[{RAIN}, {SNOW}]", ["!/https://a.example/1", "!/2"]),
        ("b.json", f'{{"articles": [\n{RAIN},\n{SNOW}]}}', ["!/https://a.example/1", "!/2"]),
        ("i.jsonl", f"\ufeff{RAIN}\n{SNOW}", ["!/https://a.example/1", "!/2"]),
        ("c.json", f"{RAIN}\n", [""]),
        ("d.json", json.dumps(json.loads(RAIN), indent=0), [""]),
        ("e.txt", f"1 of 2 DOCUMENTS\n\n{LEAD}\n\n2 of 2 DOCUMENTS\n\n{SECOND}\n", ["!/1", "!/2"]),
        ("f.txt", f"{LEAD}\n\n{SECOND}\n", [""]),
        ("g.html", f"<p>{LEAD}</p>\n1 of 2 DOCUMENTS", [""]),
        (
            "h.xml",
            "<newsMessage>"
            + "".join(
                f'<newsItem guid="urn:{i}"><inlineXML><body><p>{LEAD}</p></body></inlineXML></newsItem>' for i in "ab"
            )
            + "</newsMessage>",
            ["!/urn:a", "!/urn:b"],
        ),
    ],
)
def test_what_is_taken_apart_and_what_is_not(tmp_path: Path, name: str, body: str, places: list[str]) -> None:
    assert list(unpacked(tmp_path, name, body.encode()).bodies) == places


def test_an_array_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    found = unpacked(tmp_path, "a.json", f"[{RAIN}, {SNOW}, {{".encode())
    assert set(found.bodies) == {"!/https://a.example/1", "!/2"}
    assert found.codes == {"": "malformed"}


def test_a_broken_element_of_an_array_costs_itself(tmp_path: Path) -> None:
    found = unpacked(tmp_path, "a.json", f"[{RAIN}, {{'a': 1}}, {SNOW}]".encode())
    assert set(found.bodies) == {"!/https://a.example/1", "!/3"}
    assert found.codes == {"!/2": "malformed"}
    assert found.said["!/2"].startswith("Element 2 of the JSON array is broken behind ")


def test_exports_lie_in_containers_and_within_their_limits(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("day.jsonl", f"{RAIN}\n{SNOW}")
        archive.writestr("one.json", RAIN)
    places = {"!/day.jsonl!/https://a.example/1", "!/day.jsonl!/2", "!/one.json"}
    assert set(unpacked(tmp_path, "all.zip", out.getvalue()).bodies) == places
    shallow = unpacked(tmp_path, "all.zip", out.getvalue(), depth=1)
    assert set(shallow.bodies) == {"!/one.json"}
    assert set(shallow.codes.values()) == {"too_large"}
    few = unpacked(tmp_path, "all.zip", out.getvalue(), members=2)
    assert few.codes == {"": "too_large"}
    packed = unpacked(tmp_path, "day.jsonl.gz", gzip.compress(f"{RAIN}\n{SNOW}".encode()))
    assert set(packed.bodies) == {"!/day.jsonl!/https://a.example/1", "!/day.jsonl!/2"}


def test_an_export_over_the_limit_of_what_is_read_whole(tmp_path: Path) -> None:
    body = f"[{RAIN}, {SNOW}]".encode()
    assert list(unpacked(tmp_path, "a.json", body, member_bytes=100).bodies) == [""]
    packed = unpacked(tmp_path, "a.json.gz", gzip.compress(body), member_bytes=100)
    assert packed.codes == {"!/a.json": "too_large"}


def test_attachments_are_documents_beside_their_mail(tmp_path: Path) -> None:
    made = report()
    made.add_attachment(docx_sample(), maintype="application", subtype="octet-stream", filename="../../notes.docx")
    made.add_attachment(PDF, maintype="application", subtype="pdf", filename="report.pdf")
    found = unpacked(tmp_path, "mail.eml", made.as_bytes())
    assert list(found.bodies) == ["", "!/report.pdf", "!/notes.docx", "!/report.pdf#2"]
    assert found.items[0].sha256 is None, "the mail is where it was"
    assert found.bodies["!/report.pdf"] == PDF


def test_what_belongs_to_the_text_of_a_mail_is_no_document(tmp_path: Path) -> None:
    made = mail()
    made.add_alternative("<p>Rain <img src='cid:logo@x'></p>", subtype="html")
    made.get_payload()[1].add_related(PNG, "image", "png", cid="<logo@x>", filename="logo.png")
    made.add_attachment(PNG, maintype="image", subtype="png", disposition="inline", filename="smile.png")
    made.add_attachment(PNG, maintype="image", subtype="png", cid="<b@x>", filename="banner.png")
    made.add_attachment(b"--", maintype="application", subtype="pgp-signature", filename="signature.asc")
    made.add_attachment(b"BEGIN:VCARD", maintype="text", subtype="vcard", filename="jane.vcf")
    made.add_attachment(PNG, maintype="image", subtype="png", filename="scan.png")
    assert list(unpacked(tmp_path, "mail.eml", made.as_bytes()).bodies) == ["", "!/scan.png"]


def test_a_report_of_delivery_has_no_documents(tmp_path: Path) -> None:
    head, part = "MIME-Version: 1.0\nSubject: Failed\nContent-Type: multipart/report; boundary=x\n", "\n--x\n"
    told = f"Content-Type: text/plain\n\n{LEAD}\n{part}Content-Type: message/delivery-status\n\nAction: failed\n"
    body = f"{head}{part}{told}{part}Content-Type: message/rfc822\n\n{mail().as_string()}\n--x--\n"
    assert list(unpacked(tmp_path, "mail.eml", body.encode()).bodies) == [""]


def test_mails_in_mails_go_to_the_depth_that_is_set(tmp_path: Path) -> None:
    inner = report()
    for number in range(4):
        outer = mail(f"Fwd {number}")
        outer.add_attachment(inner)
        inner = outer
    found = unpacked(tmp_path, "mail.eml", inner.as_bytes())
    assert list(found.bodies) == ["", "!/1", "!/1!/1", "!/1!/1!/1"]
    assert found.codes == {"!/1!/1!/1!/1": "too_large"}
    assert b"Subject: Fwd 2" in found.bodies["!/1"]


def test_attachments_of_a_mailbox(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box.mbox")
    box.add(report())
    box.add(mail("Snow", SECOND))
    box.close()
    found = unpack(tmp_path / "box.mbox")
    assert list(found.bodies) == ["!/1@example.com", "!/1@example.com!/report.pdf", "!/1@example.com#2"]
    assert b"Subject: Snow" in found.bodies["!/1@example.com#2"]


def test_attachments_of_an_outlook_message(tmp_path: Path) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.txt", LEAD)
    files = (Attached(name="report.pdf", body=PDF), Attached(name="all.zip", body=zipped.getvalue()))
    found = unpacked(tmp_path, "mail.msg", compound(message(subject=TITLE, text=LEAD, attached=files)))
    assert list(found.bodies) == ["", "!/report.pdf", "!/all.zip!/a.txt"]


def test_a_broken_mail_is_one_document(tmp_path: Path) -> None:
    broken = b"MIME-Version: 1.0\nContent-Type: multipart/mixed;" + b" boundary=x;" * 200 + b" name=a\n\nrain\n"
    assert list(unpacked(tmp_path, "mail.eml", broken).bodies) == [""]


def _rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_an_export_and_a_mail_end_as_articles(tmp_path: Path, ingest: Ingest, engine: Engine) -> None:
    (tmp_path / "export.jsonl").write_text(f"{RAIN}\n{{broken\n{SNOW}\n")
    made = mail("Fog in the valley", " ".join(f"In street {n} nobody saw the house across." for n in range(9)))
    made.add_attachment(docx_sample(), maintype="application", subtype="octet-stream", filename="notes.docx")
    (tmp_path / "mail.eml").write_bytes(made.as_bytes())
    ingest(tmp_path)
    ended = "SELECT d.locator, o.verdict FROM ops.outcome AS o JOIN ops.document AS d USING (document_id)"
    assert dict(_rows(engine, ended)) == {
        "export.jsonl!/2": "rejected",
        "export.jsonl!/3": "new",
        "export.jsonl!/https://a.example/1": "new",
        "mail.eml": "new",
        "mail.eml!/notes.docx": "new",
    }
    assert ("Fog in the valley",) in _rows(engine, "SELECT headline FROM news.article_version")
    rejected = "SELECT d.locator, r.code FROM ops.rejection AS r JOIN ops.document AS d USING (document_id)"
    assert _rows(engine, rejected) == [("export.jsonl!/2", "malformed")]
    assert ingest(tmp_path).counts["same"] == 4
