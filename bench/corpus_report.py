"""What is read from each real document beside the project: ``make corpus-report``.

A row a document: profile against the manifest, sections, facts, statements by form with rows, problems; then what is missing: numbers
in the page's table areas that are in no cell, forms whose title was seen and that gave no statement.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from pathlib import Path

from extractor.pipeline import Reading, read_closely
from extractor.statements import doubled_numbers, numbers_of, unplaced_numbers

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def main() -> int:
    """Print the report; exit status 1 where a document can't be read."""
    if not SHARED.is_dir():
        print(f"{SHARED} 不在这台机器上", file=sys.stderr)
        return 2
    wanted = sys.argv[1:]
    failed = 0
    with (SHARED / "corpus" / "manifest.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            path = (SHARED / "corpus" / row["file"]).resolve()
            if wanted and not any(word in row["file"] for word in wanted):
                continue
            start = time.perf_counter()
            try:
                reading = read_closely(path.read_bytes(), name=path.name)
            except Exception as error:  # a report over all documents says what broke and goes on
                print(f"== {path.name}: {type(error).__name__}: {error}")
                failed += 1
                continue
            _report(path.name, row, reading, time.perf_counter() - start)
    return 1 if failed else 0


def _report(name: str, row: dict[str, str], reading: Reading, seconds: float) -> None:
    disclosure = reading.disclosure
    profile = disclosure.profile
    print(f"== {name}  {disclosure.status}  {seconds:.2f} s")
    expected = {
        "publisher": None if row["publisher"].startswith("（") else row["publisher"],
        "fiscal_year": int(row["fiscal_year"]),
        "kind": row["kind"],
        "scope": row["scope"],
        "level": "县" if row["level"] == "区" else row["level"],
    }
    wrong = {key: (getattr(profile, key), value) for key, value in expected.items() if getattr(profile, key) != value}
    print(
        f"   {profile.publisher} {'/'.join(part or '-' for part in profile.region)} {profile.region_code} {profile.fiscal_year} {profile.kind} {profile.scope} {profile.level}"
    )
    if wrong:
        print(f"   !! profile against manifest: {wrong}")
    topics = Counter(section.topic for section in disclosure.sections)
    print(
        f"   sections {len(disclosure.sections)} (other: {topics['other']}), paragraphs {len(disclosure.paragraphs)}, entities {len(disclosure.entities)}, glossary {len(disclosure.glossary)}"
    )
    origins = Counter(fact.origin for fact in disclosure.facts)
    print(
        f"   facts prose {origins['prose']}, cell {origins['cell']}; indicator tables {len(disclosure.indicator_tables)}, projects {len(disclosure.projects)}"
    )
    for statement in disclosure.statements:
        cells = sum(len(line.cells) for line in statement.rows)
        print(
            f"   {statement.form:32} p{','.join(map(str, statement.pages)):10} rows {len(statement.rows):3} cells {cells:4} {statement.unit or '-'} {'empty ' if statement.empty else ''}{statement.title}"
        )
    on_forms = {page for statement in disclosure.statements for page in statement.pages}
    printed = lost = doubled = 0
    for table in reading.tables:
        if on_forms & {cell.page for cell in table.grid.cells if cell.page is not None}:
            printed += len(numbers_of(table.grid))
            lost += len(unplaced_numbers(table.grid, disclosure.statements))
            doubled += len(doubled_numbers(table.grid, disclosure.statements))
    if printed:
        print(f"   numbers in the tables of form pages: {printed}; in no cell of a form {lost}, in two {doubled}")
    outcomes = Counter(finding.outcome for finding in disclosure.findings)
    print(f"   checks: {dict(outcomes)}")
    for (code, message), count in Counter((problem.code, problem.message) for problem in disclosure.problems).items():
        print(f"   [{code}] ×{count} {message}")


if __name__ == "__main__":
    raise SystemExit(main())
