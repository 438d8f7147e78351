"""What stands out in a comparison, put as questions: never an error, never a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from extractor.compare.records import Change, Figure, Question
from extractor.dataset.amounts import LEAST_PEERS, far_out, told

# A change by so much, up or down, is worth a look at its reason; a factor near 10,000 is 元 taken for 万元.
LARGE_CHANGE = Decimal(100)  # percent
LARGE_FALL = 5
UNIT_SLIP = (5_000, 20_000)
# Values of one figure within one publication that differ by less are one value, printed more or less exactly.
SAME_VALUE = Decimal("0.005")
SHOWN = 200


def questions(figures: Sequence[Figure], changes: Sequence[Change], *, unit: str) -> tuple[Question, ...]:
    """Questions about conflicts within a publication, outliers among peers, and jumps. What must agree are checks (crosschecks)."""
    found = [
        *_conflicts(figures, unit),
        *_outliers(figures, unit),
        *_jumps(changes, unit),
    ]
    return tuple(found[:SHOWN])


def _conflicts(figures: Iterable[Figure], unit: str) -> Iterator[Question]:
    for figure in figures:
        low, high = figure.lowest, figure.highest
        if low is None or high is None or high - low <= SAME_VALUE * max(abs(high), abs(low)):
            continue
        yield _question(
            figure, f"同一公开文件里有不同的数（最小 {told(low, unit)}，最大 {told(high, unit)}），哪一个是全口径？"
        )


def _outliers(figures: Iterable[Figure], unit: str) -> Iterator[Question]:
    peers: dict[tuple[Any, ...], list[Figure]] = {}
    for figure in figures:
        if figure.amount is not None and figure.amount > 0:
            peers.setdefault((figure.kind, figure.year, figure.level), []).append(figure)
    for group in peers.values():
        if len(group) < LEAST_PEERS:
            continue
        usual, far = far_out([figure.amount or Decimal() for figure in group])
        for index in far:
            amount = group[index].amount
            assert amount is not None
            times, word = (amount / usual, "倍") if amount > usual else (usual / amount, "分之一")
            yield _question(
                group[index],
                f"{told(amount, unit)}，是同年同级 {len(group)} 家中位数（{told(usual, unit)}）的约 {times:.1f} {word}；"
                "是规模或口径不同（如含下属单位），还是单位有误？",
            )


def _jumps(changes: Iterable[Change], unit: str) -> Iterator[Question]:
    for change in changes:
        high, low = max(change.amount, change.previous), min(change.amount, change.previous)
        ratio = high / low if low > 0 else None
        if (change.rate is None or abs(change.rate) < LARGE_CHANGE) and (ratio is None or ratio < LARGE_FALL):
            continue
        slip = ratio is not None and UNIT_SLIP[0] < ratio < UNIT_SLIP[1]
        why = "相差约一万倍，是否把“元”与“万元”混了？" if slip else "变化的原因是什么，两年口径是否一致？"
        yield Question(
            change.body,
            change.name,
            change.year,
            f"由 {told(change.previous, unit)} 变为 {told(change.amount, unit)}；{why}",
        )


def _question(figure: Figure, text: str) -> Question:
    return Question(figure.body, figure.name, figure.year, text, figure.document, figure.page)
