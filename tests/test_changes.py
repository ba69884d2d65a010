"""What a reader is told to have changed between two versions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from etl.changes import Told, changes

BEFORE = Told(
    headline="Gate open",
    byline="By Iva Benda",
    published="4 March 2023",
    paragraphs=("The gate stood open for nine hours.", "Nobody closed it.", "The valley was not warned."),
)
ONE, TWO, THREE = BEFORE.paragraphs


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (BEFORE, []),
        (replace(BEFORE, headline="Gate left open"), [("headline", "Gate open", "Gate left open")]),
        (replace(BEFORE, byline=None), [("byline", "By Iva Benda", None)]),
        (
            replace(BEFORE, byline="By Iva Benda and Petr Lom", published="5 March 2023"),
            [("byline", "By Iva Benda", "By Iva Benda and Petr Lom"), ("published", "4 March 2023", "5 March 2023")],
        ),
        (replace(BEFORE, paragraphs=(ONE, THREE)), [("paragraph", TWO, None)]),
        (
            replace(BEFORE, paragraphs=(*BEFORE.paragraphs, "Two villages woke to water.")),
            [("paragraph", None, "Two villages woke to water.")],
        ),
        (
            replace(BEFORE, paragraphs=("The gate stood open for eleven hours.", TWO, THREE)),
            [("paragraph", ONE, "The gate stood open for eleven hours.")],
        ),
        (
            replace(BEFORE, paragraphs=("An inquiry begins.", "The gate stood open for ten hours.", TWO, THREE)),
            [("paragraph", None, "An inquiry begins."), ("paragraph", ONE, "The gate stood open for ten hours.")],
        ),
        (
            replace(BEFORE, paragraphs=(ONE, TWO, "Prague said on Tuesday it would pay.")),
            [("paragraph", THREE, None), ("paragraph", None, "Prague said on Tuesday it would pay.")],
        ),
    ],
)  # fmt: skip
def test_what_changed(after: Told, told: list[tuple[str, str | None, str | None]]) -> None:
    assert [(one.what, one.before, one.after) for one in changes(BEFORE, after)] == told
