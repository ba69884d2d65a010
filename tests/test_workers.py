"""Worker processes: a document that kills or hangs its process costs itself and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.errors import RejectionCode
from etl.read import read_batch
from etl.records import Found, Verdict
from etl.settings import Settings
from etl.sources import files
from etl.workers import Workers, open_workers
from tests.ingest import SAMPLE, Ingest


def endless_pdf(levels: int) -> bytes:
    """A PDF of a few kilobytes whose page draws a form that draws the next one twice: 2 ** levels in all."""
    drawn = [b"/F Do"] + [b"/F Do /F Do"] * (levels - 1) + [b"BT (x) Tj ET"]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn[0]), drawn[0]),
    ]
    for i, content in enumerate(drawn[1:], start=6):
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F %d 0 R >> >>" % i
        objects.append(b"<< %s /Length %d >>\nstream\n%s\nendstream" % (form, len(content), content))
    body, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


@pytest.fixture(scope="module")
def caged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """A pool with little memory and patience, and no language model to load."""
    folder = tmp_path_factory.mktemp("caged")
    settings = Settings(
        data_dir=folder,
        raw_dir=folder / "raw",
        database_url=None,
        workers=1,
        mentions=False,
        parse_seconds=10,
        parse_memory_bytes=600_000_000,
        _env_file=None,
    )
    with open_workers(settings) as pool:
        yield pool


@pytest.fixture
def poisoned(tmp_path: Path) -> tuple[Found, ...]:
    """A document that kills its process between two that are fine."""
    (tmp_path / "b-endless.pdf").write_bytes(endless_pdf(40))
    for name, sample in (("a.txt", "channel-contract.txt"), ("c.txt", "trial-opens-ghent.txt")):
        (tmp_path / name).write_bytes((SAMPLE / "text" / sample).read_bytes())
    return tuple(files.find(files.source_of(str(tmp_path))))


def test_a_document_that_kills_its_process_costs_itself_alone(caged: Workers, poisoned: tuple[Found, ...]) -> None:
    read = caged.read(poisoned)
    assert [one.provenance.locator for one in read.articles] == ["a.txt", "c.txt"]
    (rejected,) = read.rejected
    assert rejected.provenance.locator == "b-endless.pdf"
    assert rejected.code in {RejectionCode.PARSER_CRASHED, RejectionCode.TIMEOUT}
    assert [one.provenance.locator for one in caged.read(poisoned[:1]).articles] == ["a.txt"], "the pool goes on"


def test_a_crash_is_remembered_with_its_bytes_and_not_repeated(
    caged: Workers, poisoned: tuple[Found, ...], ingest: Ingest
) -> None:
    careful = Ingest(settings=ingest.settings, workers=caged, engine=ingest.engine)
    assert careful.of(list(poisoned)).counts[Verdict.REJECTED] == 1
    assert careful.of(list(poisoned)).counts[Verdict.SAME] == 3


def test_a_document_that_takes_too_long_is_rejected_for_that(caged: Workers, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("The gate at Dolni Brevna stood open, said Iva Benda, on Monday.\n" * 120_000)
    hasty = replace(caged.options, seconds=1)
    read = read_batch(tuple(files.find(files.source_of(str(tmp_path)))), hasty)
    assert [one.code for one in read.rejected] == [RejectionCode.TIMEOUT]


def test_too_little_memory_for_finding_names_costs_documents_and_not_the_run(
    settings: Settings, poisoned: tuple[Found, ...]
) -> None:
    scant = settings.model_copy(update={"workers": 1, "mentions": True, "parse_memory_bytes": 400_000_000})
    with open_workers(scant, keep=False) as pool:
        read = pool.read(poisoned[:1])
    assert read.articles == ()
    (rejected,) = read.rejected
    assert rejected.code in {RejectionCode.TOO_LARGE, RejectionCode.INTERNAL, RejectionCode.PARSER_CRASHED}
