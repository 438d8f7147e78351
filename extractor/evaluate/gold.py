"""Gold files: held to their schema, every number at its place, and facts with offsets made into facts with places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from extractor.evaluate import file_of, misplaced, place
from extractor.layout import Layout
from extractor.pipeline import read_closely
from extractor.problems import JuesuanError

KEYS = ("metric", "measure", "value", "unit", "year", "base_year", "basis", "dims", "printed", "page", "nth")


class Checked(NamedTuple):
    """One gold file. ``troubles``: what does not fit, in words. ``read``: whether its document was at hand, so that places were checked."""

    path: Path
    troubles: tuple[str, ...]
    read: bool


def check_gold(folder: Path, documents: Path | None = None) -> list[Checked]:
    """Every gold file of a folder against the schema (``schema.json`` in the folder above) and its document.

    Raises ``JuesuanError`` M103 (no gold there) or D101 (jsonschema missing).
    """
    parts = {"facts", "cells", "entities"}
    paths = sorted(path for path in folder.glob("*.json") if parts & set(json.loads(path.read_text("utf-8"))))
    if not paths:
        raise JuesuanError("M103", path=folder)
    schema = next((each / "schema.json" for each in (folder, folder.parent) if (each / "schema.json").is_file()), None)
    return [_checked(path, schema, documents) for path in paths]


def _checked(path: Path, schema: Path | None, documents: Path | None) -> Checked:
    gold = json.loads(path.read_text("utf-8"))
    troubles = _misfits(gold, schema) if schema is not None else []
    named = gold["document"]
    file = file_of(named["name"], named["sha256"], (documents, path.parent))
    if file is not None:
        troubles += misplaced(gold, read_closely(file.read_bytes(), name=file.name).layout)
    return Checked(path, tuple(troubles), file is not None)


def _misfits(gold: Mapping[str, Any], schema: Path) -> list[str]:
    try:
        import jsonschema
    except ImportError as error:
        raise JuesuanError("D101", what="核对标注格式", package="jsonschema", extra="train") from error
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))
    return [f"{'/'.join(map(str, error.path))}: {error.message}"[:300] for error in validator.iter_errors(gold)]


def standing(layout: Layout, start: int, end: int) -> tuple[str, int | None, int]:
    """The print, page and rank on that page of ``text[start:end]``: the inverse of ``place``. The print is the number without its unit."""
    quote = layout.text[start:end]
    match = re.match(r"[0-9０-９][0-9０-９,，.．]*", quote)
    printed = match[0] if match else quote
    page = layout.anchor(start, start + len(printed)).page
    rank = 1
    while (found := place(layout, printed, page, rank)) is not None and found < start:
        rank += 1
    return printed, page, rank


def gold_facts(layout: Layout, facts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Facts with ``start`` and ``end`` (as ``annotate.from_label_studio`` gives them) as the facts of a gold file."""
    found = []
    for fact in facts:
        printed, page, rank = standing(layout, fact["start"], fact["end"])
        whole = {"base_year": None, "basis": None, "dims": {}, "unit": None, "year": None, **fact}
        record = {**whole, "printed": printed, "page": page, "nth": rank}
        found.append({key: record[key] for key in KEYS})
    return found
