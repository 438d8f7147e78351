"""The real documents: is every printed number of every form in exactly one cell, and do the sums hold?"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractor.pipeline import Reading, read_closely
from extractor.statements.conservation import doubled_numbers, mixed_cells, numbers_of, unplaced_numbers

SHARED = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "corpus"
_LOOSE = re.compile(r"[\d,.\s-]*\d[,.]\d[\d,.\s-]*")
SUMS = ("form.hierarchy", "form.row_sum")


def run_real(*, folder: Path = SHARED, only: Sequence[str] = ()) -> list[dict[str, Any]]:
    """One result a document: numbers in the grids of forms, those in no statement's cell, those in two, cells in which a label and a
    number stand together, and the outcomes of the sum checks. A table counts as a form where some statement took cells from it."""
    results = []
    for path in sorted(folder.glob("*.pdf")):
        if only and not any(word in path.name for word in only):
            continue
        start = time.perf_counter()
        reading = read_closely(path.read_bytes(), name=path.name)
        seconds = time.perf_counter() - start
        disclosure = reading.disclosure
        counts: Counter[str] = Counter()
        examples: list[str] = []
        anchors = {
            (cell.anchor.start, cell.anchor.end)
            for statement in disclosure.statements
            for row in statement.rows
            for cell in row.cells.values()
        }
        for table in reading.tables:
            if not any((cell.start, cell.end) in anchors for cell in table.grid.cells if cell.text):
                counts["other_tables"] += 1
                continue
            counts["forms"] += 1
            lost = unplaced_numbers(table.grid, disclosure.statements)
            twice = doubled_numbers(table.grid, disclosure.statements)
            mixed = mixed_cells(table.grid)
            counts["numbers"] += len(numbers_of(table.grid))
            counts["unplaced"] += len(lost)
            counts["doubled"] += len(twice)
            counts["mixed"] += len(mixed)
            for kind, cells in (("unplaced", lost), ("doubled", twice), ("mixed", mixed)):
                examples += [f"{kind} p{cell.page} r{cell.row} c{cell.col} {cell.text[:40]!r}" for cell in cells[:3]]
        outside = _outside(reading)
        counts["outside"] = len(outside)
        examples += [f"outside {line[:50]!r}" for line in outside[:3]]
        checks = Counter(
            f"{finding.check}:{finding.outcome}" for finding in disclosure.findings if finding.check in SUMS
        )
        failed = [
            f"{finding.check} {finding.message[:120]}"
            for finding in disclosure.findings
            if finding.check in SUMS and finding.outcome == "fail"
        ]
        results.append(
            {
                "document": path.name,
                "pages": disclosure.source.pages,
                "seconds_per_page": round(seconds / (disclosure.source.pages or 1), 4),
                "statements": len(disclosure.statements),
                **{
                    key: counts[key]
                    for key in ("forms", "other_tables", "numbers", "unplaced", "doubled", "mixed", "outside")
                },
                "checks": dict(sorted(checks.items())),
                "examples": examples[:8],
                "failed": failed[:6],
            }
        )
    return results


def _outside(reading: Reading) -> list[str]:
    """Paragraphs of nothing but amounts on pages that hold a form: numbers that fell out of its grid."""
    pages = {page for statement in reading.disclosure.statements for page in statement.pages}
    texts = (
        reading.layout.block_text(block)
        for block in reading.layout.blocks
        if block.kind == "paragraph" and block.page in pages
    )
    return [text for text in texts if _LOOSE.fullmatch(text.strip())]
