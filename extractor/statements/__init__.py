"""Grid → Statement: the public forms (公开表), recognised by title and columns and never by number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from extractor.knowledge.statements import Form, Kind, load_statements, says
from extractor.layout import Layout
from extractor.problems import problem
from extractor.records import Anchor, Block, GridCell, Problem, Statement, StatementCell, Table
from extractor.statements.cells import read_cell
from extractor.statements.columns import Placed, is_understood, place_columns, sides_of
from extractor.statements.conservation import doubled_numbers, mixed_cells, numbers_of, unplaced_numbers
from extractor.statements.flattened import flattened_forms
from extractor.statements.rows import clean_label, read_rows
from extractor.statements.sheets import Column, Sheet, is_note, label_core, sheets_of, unit_in
from extractor.statements.titles import Title, clean_title, plain, read_title
from extractor.stitching.cut_columns import SAME_HEIGHT, joined_words

__all__ = ["doubled_numbers", "find_statements", "numbers_of", "unplaced_numbers"]

# A form with its title is certain; one told by its columns alone may be a look-alike of another fund.
BY_TITLE, BY_COLUMNS, UNKNOWN = 1.0, 0.6, 0.3
# How many paragraphs before a table may hold its title, unit and department's name.
LEAD = 6
# A table without a form's title is kept as a form only where at least this share of its cells are numbers:
# unit lists and indicator tables stay below it.
NUMERIC_SHARE = 0.25
# A line that says the unit of a page says little else: 编制单位：… 金额单位：万元.
SHORT = 60


class _Found(NamedTuple):
    sheet: Sheet
    form: str
    title: Title | None
    title_anchor: Anchor | None
    score: float
    unit: str | None
    notes: tuple[str, ...]


def find_statements(
    layout: Layout, tables: Sequence[Table], *, kind: str | None, fiscal_year: int | None
) -> tuple[tuple[Statement, ...], tuple[Problem, ...]]:
    """The statements of a document in reading order, and what went wrong with them.

    ``kind`` is the document's (``final_account`` or ``budget``), ``fiscal_year`` its year: a title that prints its own goes
    before. A cell that is printed empty has no entry in ``cells``; a dash is an entry without value.
    """
    known = _kind(layout, tables, kind)
    statements: list[tuple[int, Statement]] = []
    problems: list[Problem] = []
    after_form = -1  # the block that follows a form directly: a table of numbers there is likely the form's own
    for table in tables:
        forms = list(_forms_in(layout, table, known))
        read = [
            (cell_start, _statement(layout, found, fiscal_year=fiscal_year, problems=problems))
            for found, cell_start in forms
        ]
        statements += read
        if read:
            remarks = {start for found, _ in forms for start in _remarks(found.sheet)}
            problems += _lost(layout, table, [statement for _, statement in read], remarks)
        elif after_form and table.first_block <= after_form:
            problems += _orphan(layout, table)
        after_form = table.last_block + 1 if read or table.first_block <= after_form else -1
    taken = {statement.anchor.start for _, statement in statements if statement.anchor is not None}
    statements += _forms_without_table(layout, known, fiscal_year, taken)
    taken |= {statement.anchor.start for _, statement in statements if statement.anchor is not None}
    problems += flattened_forms(layout, known, taken)
    statements.sort(key=lambda pair: pair[0])
    return (
        tuple(msgspec.structs.replace(each, id=f"t{number}") for number, (_, each) in enumerate(statements, 1)),
        tuple(problems),
    )


def _kind(layout: Layout, tables: Sequence[Table], kind: str | None) -> Kind | None:
    """The document's kind; where it is not known, what most titles say: final accounts always say 决算, budgets not always."""
    for known in load_statements().titles.kinds:
        if kind == known:
            return known
    titles = [read_title(layout.block_text(block), None) for table in tables for block in table.lead[-LEAD:]]
    said = [title.kind for title in titles if title is not None and title.kind is not None]
    if not said and not any(title is not None and title.form != "other" for title in titles):
        return None
    return "final_account" if said.count("final_account") > said.count("budget") else "budget"


# --- which form a table is ----------------------------------------------------------------------------------------------


def _forms_in(layout: Layout, table: Table, kind: Kind | None) -> Iterator[tuple[_Found, int]]:
    lead = _lines_over(layout, table, kind)
    trail = _notes_below([layout.block_text(block) for block in table.trail], kind)
    sheets = sheets_of(table.grid, kind=kind, left_out=table.subtotal_rows)
    for index, sheet in enumerate(sheets):
        title, anchor = sheet.title, None
        if sheet.title_cell is not None:
            anchor = layout.cell_anchor(sheet.title_cell)
        if index == 0 and (title is None or title.form == "other"):
            above, above_anchor = _title_above(layout, lead, kind)
            if above is not None and (title is None or above.form != "other"):
                title, anchor = above, above_anchor
        unit = unit_in([cell.text for cell in sheet.preamble])
        if unit is None and index == 0:
            unit = _unit_above(lead, anchor, kind)
        if unit is None:
            unit = next((column.unit for column in sheet.columns if column.unit), None)
        if unit is None:
            unit = _unit_on_page(layout, sheet)
        notes = tuple(clean_label(cell.text) for cell in sheet.notes)
        if index == len(sheets) - 1:
            notes += trail
        form, score = _form(sheet, title, kind, unit)
        if form is None and title is None and unit is not None and _is_account(sheet):
            heading = next((text for _, text in lead[::-1] if _may_head(text)), "")
            form, score = "other", UNKNOWN
            title = Title("other", clean_label(heading), None, None)
        if form is None:
            continue
        start = (
            anchor.start
            if anchor is not None
            else min((cell.start for cell in sheet.slots[sheet.first_row]), default=0)
        )
        yield _Found(sheet, form, title, anchor, score, unit, notes), start


def _lines_over(layout: Layout, table: Table, kind: Kind | None) -> list[tuple[Block, str]]:
    """The paragraphs above a table with their texts; a title that the edges of pages beside each other cut is one."""
    lines: list[tuple[Block, str]] = []
    for block in table.lead[-LEAD:]:
        text = layout.block_text(block)
        if lines and _beside(lines[-1][0], block):
            title = joined_words(lines[-1][1].strip(), text.strip())
            if (read := read_title(title, kind)) is not None and read.form != "other":
                lines[-1] = (block, title)
                continue
        lines.append((block, text))
    return lines


def _beside(one: Block, other: Block) -> bool:
    """Whether two lines stand at the same height of two pages."""
    if one.box is None or other.box is None or one.page == other.page:
        return False
    return abs(one.box.top - other.box.top) <= SAME_HEIGHT


def _notes_below(texts: Sequence[str], kind: Kind | None) -> tuple[str, ...]:
    """The notes right under a table, up to the next form's title."""
    notes: list[str] = []
    for text in texts:
        short_reason = len(text) < 60 and says(load_statements().empty_notes, plain(text))
        goes_on = bool(notes) and re.match(r"\s*\d{1,2}[.．、]", text) is not None
        if not (is_note(text) or short_reason or goes_on) or read_title(text, kind) is not None:
            break
        notes.append(text.strip())
    return tuple(notes)


def _unit_above(lead: Sequence[tuple[Block, str]], title: Anchor | None, kind: Kind | None) -> str | None:
    """The unit between title and table, else in the two lines over the title (公开02表 单位：万元)."""
    below = [text for block, text in lead if title is None or block.end >= title.start]
    over: list[str] = []
    for block, text in lead[::-1]:
        if title is not None and block.end < title.start:
            if is_note(text) or read_title(text, kind) is not None or len(over) == 2:
                break
            over.append(text)
    return unit_in(below[::-1]) or unit_in(over)


def _unit_on_page(layout: Layout, sheet: Sheet) -> str | None:
    """The unit that a short line says on the form's first page, where there is but one."""
    pages = _pages(sheet)
    if not pages:
        return None
    texts = [
        layout.block_text(block)
        for block in layout.blocks
        if block.kind == "paragraph" and block.page == pages[0] and block.end - block.start <= SHORT
    ]
    units = {unit for text in texts if (unit := unit_in([text])) is not None}
    return units.pop() if len(units) == 1 else None


def _title_above(
    layout: Layout, lead: Sequence[tuple[Block, str]], kind: Kind | None
) -> tuple[Title | None, Anchor | None]:
    """The nearest title among the paragraphs above a table; a title broken over two paragraphs counts as one."""
    best: tuple[Title | None, Anchor | None] = (None, None)
    for index in range(len(lead) - 1, -1, -1):
        block, text = lead[index]
        if "。" in text or (len(text) > SHORT and read_title(text, kind) is None):
            break  # a title stands over its table, with the unit and the department between at most
        spans = [(block.start, block.end, text)]
        if index > 0 and clean_title(text) and lead[index - 1][0].page == block.page:
            joined = (lead[index - 1][0].start, block.end, lead[index - 1][1] + text)
            spans.insert(0 if _is_first_half(lead[index - 1][1]) else 1, joined)
        for start, end, words in spans:
            title = read_title(words, kind)
            if title is None:
                continue
            if title.form != "other":
                return title, layout.anchor(start, end)
            if best[0] is None:
                best = (title, layout.anchor(start, end))
    return best


def _is_first_half(text: str) -> bool:
    """Whether a line over a title can be its beginning: it names a fund or a subject, and is no title or sentence itself."""
    words = load_statements().titles
    bare = plain(text)
    named = [*words.funds.values(), *(words.subjects[name] for name in ("three_public", "basic", "project"))]
    return (
        len(bare) <= SHORT
        and any(says(patterns, bare) for patterns in named)
        and not re.search(r"[表。：:；;，)）]", bare)
        and not says(words.not_titles, bare)
    )


def _form(sheet: Sheet, title: Title | None, kind: Kind | None, unit: str | None) -> tuple[str | None, float]:
    """The form of a sheet and how sure that is; null for a table that is no form."""
    amounts = [column for column in sheet.columns if column.role == "amount"]
    if title is not None and title.form != "other":
        if not amounts and sheet.body:
            return None, 0.0
        if _fits_no_column(sheet, title.form, amounts) and (other := _form_by_columns(sheet, kind)) is not None:
            return other, BY_COLUMNS  # the nearest title belongs to something else
        return title.form, BY_TITLE
    if title is not None and _about_performance(title):
        return None, 0.0
    by_columns = _form_by_columns(sheet, kind) if title is None or not title.foreign else None
    if by_columns is not None:
        return by_columns, BY_COLUMNS
    if title is not None and unit is not None and amounts and _numeric_share(sheet) >= NUMERIC_SHARE:
        return "other", UNKNOWN
    return None, 0.0


def _fits_no_column(sheet: Sheet, name: str, amounts: Sequence[Column]) -> bool:
    placed = place_columns(sheet, load_statements().forms[name], fiscal_year=None)
    return len(amounts) > 1 and not any(place.known for place in placed.values())


def _about_performance(title: Title) -> bool:
    return says(load_statements().titles.subjects["performance"], title.printed)


def _form_by_columns(sheet: Sheet, kind: Kind | None) -> str | None:
    header = {part for column in sheet.columns for part in column.path}
    names = [column.at for column in sheet.columns if column.role in ("name", "text")]
    labels = {label_core(sheet.slots[row][col].text) for row in sheet.body for col in names}
    if not any(column.role == "amount" for column in sheet.columns):
        return None

    def fits(form: Form) -> bool:
        return any(
            all(any(says([sign], part) for part in header) for sign in signs.header)
            and all(any(says([sign], label) for label in labels) for sign in signs.rows)
            and not any(signs.without and says(signs.without, label) for label in labels)
            for signs in form.signs
        )

    forms = load_statements().forms
    return next((name for name, form in forms.items() if (kind is None or form.kind == kind) and fits(form)), None)


def _is_account(sheet: Sheet) -> bool:
    """Whether a table without a title is one of money: columns of amounts under heads, and nothing of indicators."""
    decimals = [cell for row in sheet.body for cell in sheet.own(row) if re.search(r"\d\.\d\d$", cell.text.strip())]
    performance = load_statements().titles.subjects["performance"]
    return (
        bool(sheet.header)
        and len(sheet.body) > 1
        and len(decimals) > 2
        and _numeric_share(sheet) >= NUMERIC_SHARE
        and any(column.role == "amount" for column in sheet.columns)
        and not any("指标" in cell.text or says(performance, plain(cell.text)) for cell in sheet.grid.cells)
    )


def _may_head(text: str) -> bool:
    """Whether a line over a table can be its heading: short, no sentence, no unit."""
    return bool(clean_title(text)) and len(text) <= SHORT and not re.search(r"[。；;：:]", text)


def _numeric_share(sheet: Sheet) -> float:
    cells = [cell for row in sheet.body for cell in sheet.own(row) if cell.text.strip()]
    grid_numbers = {id(cell) for cell in numbers_of(sheet.grid)}
    return sum(id(cell) in grid_numbers for cell in cells) / len(cells) if cells else 0.0


# --- reading --------------------------------------------------------------------------------------------------------------


def _statement(layout: Layout, found: _Found, *, fiscal_year: int | None, problems: list[Problem]) -> Statement:
    sheet = found.sheet
    form = load_statements().forms.get(found.form)
    year = (found.title.year if found.title else None) or fiscal_year
    placed = place_columns(sheet, form, fiscal_year=year) if form is not None else _as_printed(sheet)
    sides = sides_of(sheet) if form is not None and form.two_sided else {}
    below = None
    if form is not None and len(sides) == 1:
        # one side stands under the other
        below = place_columns(sheet, form, fiscal_year=year, sides=dict.fromkeys(sides, "expenditure"))
    read = read_rows(
        sheet, form, placed,
        below=below, unit=found.unit, sides=sides, anchor_of=layout.cell_anchor, fiscal_year=year,
    )  # fmt: skip
    title = found.title.printed if found.title else (form.title if form else "")
    where = _where(sheet.grid.pages)
    values = [cell for row in read.rows for cell in row.cells.values() if cell.value is not None]
    if found.form == "other":
        problems.append(problem("T201", anchor=found.title_anchor, where=where, title=title))
    elif found.score < BY_TITLE:
        anchor = found.title_anchor or _first_anchor(layout, sheet)
        problems.append(problem("T202", anchor=anchor, where=where, form=found.form))
    unit = found.unit or _unit_in_cells(values)
    if unit is None and values and not all(column.unit for column in sheet.columns if column.role == "amount"):
        problems.append(problem("T203", anchor=found.title_anchor, where=where, title=title))
    for cell in read.unreadable:
        place = {"row": cell.row + 1, "col": cell.col + 1, "printed": cell.text}
        problems.append(problem("T205", anchor=layout.cell_anchor(cell), where=where, title=title, **place))
    for label, printed in read.bad_codes:
        problems.append(
            problem("T207", anchor=found.title_anchor, where=where, title=title, label=label, printed=printed)
        )
    strange = [
        placed[column.at].key
        for column in sheet.columns
        if column.at in placed and not placed[column.at].known and not is_understood(column, year)
    ]
    if strange and form is not None:
        problems.append(
            problem("T206", anchor=found.title_anchor, where=where, title=title, columns="、".join(strange))
        )
    return Statement(
        id="",
        form=found.form,
        title=title,
        unit=unit,
        fiscal_year=year,
        pages=_pages(sheet),
        columns=read.columns,
        empty=not values,
        rows=read.rows,
        note=_note(found.notes, empty=not values),
        anchor=found.title_anchor,
        score=round(found.score * sheet.grid.confidence, 3),
        decided_by=sheet.grid.decided_by,
    )


def _as_printed(sheet: Sheet) -> dict[int, Placed]:
    placed: dict[int, Placed] = {}
    for column in sheet.columns:
        if column.role == "amount":
            key = "/".join(column.path) or f"第{column.at + 1}列"
            taken = {place.key for place in placed.values()}
            placed[column.at] = Placed(key if key not in taken else f"{key}#{column.at + 1}", False)
    return placed


def _note(notes: Sequence[str], *, empty: bool) -> str | None:
    """The note of a form; of an empty one, the sentence that says why it is empty."""
    if empty:
        said = [note for note in notes if says(load_statements().empty_notes, plain(note))]
        if said:
            return next((note for note in said if is_note(note)), said[0])
    return "\n".join(notes) or None


def _pages(sheet: Sheet) -> tuple[int, ...]:
    rows = {*sheet.header, *sheet.body}
    pages = {cell.page for row in rows for cell in sheet.own(row) if cell.page is not None}
    return tuple(sorted(pages)) or sheet.grid.pages


def _where(pages: Sequence[int]) -> str:
    return f"第{pages[0]}页" if pages else ""


def _first_anchor(layout: Layout, sheet: Sheet) -> Anchor | None:
    cell = next((cell for cell in sheet.slots[sheet.first_row] if cell.text.strip()), None)
    return layout.cell_anchor(cell) if cell is not None else None


def _lost(layout: Layout, table: Table, statements: Sequence[Statement], remarks: set[int]) -> Iterator[Problem]:
    """Numbers of a form's table that are in none of its statements, or in two; and lines of numbers that stand outside it."""
    title = statements[0].title
    kept = {
        (cell.anchor.start, cell.anchor.end) for each in statements for row in each.rows for cell in row.cells.values()
    }
    lost: list[GridCell] = [
        *unplaced_numbers(table.grid, statements),
        *doubled_numbers(table.grid, statements),
        *(cell for cell in mixed_cells(table.grid) if (cell.start, cell.end) not in kept and cell.start not in remarks),
    ]
    for cell in lost:
        if cell.row in table.subtotal_rows:
            continue
        where = _where((cell.page,) if cell.page else table.grid.pages)
        place = {"row": cell.row + 1, "col": cell.col + 1, "printed": cell.text}
        yield problem("T204", anchor=layout.cell_anchor(cell), where=where, title=title, **place)
    for block in (*table.lead[-2:], *table.trail[:2]):
        text = layout.block_text(block)
        if _is_line_of_numbers(text):
            anchor = layout.anchor(block.start, block.end)
            where = _where((block.page,) if block.page else ())
            yield problem("T208", anchor=anchor, where=where, title=title, printed=text.strip())


def _unit_in_cells(cells: Sequence[StatementCell]) -> str | None:
    """The unit that stands behind every number of a form (12.34万元), where it is the same."""
    units = {read_cell(cell.printed).unit for cell in cells}
    return units.pop() if len(units) == 1 else None


def _remarks(sheet: Sheet) -> Iterator[int]:
    """Where the cells of columns of remarks begin, whose words have numbers in them."""
    for column in sheet.columns:
        if column.role == "remark":
            yield from (sheet.slots[row][column.at].start for row in sheet.body)


def _is_line_of_numbers(text: str) -> bool:
    """A row that fell out of its table: at most one label, and amounts."""
    words = text.split()
    numbers = [word for word in words if read_cell(word).kind == "number" and re.search(r"[.,]\d", word)]
    return bool(numbers) and len(words) - len(numbers) <= 1 and len(text) <= 200


def _orphan(layout: Layout, table: Table) -> Iterator[Problem]:
    numbers = [cell for cell in numbers_of(table.grid) if re.search(r"[.,]\d", cell.text)]
    if numbers and not table.lead:
        anchor = layout.cell_anchor(numbers[0])
        yield problem("T209", anchor=anchor, where=_where(table.grid.pages), count=len(numbers))


# --- forms that are only said to be empty ---------------------------------------------------------------------------------


def _forms_without_table(
    layout: Layout, kind: Kind | None, fiscal_year: int | None, taken: set[int]
) -> Iterator[tuple[int, Statement]]:
    """A form's title with a sentence under it that says there is nothing to show, and no table."""
    blocks = layout.blocks
    for index, block in enumerate(blocks):
        if block.kind != "paragraph" or block.contents_entry or block.start in taken or block.end - block.start > 80:
            continue
        title = read_title(layout.block_text(block), kind)
        if title is None or title.form == "other" or "表" not in title.printed[-6:]:
            continue
        for after in (block, *blocks[index + 1 : index + 4]):
            if after.kind != "paragraph":
                break
            text = layout.block_text(after)
            if after is block:
                text = "".join(re.findall(r"\(([^()]*)\)", plain(text)))  # the title itself may say it: …表（本表为空）
                if not says(load_statements().empty_notes, text):
                    continue
            if says(load_statements().empty_notes, plain(text)) and (is_note(text) or "本表" in text or len(text) < 80):
                anchor = layout.anchor(block.start, block.end)
                yield block.start, Statement(
                    id="", form=title.form, title=title.printed, unit=None, fiscal_year=title.year or fiscal_year,
                    pages=(block.page,) if block.page else (), columns=(), empty=True, rows=(), note=text.strip(),
                    anchor=anchor, decided_by="text",
                )  # fmt: skip
                break
            if read_title(text, kind) is not None or not _meta_only(text):
                break


def _meta_only(text: str) -> bool:
    return unit_in([text]) is not None or len(text.strip()) < 25
