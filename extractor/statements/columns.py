"""Printed header paths → the canonical columns of a form. What no column of the form fits keeps its printed path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.knowledge.codes import economic_codes, government_economic_codes
from extractor.knowledge.statements import Form, Side, StatementKnowledge, load_statements, means, says
from extractor.statements.sheets import Column, Sheet, label_core
from extractor.statements.titles import plain

_YEAR = re.compile(r"20\d\d")
MEASURES = ("final", "budget_initial", "budget_adjusted", "budget")
BUDGET_HEADERS = ("budget_initial", "budget_adjusted")  # columns that are a budget's wherever they stand


class Placed(NamedTuple):
    """Where the cells of an amount column go. ``by_row``: the row's key says the item, ``measure`` goes before it."""

    key: str
    known: bool
    by_row: bool = False
    measure: str = ""


def place_columns(
    sheet: Sheet, form: Form, *, fiscal_year: int | None, sides: dict[int, Side] | None = None
) -> dict[int, Placed]:
    """Column index → canonical column, for every amount column of the sheet. ``sides`` overrules what the groups say."""
    year = _year_of(sheet, fiscal_year)
    placed: dict[int, Placed] = {}
    if sides is None:
        sides = sides_of(sheet) if form.two_sided else {}
    for group in sheet.groups:
        amounts = [column for column in group if column.role == "amount"]
        if not amounts:
            continue
        side = sides.get(group[0].group)
        if form.by_measure or form.by_item:
            placed.update(_items(group, amounts, form, year))
        else:
            placed.update(_plain_columns(amounts, form, side, year))
    return _without_doubles(sheet, placed)


def sides_of(sheet: Sheet) -> dict[int, Side]:
    """Group → whether it is the revenue or the expenditure side: by its header, else by its labels, else by place."""
    knowledge = load_statements()
    sides: dict[int, Side] = {}
    groups = sheet.groups
    for order, group in enumerate(groups):
        side: Side | None = None
        for segment in dict.fromkeys(part for column in group for part in column.path):
            fits: list[Side] = [name for name, patterns in knowledge.sides.items() if says(patterns, segment)]
            if len(fits) == 1:
                side = fits[0]
                break
        if side is None:
            names = [column.at for column in group if column.role in ("name", "text")]
            labels = {label_core(sheet.slots[row][col].text) for row in sheet.body for col in names}
            if any(re.fullmatch("(?:本年|当年)?收入(?:合计|总计|小计)", label) for label in labels):
                side = "revenue"  # the first of both where expenditure stands under revenue
            elif any(re.fullmatch("(?:本年|当年)?支出(?:合计|总计|小计)", label) for label in labels):
                side = "expenditure"
        sides[group[0].group] = side or ("revenue" if order == 0 else "expenditure")
    return sides


def prefixes_of_rows(labels: Sequence[str], form: Form, *, fiscal_year: int | None) -> list[str]:
    """What the rows of a 三公 form say of measure and year where items stand in columns (预算数 over 决算数, 2023年 over 2024年):
    a measure's name, the printed label for a row of another year, else nothing."""
    if not (form.by_measure or form.by_item):
        return [""] * len(labels)
    words = load_statements().measure_words
    cores = [label_core(label) for label in labels]
    years = {int(found) for core in cores for found in _YEAR.findall(core)}
    year = fiscal_year if fiscal_year in years or not years else max(years)
    prefixes: list[str] = []
    for label, core in zip(labels, cores, strict=True):
        measure = next((name for name in MEASURES if form.by_measure and means(words[name], core)), "")
        timed = measure or re.fullmatch(r"(?:20\d\d年?|上年|去年|上年度)(?:度|预算|决算|执行)?数?", core)
        prefixes.append(label if timed and _other_year([core], year) else measure)
    return _budgets(prefixes)


def printed_path(column: Column) -> str:
    return "/".join(column.path) or f"第{column.at + 1}列"


# --- plain columns ----------------------------------------------------------------------------------------------------


def _plain_columns(amounts: Sequence[Column], form: Form, side: Side | None, year: int | None) -> dict[int, Placed]:
    shared = _shared(amounts)
    off_measure = _off_measure(amounts, form)
    taken: dict[int, Placed] = {}
    used: set[str] = set()
    for key, places in form.columns.items():
        for place in places:
            wanted_side, _, header = place.rpartition(":")
            if key in used or (wanted_side and wanted_side != side):
                continue
            for column in amounts:
                if header not in BUDGET_HEADERS and column.at in off_measure:
                    continue
                if column.at not in taken and _fits(column, header, key, form, shared, year):
                    taken[column.at] = Placed(key, True)
                    used.add(key)
                    break
    if not (form.by_measure or form.by_item):
        _divided(amounts, form, side, shared, year, off_measure, taken)
        _measured(amounts, form, side, year, off_measure, taken)
    if len(amounts) == 1 and not taken:
        # the only amount column of a side is its main column, whatever it is called
        main = next(
            (key for key, places in form.columns.items() if any(_is_main(place, side) for place in places)), None
        )
        if main is not None and not _other_year(amounts[0].path, year):
            taken[amounts[0].at] = Placed(main, True)
    return {column.at: taken.get(column.at, Placed(printed_path(column), False)) for column in amounts}


def _measured(
    amounts: Sequence[Column],
    form: Form,
    side: Side | None,
    year: int | None,
    off_measure: set[int],
    taken: dict[int, Placed],
) -> None:
    """The columns of another measure beside the form's own (年初预算数 beside 决算数): ``total.budget_initial``."""
    words = load_statements().measure_words
    used = {place.key for place in taken.values()}
    rest = [column for column in amounts if column.at in off_measure and column.at not in taken]
    for measure in dict.fromkeys(_measure_of(column) for column in rest):
        bare = []
        for column in rest:
            if _measure_of(column) == measure and not _other_year(column.path, year):
                path = tuple("小计" if means(words[measure], part) else part for part in column.path)
                bare.append(column._replace(path=path))
        for at, place in _plain_columns(bare, form, side, year).items():
            key = f"{place.key}.{measure}"
            if place.known and key not in used:
                taken[at] = Placed(key, True)
                used.add(key)


def _divided(
    amounts: Sequence[Column],
    form: Form,
    side: Side | None,
    shared: set[str],
    year: int | None,
    off_measure: set[int],
    taken: dict[int, Placed],
) -> None:
    """Columns under a header that is itself a column, which they divide (年初结转和结余/项目支出): ``opening.project``."""
    knowledge = load_statements()
    used = {place.key for place in taken.values()}
    for column in amounts:
        path = [part for part in column.path if part not in shared]
        if column.at in taken or column.at in off_measure or len(path) < 2 or _other_year(column.path, year):
            continue
        leaf = path[-1] if not means(knowledge.headers["amount"], path[-1]) else path[-2]
        part = next((name for name in knowledge.compounds if means(knowledge.headers[name], leaf)), None)
        for over in path[path.index(leaf) - 1 :: -1] if part and path.index(leaf) else ():
            whole = next((key for key, places in form.columns.items() if _heads(over, places, side)), None)
            key = f"{whole}.{part}"
            if whole is not None and key not in used:
                taken[column.at] = Placed(key, True)
                used.add(key)
                break


def _heads(segment: str, places: Sequence[str], side: Side | None) -> bool:
    """Whether a header names a column of the form, on its side."""
    names = [place.rpartition(":") for place in places]
    return any(
        (not wanted or wanted == side) and name != "amount" and means(load_statements().headers[name], segment)
        for wanted, _, name in names
    )


def is_understood(column: Column, year: int | None) -> bool:
    """Whether a column that no column of the form fits says plainly what it is: another year's figures, an economic item."""
    if _other_year(column.path, year):
        return True
    amount = load_statements().headers["amount"]
    words = [part for part in column.path if not means(amount, part)]
    lists = (economic_codes(), government_economic_codes())
    return bool(words) and any(codes.knows(words[-1], level) for codes in lists for level in (0, 1))


def _off_measure(amounts: Sequence[Column], form: Form) -> set[int]:
    """Budget columns beside those of a final account, 决算 and 执行 columns beside those of a budget."""
    if form.by_measure:
        return set()  # told apart already
    measures = {column.at: _measure_of(column) for column in amounts}
    own = "final" if form.kind == "final_account" else "budget"
    if not any(measure.startswith(own) for measure in measures.values()):
        return set()
    return {at for at, measure in measures.items() if measure and not measure.startswith(own)}


def _measure_of(column: Column) -> str:
    """final, budget_initial or budget, as the header says it; empty where it does not."""
    words = load_statements().measure_words
    return next((name for part in column.path[::-1] for name in MEASURES if means(words[name], part)), "")


def _is_main(place: str, side: Side | None) -> bool:
    wanted_side, _, header = place.rpartition(":")
    return header == "amount" and (not wanted_side or wanted_side == side)


def _shared(amounts: Sequence[Column]) -> set[str]:
    """Header texts that stand over all amount columns: they tell none apart."""
    if not amounts:
        return set()
    shared = set(amounts[0].path)
    for column in amounts[1:]:
        shared &= set(column.path)
    return shared if len(amounts) > 1 else set(amounts[0].path[:-1])


_SUM = re.compile(r"(?<=.{3})(?:合计|小计|总计)$")  # 公务用车购置及运行费小计 is what it sums up


def _fits(column: Column, header: str, key: str, form: Form, shared: set[str], year: int | None) -> bool:
    """Whether a column is ``header`` of the vocabulary: its leaf, or the nearest header over a leaf 合计 or 小计."""
    knowledge = load_statements()
    path = column.path
    if not path or _other_year(path, year):
        return False
    amount = knowledge.headers["amount"]
    leaf = len(path) - 1
    while leaf > 0 and means(amount, path[leaf]) and path[leaf] not in shared:
        above = path[leaf - 1]
        if above in shared or _neutral(above, form, year):
            break
        leaf -= 1
    if leaf < len(path) - 1 and means(amount, path[leaf]):
        leaf = len(path) - 1
    wanted = knowledge.headers[header]
    if not means(wanted, path[leaf]) and not means(wanted, _SUM.sub("", path[leaf]) or path[leaf]):
        return False
    return all(
        over in shared or _neutral(over, form, year) or _may_stand_under(over, key, form, knowledge)
        for over in path[:leaf]
    )


def _neutral(segment: str, form: Form, year: int | None) -> bool:
    """Whether a header over a column says nothing about it: 项目, 预算数, 支出 … unless the form has such a column."""
    knowledge = load_statements()
    if any(_means_column(segment, places) for places in form.columns.values()):
        return False
    return means(knowledge.neutral_parents, segment) or (
        means(knowledge.headers["amount"], segment) and not _other_year([segment], year)
    )


def _means_column(segment: str, places: Sequence[str]) -> bool:
    headers = load_statements().headers
    names = [place.rpartition(":")[2] for place in places]
    return any(name != "amount" and means(headers[name], segment) for name in names)


def _may_stand_under(over: str, key: str, form: Form, knowledge: StatementKnowledge) -> bool:
    item = key.rpartition(".")[2]
    for parent, places in form.columns.items():
        if _means_column(over, places):
            name = parent.rpartition(".")[2]
            if name == item or item in knowledge.nests.get(name, ()):
                return True
    return any(
        item in children and means(knowledge.headers.get(name, ()) or ("(?!)",), over)
        for name, children in knowledge.nests.items()
    )


def _other_year(path: Sequence[str], year: int | None) -> bool:
    knowledge = load_statements()
    return any(means(knowledge.previous_year, segment) for segment in path) or (
        year is not None and any(int(found) != year for segment in path for found in _YEAR.findall(segment))
    )


def _year_of(sheet: Sheet, fiscal_year: int | None) -> int | None:
    """The year whose columns are the form's: ``fiscal_year``, unless every amount column stands under a year and that one is none
    of them. Where some stand under none, a printed year before it is last year's."""
    amounts = [column for column in sheet.columns if column.role == "amount"]
    printed = [{int(found) for part in column.path for found in _YEAR.findall(part)} for column in amounts]
    years: set[int] = set().union(*printed)
    if not years or fiscal_year in years or (fiscal_year is not None and fiscal_year > max(years) and not all(printed)):
        return fiscal_year
    return max(years)


# --- items by measure (三公) ---------------------------------------------------------------------------------------------


def _items(group: Sequence[Column], amounts: Sequence[Column], form: Form, year: int | None) -> dict[int, Placed]:
    knowledge = load_statements()
    bare: list[Column] = []
    measures: dict[int, str] = {}
    for column in amounts:
        path = column.path
        measure = ""
        if form.by_measure:
            measure = _measure_of(column)
            path = tuple(part for part in path if not _is_measure(part, knowledge)) or path[-1:]
        measures[column.at] = measure
        bare.append(column._replace(path=path))
    measures = dict(zip(measures, _budgets(list(measures.values())), strict=True))
    if form.by_measure and not any(measures.values()):
        measures = dict.fromkeys(measures, "final")  # the title alone says 决算
    found: dict[int, Placed] = {}
    has_labels = any(column.role in ("name", "text") for column in group)
    for measure in dict.fromkeys(measures.values()):
        columns = [column for column in bare if measures[column.at] == measure]
        originals = {column.at: column for column in amounts}
        placed = _plain_columns(columns, form, None, year)
        items = {placed[index].key for index in placed if placed[index].known}
        by_row = has_labels and items <= {"total"} and not any(
            means(knowledge.headers[name], part)
            for column in columns for part in column.path for name in ("abroad", "reception", "vehicle")
        )  # fmt: skip
        for index, place in placed.items():
            usable = not _other_year(originals[index].path, year) and (measure or not form.by_measure)
            if by_row and usable and place.known:
                found[index] = Placed(printed_path(originals[index]), True, by_row=True, measure=measure)
            elif place.known and usable and not by_row:
                found[index] = Placed(f"{measure}.{place.key}" if measure else place.key, True)
            else:
                found[index] = Placed(printed_path(originals[index]), False)
    return found


def _budgets(measures: list[str]) -> list[str]:
    """The only budget that a form prints is its budget; beside the adjusted one (全年预算数) a plain one is the initial."""
    if "budget_adjusted" in measures:
        names = {"budget": "budget_initial", "budget_adjusted": "budget"}
    elif "budget" not in measures:
        names = {"budget_initial": "budget"}
    else:
        return measures
    return [names.get(name, name) for name in measures]


def _is_measure(part: str, knowledge: StatementKnowledge) -> bool:
    whole = any(means(patterns, part) for patterns in knowledge.measure_words.values())
    return whole and not means(knowledge.headers["three_public"], part)


def _without_doubles(sheet: Sheet, placed: dict[int, Placed]) -> dict[int, Placed]:
    """Two columns of one group never share a key: the later one is told apart by its place."""
    done: dict[int, Placed] = {}
    for group in sheet.groups:
        seen: set[str] = set()
        for column in group:
            place = placed.get(column.at)
            if place is None:
                continue
            key = place.key
            if key in seen:
                key = next(f"{key}#{number}" for number in range(2, 999) if f"{key}#{number}" not in seen)
                place = place._replace(key=key, known=False, by_row=False)
            seen.add(key)
            done[column.at] = place
    return done


def row_key(label: str, table: dict[str, tuple[str, ...]]) -> str | None:
    """The key of a printed label, or null."""
    core = label_core(label)
    return next((key for key, patterns in table.items() if means(patterns, plain(core))), None)
