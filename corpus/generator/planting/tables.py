"""Errors in cells of the public forms and of indicator tables. The table's own truth follows what is printed."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from corpus.generator.data import load
from corpus.generator.model import Paragraph, PlantedPlace, TableModel, pieces
from corpus.generator.numbers import as_printed, yuan_of
from corpus.generator.planting.draft import Change, Draft, UnplantableError, digits_changed

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_NUMBERING = re.compile(r"^[一二三四五六七八九十]+、")
_SOURCES = (
    "上级补助收入",
    "事业收入",
    "经营收入",
    "其他收入",
    "一般公共预算财政拨款收入",
    "政府性基金预算财政拨款收入",
)

_CLASSIFICATION = load("classification")
_CLASS_NAMES = {
    *_CLASSIFICATION["classes"].values(),
    *(name for held in _CLASSIFICATION["former"].values() for _, name in held),
}

# (block, table, row of the truth, column)
Place = tuple[int, TableModel, dict[str, Any], str]


def cell_digit(draft: Draft, entry: dict[str, Any], rng: Random, *, transpose: bool = False) -> Change:
    """One digit of a form's number is another one, or two neighbours stand in each other's place."""
    block, table, row, column = _pick(draft, entry, rng)
    right = row["cells"][column]["printed"]
    return _put(draft, block, table, row, column, digits_changed(right, rng, transpose=transpose))


def cell_transpose(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    return cell_digit(draft, entry, rng, transpose=True)


def cells_exchanged(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """Two columns of a row hold each other's number."""
    one, other = entry["columns"]
    found = [
        (block, table, row)
        for block, table, row, column in _places(draft, entry)
        if column == one or (column == other and one not in row["cells"])
        if _printed(row, one) != _printed(row, other) and _has_cell(table, row, one) and _has_cell(table, row, other)
    ]
    if not found:
        raise UnplantableError("cells_exchanged")
    block, table, row = rng.choice(found)
    texts = {one: _printed(row, other), other: _printed(row, one)}
    places: list[PlantedPlace] = []
    for column, text in texts.items():
        current = next(t for n, t in draft.tables("statement") if n == block)
        places += _put(draft, block, current, _same_row(current, row), column, text).places
    parent = next((each for each in table.truth["rows"] if each["code"] == row["code"][:-2]), None)
    above = [_place(table, parent, column) for column in (one, other) if parent and column in parent["cells"]]
    return Change((*(place for place in places if place.printed), *above))


def row_out(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """One of several 项 of a 款 is not listed; what no longer adds up is the line of the 款."""
    found = []
    for block, table, row, _ in _places(draft, entry):
        parent = next((r for r in table.truth["rows"] if r["code"] == row["code"][:-2]), None)
        siblings = [r for r in table.truth["rows"] if r["code"] and r["code"][:-2] == row["code"][:-2]]
        others = {column for each in siblings if each is not row for column in each["cells"]}
        # only where every column of the parent keeps another part
        if parent is not None and set(parent["cells"]) == set(row["cells"]) <= others:
            found.append((block, table, row, parent))
    if not found:
        raise UnplantableError("row_out")
    block, table, row, parent = rng.choice(found)
    out = next(placed.row for placed in table.cells if placed.cell.truth == _truth_of(row, next(iter(row["cells"]))))
    if any(placed.row < out < placed.row + placed.cell.row_span for placed in table.cells):
        raise UnplantableError("row_out")
    cells = tuple(replace(placed, row=placed.row - (placed.row > out)) for placed in table.cells if placed.row != out)
    truth = copy.deepcopy(table.truth)
    truth["rows"] = [each for each in truth["rows"] if each["code"] != row["code"]]
    draft.put_table(block, replace(table, rows=table.rows - 1, cells=cells, truth=truth))
    _take(draft, table, parent)
    # flagged is the line above, and the same line where another form has it
    flagged = [(table, parent)] + [
        (other, each)
        for _, other in draft.tables("statement")
        for each in other.truth["rows"]
        if other.truth["form"] != table.truth["form"] and each["code"] == row["code"]
    ]
    left = f"漏列 {row['code']} {row['label']}"
    return Change(tuple(_place(where, each, column, left) for where, each in flagged for column in each["cells"]))


def form_unit(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The line over a form says 元 where its numbers are 万元."""
    found = []
    for block, table in draft.tables("statement"):
        unit = draft.blocks[block - 1]
        if (
            table.truth["form"] in entry["forms"]
            and table.truth["unit"] == "万元"
            and table.truth["rows"]
            and isinstance(unit, Paragraph)
            and unit.role == "unit"
            and ("form", table.truth["form"]) not in draft.taken
        ):
            found.append((block, table, unit))
    if not found:
        raise UnplantableError("form_unit")
    block, table, unit = rng.choice(found)
    draft.blocks[block - 1] = replace(unit, pieces=pieces(unit.text.replace("万元", "元")))
    truth = copy.deepcopy(table.truth)
    truth["unit"] = "元"
    places = []
    for row in truth["rows"]:
        for column, cell in row["cells"].items():
            cell["yuan"] = str(yuan_of(Decimal(cell["value"]), "元"))
            places.append(_place(table, row, column, "单位：万元"))
    draft.put_table(block, replace(table, truth=truth))
    draft.taken.add(("form", truth["form"]))
    return Change(tuple(places))


# --- indicator tables -----------------------------------------------------------------------------------------------------


def indicator(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """A number of an indicator's row is more than it should be."""
    column = entry["columns"][0]
    block, table, index = _indicator(draft, column, rng)
    value = Decimal(table.truth["indicators"][index][column]) + Decimal(rng.choice(entry["add"]))
    return _put_indicator(draft, block, table, index, column, str(value))


def score_above(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """A score above what the indicator is worth."""
    block, table, index = _indicator(draft, "score", rng)
    return _put_indicator(
        draft, block, table, index, "score", str(Decimal(table.truth["indicators"][index]["weight"]) + 2)
    )


def total_score(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The total is not the sum of the scores."""
    block, table, _ = _indicator(draft, "score", rng)
    right = table.truth["total_score"]
    wrong = str(Decimal(right) - rng.choice((2, 3, 5)))
    truth = {**copy.deepcopy(table.truth), "total_score": wrong}
    _put_text(draft, block, replace(table, truth=truth), ("total_score",), wrong)
    return Change((PlantedPlace("indicators", wrong, right, project=table.truth["project"], column="total_score"),))


def fund_rate(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The execution rate is another one."""
    found = [
        (block, table)
        for block, table in draft.tables("indicators")
        if "rate" in table.truth["funds"].get("total", {"cells": {}})["cells"] and not _taken(draft, table)
    ]
    if not found:
        raise UnplantableError("fund_rate")
    block, table = rng.choice(found)
    right = Decimal(table.truth["funds"]["total"]["cells"]["rate"]["value"])
    return _put_fund(draft, block, table, "total", "rate", f"{right - rng.choice((3, 7, 12))}%")


def fund_digit(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """A digit of the project's funds is another one."""
    told = {
        fact.dims.get("project")
        for spot in draft.spots()
        if (fact := spot.fact).metric in ("project.budget", "project.executed")
    }
    found = [
        (block, table, line, column)
        for block, table in draft.tables("indicators")
        for line in entry["lines"]
        for column in entry["columns"]
        if column in table.truth["funds"].get(line, {"cells": {}})["cells"] and not _taken(draft, table)
        if not entry.get("beside_text") or table.truth["project"] in told
        # of a single source nobody can say that it is all of them
        if not entry.get("beside_lines") or len(table.truth["funds"]) > 2
    ]
    if not found:
        raise UnplantableError("fund_digit")
    block, table, line, column = rng.choice(found)
    printed = table.truth["funds"][line]["cells"][column]["printed"]
    number = _NUMBER.search(printed)
    if number is None or number[0] == "0":
        raise UnplantableError("fund_digit")
    wrong = digits_changed(number[0], rng, transpose=False)
    return _put_fund(draft, block, table, line, column, printed.replace(number[0], wrong, 1))


# --- parts ----------------------------------------------------------------------------------------------------------------


def _places(draft: Draft, entry: dict[str, Any]) -> list[Place]:
    return [
        (block, table, row, column)
        for block, table in draft.tables("statement")
        if table.truth["form"] in entry["forms"]
        and not table.truth["empty"]
        and ("form", table.truth["form"]) not in draft.taken
        for row in table.truth["rows"]
        if _meant(row, entry["rows"]) and ("form", table.truth["form"], row["code"] or row["label"]) not in draft.taken
        for column in row["cells"]
        if column in entry.get("columns", (column,))
    ]


def _pick(draft: Draft, entry: dict[str, Any], rng: Random) -> Place:
    found = [
        place
        for place in _places(draft, entry)
        if len(place[2]["cells"][place[3]]["value"].replace(".", "").strip("0")) >= 3
    ]
    if not found:
        raise UnplantableError(entry["do"])
    return rng.choice(found)


def _meant(row: dict[str, Any], rows: list[Any]) -> bool:
    label = _NUMBERING.sub("", row["label"])
    for each in rows:
        if isinstance(each, int):
            if row["code"] and len(row["code"]) == each:
                return True
        elif each == "classes":
            if not row["code"] and label in _CLASS_NAMES:
                return True
        elif each == "sources":
            if not row["code"] and label in _SOURCES:
                return True
        elif row["label"] == each:
            return True
    return False


def _put(draft: Draft, block: int, table: TableModel, row: dict[str, Any], column: str, text: str) -> Change:
    """Print ``text`` in a cell of a form; its truth follows. An empty text is an empty cell."""
    right = _printed(row, column)
    changed = copy.deepcopy(table.truth)
    place = table.truth["rows"].index(row)
    cells = changed["rows"][place]["cells"]
    if text:
        value = as_printed(text)
        cells[column] = {"printed": text, "value": str(value), "yuan": str(yuan_of(value, changed["unit"]))}
    else:
        cells.pop(column, None)
    _put_text(draft, block, replace(table, truth=changed), _truth_of(row, column), text)
    _take(draft, table, row)
    return Change(
        (PlantedPlace("form", text, right, form=changed["form"], row=row["code"] or row["label"], column=column),)
    )


def _put_text(draft: Draft, block: int, table: TableModel, truth: tuple[str, ...], text: str) -> None:
    cells = tuple(
        replace(placed, cell=replace(placed.cell, text=text)) if placed.cell.truth == truth else placed
        for placed in table.cells
    )
    draft.put_table(block, replace(table, cells=cells))


def _put_indicator(draft: Draft, block: int, table: TableModel, index: int, column: str, text: str) -> Change:
    right = table.truth["indicators"][index][column]
    truth = copy.deepcopy(table.truth)
    truth["indicators"][index][column] = text
    _put_text(draft, block, replace(table, truth=truth), ("indicators", str(index), column), text)
    draft.taken.add(("indicators", table.truth["project"]))
    return Change(
        (PlantedPlace("indicators", text, right, project=table.truth["project"], row=str(index), column=column),)
    )


def _put_fund(draft: Draft, block: int, table: TableModel, line: str, column: str, text: str) -> Change:
    truth = copy.deepcopy(table.truth)
    cell = truth["funds"][line]["cells"][column]
    right = cell["printed"]
    value = as_printed(text.removesuffix("万元").removesuffix("%"))
    cell.update(printed=text, value=str(value))
    if cell["yuan"] is not None:
        cell["yuan"] = str(yuan_of(value, "万元"))
    _put_text(draft, block, replace(table, truth=truth), ("funds", line, column), text)
    draft.taken.add(("indicators", table.truth["project"]))
    return Change((PlantedPlace("indicators", text, right, project=table.truth["project"], row=line, column=column),))


def _indicator(draft: Draft, column: str, rng: Random) -> tuple[int, TableModel, int]:
    found = [
        (block, table, index)
        for block, table in draft.tables("indicators")
        if not _taken(draft, table)
        for index, each in enumerate(table.truth["indicators"])
        if each[column] is not None and each["weight"] is not None
    ]
    if not found:
        raise UnplantableError(column)
    return rng.choice(found)


def _taken(draft: Draft, table: TableModel) -> bool:
    return ("indicators", table.truth["project"]) in draft.taken


def _take(draft: Draft, table: TableModel, row: dict[str, Any]) -> None:
    draft.taken.add(("form", table.truth["form"], row["code"] or row["label"]))
    draft.taken.add(("form", table.truth["form"]))


def _place(table: TableModel, row: dict[str, Any], column: str, right: str = "") -> PlantedPlace:
    printed = row["cells"][column]["printed"]
    return PlantedPlace(
        "form", printed, right, form=table.truth["form"], row=row["code"] or row["label"], column=column
    )


def _same_row(table: TableModel, row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for each in table.truth["rows"] if (each["code"], each["label"]) == (row["code"], row["label"])
    )
    return found


def _truth_of(row: dict[str, Any], column: str) -> tuple[str, ...]:
    return (row["label"], column, row["code"] or "")


def _has_cell(table: TableModel, row: dict[str, Any], column: str) -> bool:
    return any(placed.cell.truth == _truth_of(row, column) for placed in table.cells)


def _printed(row: dict[str, Any], column: str) -> str:
    return str(row["cells"].get(column, {"printed": ""})["printed"])


OPERATIONS: dict[str, Callable[[Draft, dict[str, Any], Random], Change]] = {
    "cell_digit": cell_digit,
    "cell_transpose": cell_transpose,
    "cells_exchanged": cells_exchanged,
    "row_out": row_out,
    "form_unit": form_unit,
    "indicator": indicator,
    "score_above": score_above,
    "total_score": total_score,
    "fund_rate": fund_rate,
    "fund_digit": fund_digit,
}
