"""Gold against output, per task and end to end: precision, recall, F1, with what was missed and what was invented.

A gold file is a JSON object with ``document`` (``name``, ``sha256``) and any of the contract's fields ``profile``, ``sections``, ``facts``,
``statements``, ``indicator_tables``, ``glossary``, ``projects``, each with the keys that gold states. Items are compared as multisets of
what identifies them; a field that gold does not state is not scored.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

Item = tuple[Any, ...]
Record = Mapping[str, Any]


class Score(NamedTuple):
    """Counts of one task: what gold and output share, what only gold has, what only the output has."""

    hit: int
    missed: tuple[Item, ...]
    invented: tuple[Item, ...]

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + len(self.invented)) if self.hit + len(self.invented) else 1.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + len(self.missed)) if self.hit + len(self.missed) else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score_document(gold: Record, found: Record) -> dict[str, Score]:
    """The score of each task that ``gold`` states; ``found`` is a disclosure as plain values (``Disclosure.to_dict()``)."""
    scores: dict[str, Score] = {}
    if "profile" in gold:
        stated = gold["profile"]
        scores["profile"] = _score(
            [(key, _plain(value)) for key, value in stated.items()],
            [(key, _plain(found["profile"].get(key))) for key in stated],
        )
    if "sections" in gold:
        scores["sections"] = _score(_sections(gold["sections"]), _sections(found["sections"]))
    if "facts" in gold:
        prose = [fact for fact in found["facts"] if fact.get("origin", "prose") == "prose"]
        stated = [fact for fact in gold["facts"] if fact.get("origin", "prose") == "prose"]
        scores["facts"] = _score(map(_fact, stated), map(_fact, prose))
        scores["facts with year and dims"] = _score(map(_whole_fact, stated), map(_whole_fact, prose))
    if "statements" in gold:
        scores["forms"] = _score(_forms(gold["statements"]), _forms(found["statements"]))
        scores["cells"] = _score(_cells(gold["statements"]), _cells(found["statements"]))
    if "indicator_tables" in gold:
        scores["indicators"] = _score(_indicators(gold["indicator_tables"]), _indicators(found["indicator_tables"]))
    if "glossary" in gold:
        scores["glossary"] = _score(
            [(_squeezed(entry["term"]),) for entry in gold["glossary"]],
            [(_squeezed(entry["term"]),) for entry in found["glossary"]],
        )
    if "projects" in gold:
        scores["projects"] = _score(map(_project, gold["projects"]), map(_project, found["projects"]))
    return scores


def add(scores: Sequence[Score]) -> Score:
    """Several documents' scores of one task as one."""
    return Score(
        sum(score.hit for score in scores),
        tuple(item for score in scores for item in score.missed),
        tuple(item for score in scores for item in score.invented),
    )


class DocumentScores(NamedTuple):
    name: str
    scores: dict[str, Score]


def evaluate(gold_dir: Path, read: Callable[[Record], Record | None]) -> list[DocumentScores]:
    """Score every gold file of a folder; ``read`` gives the output for a gold file's ``document``, null where it is not at hand."""
    results = []
    for path in sorted(gold_dir.glob("**/*.json")):
        gold = json.loads(path.read_text("utf-8"))
        if "document" not in gold:
            continue
        found = read(gold["document"])
        if found is not None:
            results.append(DocumentScores(path.stem, score_document(gold, found)))
    return results


def _score(gold: Iterable[Item], found: Iterable[Item]) -> Score:
    wanted, given = Counter(gold), Counter(found)
    shared = wanted & given
    return Score(shared.total(), tuple((wanted - shared).elements()), tuple((given - shared).elements()))


def _plain(value: Any) -> Any:
    return tuple(_plain(part) for part in value) if isinstance(value, list | tuple) else value


def _squeezed(text: str | None) -> str:
    """Without spaces, quotation marks and end punctuation; half-width brackets."""
    text = re.sub(r"[\s“”\"'‘’]", "", text or "")
    return text.replace("（", "(").replace("）", ")").rstrip("。：:；;，,")


def _name(text: str | None) -> str:
    """A project is the same with and without the word 项目 after its name."""
    return _squeezed(text).removesuffix("项目")


def _number(value: Any) -> str | None:
    """A number so that 5, "5.0" and "5.00" are the same."""
    if value is None or value == "":
        return None
    try:
        return format(Decimal(str(value)).normalize(), "f")
    except InvalidOperation:
        return str(value)


def _sections(sections: Iterable[Record]) -> list[Item]:
    """Titles with topics; the cover and the table of contents are places and no sections of the report."""
    return [
        (_squeezed(section["title"]), section["topic"])
        for section in sections
        if section["topic"] not in ("cover", "contents")
    ]


def _fact(fact: Record) -> Item:
    return (fact["metric"], fact["measure"], _number(fact["value"]), fact.get("unit"))


def _whole_fact(fact: Record) -> Item:
    dims = {
        key: value for key, value in (fact.get("dims") or {}).items() if key != "function_name" and value is not None
    }
    return (
        *_fact(fact),
        fact.get("year"),
        fact.get("base_year"),
        tuple(sorted((key, _name(str(value))) for key, value in dims.items())),
    )


def _forms(statements: Iterable[Record]) -> list[Item]:
    return [(statement["form"], bool(statement.get("empty"))) for statement in statements]


def _cells(statements: Iterable[Record]) -> list[Item]:
    return [
        (statement["form"], row.get("code") or _squeezed(row["label"]), column, _number(cell["value"]))
        for statement in statements
        for row in statement["rows"]
        for column, cell in row["cells"].items()
        if cell.get("value") is not None
    ]


def _indicators(tables: Iterable[Record]) -> list[Item]:
    return [
        (
            _name(table["project"]),
            *(_squeezed(indicator.get(key)) for key in ("level1", "level2", "level3", "target", "actual")),
        )
        for table in tables
        for indicator in table["indicators"]
    ]


def _project(project: Record) -> Item:
    return (_name(project["name"]), *(_number(project.get(key)) for key in ("budget", "executed", "completion")))
