"""A department against its units, over whole generated disclosures that a batch has read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import extractor
from corpus.generator import Document, render
from corpus.generator.families import make_family
from corpus.generator.model import Format
from extractor.cli import app

FORMATS: tuple[Format, ...] = ("html", "docx", "txt", "html")
METRICS = {
    "total.revenue",
    "total.expenditure",
    "revenue.total",
    "expenditure.total",
    "general_public.expenditure",
    "three_public.total",
}


def read(folder: Path, documents: Sequence[Document], *, change: tuple[str, str] | None = None) -> list[dict[str, Any]]:
    """What the check of units says; ``change`` replaces an amount wherever the last document (as text) prints it."""
    inputs = folder / "in"
    inputs.mkdir()
    for number, (document, form) in enumerate(zip(documents, FORMATS, strict=False)):
        if change is not None and number == len(documents) - 1:
            text = render(document, "txt").decode()
            assert change[0] in text
            (inputs / f"{number}.txt").write_text(text.replace(*change), "utf-8")
        else:
            (inputs / f"{number}.{form}").write_bytes(render(document, form))
    result = CliRunner().invoke(app, ["batch", str(inputs), "--out", str(folder / "out"), "--workers", "1"])
    assert result.exit_code == 0, result.stderr
    with extractor.open_dataset(folder / "out") as dataset:
        return dataset.rows("""select * from cross_findings where "check" = 'dataset.units'""")


@pytest.mark.parametrize(("kind", "seed"), [("final_account", 1), ("final_account", 2), ("budget", 0), ("budget", 3)])
def test_a_generated_department_is_its_units_together(tmp_path: Path, kind: Any, seed: int) -> None:
    rows = read(tmp_path, make_family(seed, kind=kind, units=2))
    passed = {row["metric"] for row in rows if row["outcome"] == "pass"}
    assert [row["message"] for row in rows if row["outcome"] == "fail"] == []
    assert len(passed & METRICS) >= 3
    assert {row["outcome"] for row in rows} <= {"pass", "not_evaluable"}


def test_a_unit_that_is_not_there_leaves_nothing_to_compare(tmp_path: Path) -> None:
    rows = read(tmp_path, make_family(1, units=2)[:-1])
    assert {row["outcome"] for row in rows} == {"not_evaluable"}


def test_a_unit_with_another_amount_is_found(tmp_path: Path) -> None:
    documents = make_family(1, units=2)
    text = render(documents[-1], "txt").decode()
    total = "10822.16" if "10822.16" in text else "10,822.16"
    rows = read(tmp_path, documents, change=(total, total.replace("822", "282")))
    wrong = {row["metric"] for row in rows if row["outcome"] == "fail"}
    assert "expenditure.total" in wrong
    assert "three_public.total" not in wrong
