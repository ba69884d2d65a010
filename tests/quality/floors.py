"""Floors under the figures: a figure may rise above its floor, never fall below, and floors only rise.

    broken({"dates/x": {"strict.f1": 80.0}}, {"dates/x": {"strict.f1": 81.0}})
    ->  ["dates/x strict.f1: 80.0 is below its floor 81.0"]

Which figures have a floor is told by `HEADLINES`: those that say how good a task is done, higher being better. Counts
and breakdowns have none.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

from tests.quality.gold import Task

Figures = Mapping[str, Mapping[str, float]]

_ARTICLE = ("all.body.f1", "all.body.para_f1", "all.segments.kept", "all.title.exact", "all.authors.f1",
            "all.authors.exact", "all.published.acc")  # fmt: skip
HEADLINES: Mapping[Task, tuple[str, ...]] = {
    Task.BYLINES: ("all.person.f1", "all.set_exact", "all.record", "all.org.f1", "hard.record"),
    Task.NAMES: ("all_six", "given_family"),
    Task.DATES: ("strict.f1", "relaxed.f1", "type_f1", "value_f1", "value_eq_f1", "value_eq_recall"),
    Task.MENTIONS: ("strict.f1", "relaxed.f1", "span_f1", "clusters.b3.f1", "clusters.ceafe", "canonical.acc"),
    Task.PLACES: ("gold_spans.places.link_recall", "gold_spans.places.link_acc", "gold_spans.places.recall161"),
    Task.QUOTES: ("segments.overlap.f1", "segments.speaker_acc", "segments.joint.f1"),
    Task.PAGES: _ARTICLE,
    Task.PDF: _ARTICLE,
    Task.TEXT: _ARTICLE,
    Task.DOCUMENT: ("title", "authors", "published", "published_precision", "paragraphs.exact", "dates.exact",
                    "dates.f1", "entities.f1", "entities.r", "entity_forms.f1", "not_in_text.gone"),
}  # fmt: skip


# Figures with precision in them, which mean nothing where the gold marks only a part of what is there.
OF_COMPLETE_GOLD = frozenset({"strict.f1", "relaxed.f1", "span_f1", "type_f1", "value_f1", "value_eq_f1"})


def read_floors(path: Path) -> dict[str, dict[str, float]]:
    """The floors of a file; none where the file is not there yet."""
    if not path.is_file():
        return {}
    floors: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return floors


def broken(figures: Figures, floors: Figures) -> list[str]:
    """One plain sentence for each figure that is below its floor, or gone; sets that were not measured are left out."""
    said = []
    for name in sorted(figures.keys() & floors.keys()):
        for figure, floor in sorted(floors[name].items()):
            value = figures[name].get(figure)
            if value is None:
                said.append(f"{name} {figure}: it is not measured any more; its floor is {floor}")
            elif value < floor:
                said.append(f"{name} {figure}: {value} is below its floor {floor}")
    return said


def raised(figures: Figures, floors: Figures, tasks: Mapping[str, Task]) -> dict[str, dict[str, float]]:
    """The floors, raised to the figures measured now where those are higher."""
    rising = {name: dict(floors.get(name, {})) for name in sorted(floors.keys() | figures.keys())}
    for name, values in figures.items():
        for figure in HEADLINES[tasks[name]]:
            if values.get(figure) and (figure not in OF_COMPLETE_GOLD or _is_complete(values)):
                rising[name][figure] = max(rounded_down(values[figure]), rising[name].get(figure, 0.0))
    return {name: dict(sorted(values.items())) for name, values in rising.items() if values}


def _is_complete(values: Mapping[str, float]) -> bool:
    return values.get("ner_complete", 1) == 1 and values.get("dates_complete", 1) == 1


def rounded_down(value: float) -> float:
    """A figure with three digits behind the point, never higher than it was."""
    return math.floor(round(value * 1000, 6)) / 1000


def write_floors(path: Path, floors: Figures) -> None:
    """Write the floors in order, one figure a line."""
    path.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
