"""The contract with BI tools: one SQL file per relation of the schema `bi`, and the checks that gate its refresh.

Each `<table>.sql` is one SELECT whose columns are those of `bi.<table>`, in any order; `checks.sql` is one SELECT of
(check_name, failing_count). They are run by `etl.store.publish`. Nothing here writes.
"""

from __future__ import annotations

from importlib.resources import files

# Parents before children: a row's foreign keys are there when it arrives.
RELATIONS = (
    "publication",
    "article",
    "author",
    "article_author",
    "place",
    "entity",
    "mention",
    "time_expression",
    "quotation",
    "daily_count",
)


def query(name: str) -> str:
    """The SELECT of a relation or of `checks`."""
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8").strip().rstrip(";")


def examples() -> tuple[tuple[str, str], ...]:
    """Example queries with their questions, in order: (question, statement)."""
    folder = files(__name__).joinpath("examples")
    texts = [entry.read_text(encoding="utf-8").strip() for entry in sorted(folder.iterdir(), key=lambda one: one.name)]
    return tuple((text.splitlines()[0].removeprefix("-- "), text) for text in texts)
