"""Vocabulary files of `etl/normalize/data`, read once each.

    "Mr." in words("titles", "titles")    # True

What it does not do: know what is in them; each rule knows the tables it reads.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any


@functools.cache
def read_table(stem: str) -> Mapping[str, Any]:
    """A vocabulary file, by its name without suffix."""
    source = resources.files("etl.normalize").joinpath(f"data/{stem}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@functools.cache
def words(stem: str, table: str, key: str = "words") -> frozenset[str]:
    """A list of words out of a table of a vocabulary file."""
    return frozenset(read_table(stem)[table][key])
