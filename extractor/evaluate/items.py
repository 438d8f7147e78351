"""What identifies an item of each task: sections, facts, entities, cells, indicators … as tuples that gold and output are compared by."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

Item = tuple[Any, ...]
Record = Mapping[str, Any]


def plain(value: Any) -> Any:
    return tuple(plain(part) for part in value) if isinstance(value, list | tuple) else value


def squeezed(text: str | None) -> str:
    """Without spaces, quotation marks and end punctuation; half-width brackets."""
    text = re.sub(r"[\s“”\"'‘’]", "", text or "")
    return text.replace("（", "(").replace("）", ")").rstrip("。：:；;，,")


def project_name(text: str | None) -> str:
    """A project is the same with and without the word 项目 after its name."""
    return squeezed(text).removesuffix("项目")


def plain_number(value: Any) -> str | None:
    """A number so that 5, "5.0" and "5.00" are the same."""
    if value is None or value == "":
        return None
    try:
        return format(Decimal(str(value)).normalize(), "f")
    except InvalidOperation:
        return str(value)


def section_items(sections: Iterable[Record]) -> list[Item]:
    """Titles with topics; the cover and the table of contents are places and no sections of the report."""
    return [
        (squeezed(section["title"]), section["topic"])
        for section in sections
        if section["topic"] not in ("cover", "contents")
    ]


def fact_item(fact: Record) -> Item:
    """A change of nothing is the same with a unit (0万元) and without (持平)."""
    value = plain_number(fact["value"])
    return (
        fact["metric"],
        fact["measure"],
        value,
        None if (fact["measure"], value) == ("change", "0") else fact["unit"],
    )


def whole_fact_item(fact: Record) -> Item:
    dims = {
        key: value for key, value in (fact.get("dims") or {}).items() if key != "function_name" and value is not None
    }
    return (
        *fact_item(fact),
        fact.get("year"),
        fact.get("base_year"),
        tuple(sorted((key, project_name(str(value))) for key, value in dims.items())),
    )


def based_fact_item(fact: Record) -> Item:
    return (*whole_fact_item(fact), fact.get("basis"))


def entity_item(entity: Record) -> Item:
    """Kind, print, value, unit and page: gold says the page itself, the output by its anchor."""
    page = entity["page"] if "page" in entity else (entity.get("anchor") or {}).get("page")
    return (entity["label"], squeezed(entity["printed"]), plain_number(entity.get("value")), entity.get("unit"), page)


def definition_item(entry: Record) -> Item:
    """A term with the digest of its definition: gold of real documents has no copied prose."""
    return (squeezed(entry["term"]), entry.get("digest") or digest((entry["definition"],)))


def digest(texts: Iterable[str | None]) -> str:
    """What stands in gold for texts that belong to their publisher: the start of a SHA-256 over their characters without blanks and quotes."""
    return hashlib.sha256("\t".join(map(squeezed, texts)).encode()).hexdigest()[:16]


def form_items(statements: Iterable[Record]) -> list[Item]:
    return [(statement["form"], bool(statement.get("empty"))) for statement in statements]


def cell_items(statements: Iterable[Record]) -> list[Item]:
    return [
        (statement["form"], row.get("code") or squeezed(row["label"]), column, plain_number(cell["value"]))
        for statement in statements
        for row in statement["rows"]
        for column, cell in row["cells"].items()
        if cell.get("value") is not None
    ]


def stated_cell_items(forms: Iterable[Record]) -> list[Item]:
    """Gold's cells: page, form, code, label and column with the number; ``values`` are as printed."""
    return [
        (
            form["page"],
            form["form"],
            row["code"],
            squeezed(row["label"]),
            column,
            plain_number(printed.replace(",", "")),
        )
        for form in forms
        for row in form["rows"]
        for column, printed in row["values"].items()
    ]


def printed_cell_items(statements: Iterable[Record], pages: Collection[int]) -> list[Item]:
    """The same of the output's forms, of every cell with a number on ``pages``: a page that gold states is stated whole."""
    return [item for item, anchor in printed_cells(statements) if anchor.get("page") in pages]


def printed_cells(statements: Iterable[Record]) -> list[tuple[Item, Record]]:
    """Every cell with a number, as ``stated_cell_items`` says it, with its anchor."""
    return [
        (
            (page, statement["form"], row.get("code"), squeezed(row["label"]), column, plain_number(cell["value"])),
            anchor,
        )
        for statement in statements
        for row in statement["rows"]
        for column, cell in row["cells"].items()
        if cell.get("value") is not None
        for anchor in (cell.get("anchor") or {},)
        for page in (anchor.get("page"),)
    ]


def sum_items(statements: Iterable[Record]) -> list[Item]:
    """Each column of each form with the sum of its numbers and how many they are: one wrong or lost cell changes both or one."""
    items: list[Item] = []
    for statement in statements:
        sums = statement.get("sums")
        if sums is None:
            sums = column_sums(statement)
        items += [(statement["form"], column, plain_number(total), count) for column, (total, count) in sums.items()]
    return items


def column_sums(statement: Record) -> dict[str, tuple[str, int]]:
    """Sum and number of the cells of each column that have a number."""
    columns: dict[str, list[Decimal]] = defaultdict(list)
    for row in statement["rows"]:
        for column, cell in row["cells"].items():
            if cell.get("value") is not None:
                columns[column].append(Decimal(cell["value"]))
    return {column: (str(sum(values)), len(values)) for column, values in columns.items()}


def count_items(tables: Iterable[Record]) -> list[Item]:
    return [(project_name(table["project"]), table.get("count", len(table.get("indicators", ())))) for table in tables]


def indicator_items(tables: Iterable[Record]) -> list[Item]:
    return [
        (
            project_name(table["project"]),
            *(squeezed(indicator.get(key)) for key in ("level1", "level2", "level3", "target", "actual")),
        )
        for table in tables
        for indicator in table["indicators"]
    ]


def indicator_cell_items(tables: Iterable[Record]) -> list[Item]:
    """Every cell of indicators that has something: project, name of the row (third level, else second), column, text or number."""
    return [
        (
            project_name(table["project"]),
            squeezed(row.get("level3") or row.get("level2")),
            column,
            plain_number(row[column]) if column in ("weight", "score") else squeezed(row[column]),
        )
        for table in tables
        for row in table["indicators"]
        for column in ("level1", "level2", "level3", "target", "actual", "weight", "score")
        if row.get(column) not in (None, "")
    ]


def project_item(project: Record) -> Item:
    return (
        project_name(project["name"]),
        *(plain_number(project.get(key)) for key in ("budget", "executed", "completion")),
    )
