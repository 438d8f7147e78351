"""Names of rows and columns as many places print them mean what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extractor.knowledge.statements import load_statements, means
from extractor.statements.columns import row_key
from extractor.statements.sheets import plain

LABELS = yaml.safe_load((Path(__file__).parent / "labels.yaml").read_text(encoding="utf-8"))
ROWS = [
    (part, key, label) for part in LABELS if part != "columns" for key in LABELS[part] for label in LABELS[part][key]
]
COLUMNS = [(key, label) for key in LABELS["columns"] for label in LABELS["columns"][key]]


@pytest.mark.parametrize("part", [part for part in LABELS if part != "columns"])
def test_rows(part: str) -> None:
    table = load_statements().row_keys[part]
    assert {label: row_key(label, table) for at, _, label in ROWS if at == part} == {
        label: key for at, key, label in ROWS if at == part
    }


def test_columns() -> None:
    headers = load_statements().headers
    assert [(key, label) for key, label in COLUMNS if not means(headers[key], plain(label))] == []
