"""One form in the making: its cells, and the truth of its cells beside them.

Truth of a form: ``{form, title, unit, empty, note, columns, rows: [{label, code, cells: {column: {printed, value, yuan}}}]}``.
A two-sided form gives a row for each side; a cell that prints nothing has no entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from corpus.generator.accounts import Accounts
from corpus.generator.model import Cell, TableModel, TableStyle, table_of
from corpus.generator.numbers import as_printed, printed, wan, yuan_of
from corpus.generator.variants import Variant

Row = dict[str, Any]


class Form(NamedTuple):
    """One form to print: its id, title, table, and the note under it."""

    form: str
    title: str
    unit: str
    table: TableModel
    note: str | None


class Maker:
    """Makes the forms of one document one after the other. ``notes`` by form id; an empty form needs one."""

    def __init__(self, accounts: Accounts, variant: Variant, notes: dict[str, str]) -> None:
        self.accounts = accounts
        self.variant = variant
        self.notes = notes
        self.final = accounts.kind == "final_account"
        self.unit = variant.table_unit
        self.rows: list[Row] = []

    def begin(self) -> None:
        self.rows = []

    def row(self, label: str, code: str | None = None) -> Row:
        row: Row = {"label": label, "code": code, "cells": {}}
        self.rows.append(row)
        return row

    def money(self, amount: int, row: Row, column: str, *, empty: bool = False) -> Cell:
        """A cell of an amount; its truth goes to the row where something is printed."""
        if empty or (not amount and self.variant.blank_zero):
            return Cell("", align="right", truth=_place(row, column))
        value = wan(amount) if self.unit == "万元" else wan(amount) * 10_000
        text = printed(value, separators=True, places=2 if self.unit == "万元" else 0)
        exact = as_printed(text)
        row["cells"][column] = {"printed": text, "value": str(exact), "yuan": str(yuan_of(exact, self.unit))}
        return Cell(text, align="right", truth=_place(row, column))

    def form(
        self,
        form: str,
        title: str,
        columns: Sequence[str],
        header: Sequence[Sequence[Cell]],
        body: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        *,
        empty: bool = False,
    ) -> Form:
        note = self.notes.get(form) if empty or self.variant.form_notes else None
        truth = {
            "form": form,
            "title": title,
            "unit": self.unit,
            "fiscal_year": self.accounts.year,
            "empty": empty,
            "note": note,
            "columns": list(columns),
            "rows": [row for row in self.rows if row["cells"]],
        }
        style = TableStyle(
            thin_rects=self.variant.thin_rects,
            rulings=self.variant.rulings,
            repeat_header=self.variant.repeat_header,
            font_size=7.0 if len(widths) >= 12 else 8.0 if len(widths) > 7 else 9.0,
        )
        table = table_of(
            [*header, *body], header_rows=len(header), widths=widths, style=style, kind="statement", truth=truth
        )
        return Form(form, title, self.unit, table, note)

    def label(self, text: str, foot: bool) -> Cell:
        if not foot:
            return Cell(text)
        shown = "　".join(text) if self.variant.spaced_labels and len(text) <= 4 else text
        return Cell(shown, align="center" if len(text) <= 8 else "left", bold=True)


def _place(row: Row, column: str) -> tuple[str, str, str]:
    """How a cell names its place in the form's truth: label, column, code."""
    return row["label"], column, row["code"] or ""


def head(text: str, *, cols: int = 1, rows: int = 1) -> Cell:
    return Cell(text, col_span=cols, row_span=rows, align="center", bold=True)
