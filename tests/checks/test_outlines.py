"""政府采购预算表: 采购大类, under it 项目, under them what is bought."""

from __future__ import annotations

import msgspec
import pytest

from extractor.knowledge.checks import load_checks, validated
from extractor.problems import KnowledgeError
from tests.checks.test_checks_catalogue import Writer

ROWS = (
    (None, "合计", "total", "80.00"),
    (1, "一、货物A", "goods", "20.00"),
    (2, "办公设备购置费", None, "12.00"),
    (4, "计算机", None, "9.00"),
    (4, "打印机", None, "3.00"),
    (3, "专用设备购置", None, "8.00"),
    (4, "其他专用设备", None, "8.00"),
    (1, "三、服务C", "services", "60.00"),
    (2, "物业管理费", None, "60.00"),
    (4, "物业管理服务", None, "40.00"),
    (4, "保洁服务", None, "20.00"),
)


def outcomes(rows: tuple[tuple[int | None, str, str | None, str], ...], check: str = "rows") -> list[str]:
    writer = Writer(kind="budget").form(
        "budget.procurement", *((name, None, key, {"total": value}) for _, name, key, value in rows)
    )
    levels = [level for level, *_ in rows]
    made = tuple(
        msgspec.structs.replace(row, level=level) for row, level in zip(writer.statements[0].rows, levels, strict=True)
    )
    writer.statements[0] = msgspec.structs.replace(writer.statements[0], rows=made)
    return writer.outcomes(f"budget.procurement.{check}")


def changed(name: str, **fields: object) -> tuple[tuple[int | None, str, str | None, str], ...]:
    return tuple(
        (fields.get("level", level), label, key, fields.get("value", value))  # type: ignore[misc]
        if label == name
        else (level, label, key, value)
        for level, label, key, value in ROWS
    )


def test_every_step_adds_up() -> None:
    assert outcomes(ROWS) == ["pass"]
    assert outcomes(ROWS, "total") == ["pass"]


def test_an_item_that_is_wrong() -> None:
    assert sorted(outcomes(changed("打印机", value="5.00"))) == ["fail", "pass"]


def test_a_class_that_is_wrong() -> None:
    assert "fail" in outcomes(changed("三、服务C", value="66.00"), "total")


def test_a_row_cut_by_the_page_is_no_project() -> None:
    assert outcomes(changed("打印机", level=2)) == ["pass"]


def test_another_layout_is_left_alone() -> None:
    assert outcomes(changed("打印机", level=None)) == []
    mixed = tuple((2 if level == 4 else level, name, key, value) for level, name, key, value in ROWS)
    assert "fail" not in outcomes(mixed)


def test_one_step_is_a_load_error() -> None:
    known = load_checks()
    outline = msgspec.structs.replace(known.outlines[0], forms={"budget.procurement": ((1,),)})
    with pytest.raises(KnowledgeError, match="two steps"):
        validated(msgspec.structs.replace(known, outlines=(outline,)))
