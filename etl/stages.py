"""Which code makes what: a fingerprint of each stage, so that what an older one made can be found and made anew.

    derivation("en_core_web_md 3.8.0").times         ->  "3f9a01c2b7de"

A fingerprint covers the modules of a stage, all that they import of this package, the vocabulary files they name, and
the versions of the libraries they use. It is made of the files themselves: nobody has to raise a number by hand, so
nobody can forget to; the price is that a changed comment counts as a change too. It knows nothing of documents.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib import metadata
from pathlib import Path

from etl.records import Derivation

STAGES = tuple(field.name for field in fields(Derivation))

_ROOT = Path(__file__).parent
# Where each stage begins.
_BEGINNINGS = {
    "parse": ("etl.formats", "etl.formats.ocr"),
    "clean": ("etl.clean",),
    "head": ("etl.normalize.head", "etl.normalize.title", "etl.normalize.publisher", "etl.normalize.language"),
    "authors": ("etl.normalize.authors",),
    "dates": ("etl.normalize.dates",),
    "times": ("etl.normalize.times",),
    "mentions": ("etl.normalize.mentions", "etl.normalize.model"),
    "places": ("etl.normalize.places",),
    "quotes": ("etl.normalize.quotes",),
}
# What joins the stages, and is followed no further: all of it makes an article what it is.
_JOINTS = ("normalize/__init__.py", "normalize/lengths.py", "keys.py", "urls.py", "signatures.py", "read.py")
# They hold no rule.
_SHAPES = ("etl.records", "etl.errors", "etl.settings", "etl.store", "etl.sources")
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)|import[ \t]+([\w.]+))", re.MULTILINE
)
_QUOTED = re.compile(r"[\"'](?:data/)?(\w+)(?:\.toml)?[\"']")


@cache
def derivation(model: str | None) -> Derivation:
    """What each stage of this software is, with a language model; without one no names are looked for."""
    made_by = {stage: _fingerprint(stage) for stage in STAGES}
    return Derivation(**made_by | {"mentions": f"{made_by['mentions']} {model}" if model else None})


def files_of(stage: str) -> frozenset[Path]:
    """The modules and vocabulary files that a stage is made of."""
    return _reached(stage)[0]


def _fingerprint(stage: str) -> str:
    files, libraries = _reached(stage)
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in sorted(libraries):
        digest.update(f"{library} {_version(library)}\0".encode())
    return digest.hexdigest()[:12]


def _reached(stage: str) -> tuple[frozenset[Path], frozenset[str]]:
    """The files of a stage, and the top-level names of the libraries they import."""
    files = {_ROOT / name for name in _JOINTS} if stage == "head" else set()
    libraries: set[str] = set()
    waiting = list(_BEGINNINGS[stage])
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if path is None or path in files:
            continue
        text = path.read_text(encoding="utf-8")
        files |= {path, *_vocabulary(path, text)}
        for imported in _imported(text):
            if imported.startswith("etl."):
                waiting += [] if imported.startswith(_SHAPES) else [imported]
            elif (top := imported.partition(".")[0]) not in sys.stdlib_module_names | {"etl"}:
                libraries.add(top)
    return frozenset(files), frozenset(libraries)


def _imported(text: str) -> Iterator[str]:
    """The modules that a text imports; of what it imports from one, what may be a module too."""
    for module, names, plain in _IMPORT.findall(text):
        yield module or plain
        yield from (f"{module}.{name}" for name in re.findall(r"\w+", names) if module.startswith("etl"))


def _file(module: str) -> Path | None:
    """The file of a module of this package; None where the name is of something else."""
    place = _ROOT.joinpath(*module.split(".")[1:])
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def _vocabulary(path: Path, text: str) -> Iterator[Path]:
    """The vocabulary files beside a module that stand in it by their names."""
    folder = _ROOT / path.relative_to(_ROOT).parts[0] / "data"
    stems = set(_QUOTED.findall(text))
    return (file for file in folder.glob("*.toml") if file.stem in stems)


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ", ".join(f"{name} {metadata.version(name)}" for name in _distributions().get(library, []))


@cache
def _distributions() -> Mapping[str, list[str]]:
    """Which installed packages hold which module; it is found by reading the lists of all of them."""
    return metadata.packages_distributions()
