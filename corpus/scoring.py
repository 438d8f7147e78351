"""How much of the generated documents the project's reader gets right: made, read and compared in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.generator import Format, Kind, make_document, render, truth_of
from corpus.generator.comparing import Part, compare
from corpus.generator.damage import damaged


class Score(NamedTuple):
    """One part over all documents; ``missed`` and ``extra`` name their document first."""

    right: int
    missed: tuple[str, ...]
    extra: tuple[str, ...]


def score(
    kind: Kind,
    seeds: Iterable[int],
    formats: Sequence[Format],
    *,
    style: str = "usual",
    producer: str = "reportlab",
    damage: bool = False,
) -> dict[tuple[Format, str], Score]:
    """The scores by format and part. Raises what the reader raises: a generated document can always be read."""
    from extractor.pipeline import read_closely

    sums: dict[tuple[Format, str], Score] = {}
    for seed in seeds:
        document = make_document(seed, kind=kind, style=style)
        for format in formats:
            made = damaged(document, format) if damage else document
            name = f"{kind}-{seed}.{format}"
            disclosure = read_closely(
                render(made, format, producer=producer if format == "pdf" else "reportlab"), name=name
            ).disclosure.to_dict()
            for part, found in compare(truth_of(made, format), disclosure).items():
                held = sums.get((format, part), Score(0, (), ()))
                sums[format, part] = _added(held, found, name)
    return sums


def report(sums: dict[tuple[Format, str], Score], *, show: Sequence[str] = (), limit: int = 20) -> str:
    """A line a format and part; of the parts in ``show`` also what was missed and what was said too much."""
    lines = []
    for (format, part), each in sorted(sums.items()):
        found = each.right / ((each.right + len(each.missed)) or 1)
        true = each.right / ((each.right + len(each.extra)) or 1)
        f1 = 2 * found * true / ((found + true) or 1)
        lines.append(
            f"{format:<5}{part:<11}{each.right:>6} right {len(each.missed):>5} missed {len(each.extra):>5} extra  F1 {f1:.4f}"
        )
        if part in show:
            lines += [f"      - {one}" for one in each.missed[:limit]] + [
                f"      + {one}" for one in each.extra[:limit]
            ]
    return "\n".join(lines)


def _added(held: Score, found: Part, name: str) -> Score:
    return Score(
        held.right + found.right,
        held.missed + tuple(f"{name} {one}" for one in found.missed),
        held.extra + tuple(f"{name} {one}" for one in found.extra),
    )
