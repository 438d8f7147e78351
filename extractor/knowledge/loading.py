"""Reading and validating the data files; the version and digest that stand on every output."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import msgspec
import yaml

from extractor.problems import KnowledgeError
from extractor.records import KnowledgeStamp

VERSION = "1"
T = TypeVar("T")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _root() -> Traversable:
    return files("extractor.knowledge") / "data"


def data_text(name: str) -> str:
    """The text of one data file, ``name`` relative to the data folder (``"codes/functional-2024.csv"``)."""
    return _root().joinpath(*name.split("/")).read_text("utf-8")


def load_yaml(name: str, shape: Callable[..., T] | type[T]) -> T:
    """One YAML file as ``shape`` (a msgspec type). Raises ``KnowledgeError`` naming file, entry and what was expected."""
    try:
        raw = yaml.load(data_text(name), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "?"
        raise KnowledgeError(name, where, str(getattr(error, "problem", error))) from error
    return convert(name, raw, shape)


def convert(name: str, raw: object, shape: Callable[..., T] | type[T]) -> T:
    """Plain values as ``shape``; unknown keys and wrong types are errors that name the entry."""
    try:
        return msgspec.convert(raw, type=shape)
    except msgspec.ValidationError as error:
        detail, _, where = str(error).partition(" - at ")
        raise KnowledgeError(name, where.strip("`") or "$", detail) from error


def load_csv(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """One CSV file with exactly ``columns``, every row complete. Raises ``KnowledgeError`` naming file and line."""
    reader = csv.DictReader(io.StringIO(data_text(name)))
    if tuple(reader.fieldnames or ()) != columns:
        raise KnowledgeError(name, "line 1", f"columns {reader.fieldnames}, expected {list(columns)}")
    rows = []
    for row in reader:
        if None in row or any(value is None for value in row.values()):
            raise KnowledgeError(name, f"line {reader.line_num}", f"expected {len(columns)} values")
        rows.append(row)
    return rows


@cache
def stamp() -> KnowledgeStamp:
    """Version and SHA-256 digest over all data files, in path order."""
    digest = hashlib.sha256()

    def walk(folder: Traversable, prefix: str) -> None:
        for entry in sorted(folder.iterdir(), key=lambda item: item.name):
            path = f"{prefix}{entry.name}"
            if entry.is_dir():
                walk(entry, f"{path}/")
            elif entry.name.endswith((".yaml", ".csv", ".txt")):
                digest.update(path.encode() + b"\0" + entry.read_bytes() + b"\0")

    walk(_root(), "")
    return KnowledgeStamp(version=VERSION, digest=digest.hexdigest()[:16])
