"""Make the PDFs of `raw/sample` out of the article texts in its `truth.jsonl`.

    python tests/make_sample_pdfs.py

The same input gives the same bytes, on any machine: the creation date is fixed, nothing is compressed, only the
fonts every PDF reader has are used. `tests/test_sample.py` compares them with the committed files.

It does not choose what the articles say, and it knows no characters beyond windows-1252.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

SAMPLE = Path(__file__).resolve().parents[1] / "raw" / "sample"
MADE_AT = datetime(2024, 12, 31, 12, tzinfo=UTC)
SOFT_HYPHEN = "\u00ad"
CUT_SHORT = ("broken/cut-short.pdf", "pdf/first-pile.pdf", 0.4)  # made from which, and the share of bytes kept

# Where long words may be broken, as a typesetter's dictionary of English has it.
BREAKS = """
acknow-ledge-ment appoint-ment argu-ment asso-ci-ation bar-racks begin-ning break-fast busi-ness can-did-ate
cere-mony chair-man chem-ists col-league con-sult-ant con-sult-ants con-tainer con-tinue con-tract
con-ver-sa-tion crim-in-als dead-line del-eg-ates dir-ector dis-agreed dis-missed elec-tion elec-tions
engin-eer exec-ut-ive exten-ded fin-an-cial four-teen gov-ern-ment hear-ings magis-trate main-ten-ance
min-is-ter move-ment muni-cip-al-it-ies news-pa-per oppon-ents oppos-i-tion par-lia-ment par-lia-ment-ary
present-a-tion pro-duced pro-gramme prom-ised pro-posal pub-lished ques-tion recom-mend ref-er-en-dum
repor-ted reser-voir some-body spokes-man start-ing sub-sidies suit-case super-vis-ory tele-phoned uncer-tain
under-lined
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one article is set."""

    byline: str
    date: str | None = None  # under the byline; None when only the running head has it
    head: str = ""
    foot: str = ""  # "{page}" and "{pages}" are filled in
    paper: tuple[int, int] = (148, 210)  # millimetres, wide and high
    margin: int = 18  # millimetres
    columns: int = 1
    font: str = "Times"
    size: float = 10.5  # points
    hyphens: bool = True
    indent: int = 0  # millimetres, of a paragraph's first line
    gap: float = 0.0  # between paragraphs, in lines


STYLES = {
    "pdf/harbour-nobody-supervised.pdf": Style(
        byline="By Owen Prys-Harker",
        head="The Continental Ledger · 4 September 2023",
        foot="Page {page}",
        date="4 September 2023",
        margin=15,
        columns=2,
        size=11,
        indent=3,
    ),
    "pdf/engineer-testimony.pdf": Style(
        byline="LENKA VITÁSKOVÁ",
        head="Brevna Valley Gazette · Tuesday 23 January 2024",
        foot="{page}",
        size=11,
        gap=0.5,
    ),
    "pdf/first-pile.pdf": Style(
        byline="By Ewa Sobczynska and Tomasz Reszke",
        date="Oct. 30, 2023",
        foot="balticbusiness.example · - {page} -",
        margin=40,
        font="Helvetica",
        size=9.5,
        gap=0.6,
    ),
    "pdf/candidate-who-counts.pdf": Style(
        byline="Lucia D'Amario, Owen Prys-Harker | Valdora Observer | 24.09.2024 06:00",
        foot="© 2024 Valdora Observer. All rights reserved. Page {page} of {pages}",
        columns=2,
        size=13,
        indent=4,
        hyphens=False,
    ),
}


class Paper(FPDF):
    """A page with a running head and a foot."""

    def __init__(self, style: Style) -> None:
        super().__init__(format=style.paper)
        self.style = style
        self.core_fonts_encoding = "windows-1252"
        self.set_margin(style.margin)
        self.set_auto_page_break(True, margin=20)
        self.set_compression(False)
        self.set_creation_date(MADE_AT)
        self.set_producer("tests/make_sample_pdfs.py")

    def file_id(self) -> None:
        """No identifier: the library would draw it from the moment of writing."""

    def header(self) -> None:
        """Set the running head."""
        if self.style.head:
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, self.style.head, align="C", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        """Set the foot."""
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 8, self.style.foot.format(page=self.page_no(), pages="{nb}"), align="C")


def make_pdf(title: str, paragraphs: list[str], style: Style) -> bytes:
    """One article as the bytes of a PDF."""
    paper = Paper(style)
    paper.add_page()
    paper.set_font(style.font, "B", 16)
    paper.multi_cell(0, 7, title, align="L", new_x="LMARGIN", new_y="NEXT")
    paper.set_font(style.font, size=9)
    for line in filter(None, (style.byline, style.date)):
        paper.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    paper.ln(3)
    _set_body(paper, [_hyphenated(p) if style.hyphens else p for p in paragraphs])
    return bytes(paper.output())


def _set_body(paper: Paper, paragraphs: list[str]) -> None:
    style = paper.style
    paper.set_font(style.font, size=style.size)
    line = style.size * 0.3528 * 1.2  # points to millimetres, at a fifth more than the letters' height
    with paper.text_columns(ncols=style.columns, gutter=7, text_align="J", line_height=1.2) as columns:
        for paragraph in paragraphs:
            with columns.paragraph(first_line_indent=style.indent, bottom_margin=style.gap * line) as body:
                body.write(paragraph)


def _hyphenated(text: str) -> str:
    for word in BREAKS.split():
        text = text.replace(word.replace("-", ""), word.replace("-", SOFT_HYPHEN))
    return text


def made_files() -> dict[str, bytes]:
    """Every file this script makes, by its path in the sample."""
    rows = map(json.loads, (SAMPLE / "truth.jsonl").read_text(encoding="utf-8").splitlines())
    articles = {row["path"]: row for row in rows if row["path"] in STYLES}
    made = {path: make_pdf(row["title"], row["paragraphs"], STYLES[path]) for path, row in articles.items()}
    path, whole, share = CUT_SHORT
    made[path] = made[whole][: int(len(made[whole]) * share)]
    return made


def main() -> None:
    """Write the files."""
    for path, body in made_files().items():
        target = SAMPLE / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(body)


if __name__ == "__main__":
    main()
