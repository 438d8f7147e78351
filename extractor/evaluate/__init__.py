"""Gold against output, per task and end to end: precision, recall, F1, with what was missed and what was invented.

Two kinds of gold are read. A gold file (``annotations/gold``, see ``annotations/GUIDE.md``) has ``document`` (``name``, ``sha256``,
``publisher``) and any of the contract's fields ``profile``, ``sections``, ``facts``, ``statements``, ``indicator_tables``, ``glossary``,
``projects``, each with the keys that gold states, ``cells`` (numbers of whole form pages) and ``entities``. The truth of a generated document (``NAME.truth.json`` beside ``NAME``) has the same
fields and the ``variant`` it was made with. Items are compared as multisets of what identifies them; what gold does not state is not scored.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from extractor.evaluate.items import (
    Item,
    Record,
    based_fact_item,
    cell_items,
    count_items,
    definition_item,
    digest,
    entity_item,
    fact_item,
    form_items,
    indicator_cell_items,
    indicator_items,
    plain,
    plain_number,
    printed_cell_items,
    printed_cells,
    project_item,
    project_name,
    section_items,
    squeezed,
    stated_cell_items,
    sum_items,
    whole_fact_item,
)
from extractor.layout import Layout
from extractor.pipeline import read_closely

TRUTH = ".truth.json"


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
            [(key, plain(value)) for key, value in stated.items()],
            [(key, plain(found["profile"].get(key))) for key in stated],
        )
    if "sections" in gold:
        scores["sections"] = _score(section_items(gold["sections"]), section_items(found["sections"]))
        if "variant" in gold:  # a reader may find more sections than generated truth lists
            scores["sections"] = scores["sections"]._replace(invented=())
    if "facts" in gold:
        prose = [fact for fact in found["facts"] if fact.get("origin", "prose") == "prose"]
        stated = [fact for fact in gold["facts"] if fact.get("origin", "prose") == "prose"]
        scores["facts"] = _score(map(fact_item, stated), map(fact_item, prose))
        scores["facts with year and dims"] = _score(map(whole_fact_item, stated), map(whole_fact_item, prose))
        if "variant" not in gold:  # a basis that is null in generated truth is an unknown
            scores["facts with basis"] = _score(map(based_fact_item, stated), map(based_fact_item, prose))
        if "entities" in found:
            scores["numbers of facts"] = _numbers_found(stated, found["entities"])
    if "entities" in gold:
        stated, read = (list(map(entity_item, record["entities"])) for record in (gold, found))
        scores["entities"] = _score(stated, read)
        for label in dict.fromkeys(item[0] for item in stated):
            scores[f"entities {label}"] = _score(
                *([item for item in part if item[0] == label] for part in (stated, read))
            )
    if "statements" in gold:
        scores["forms"] = _score(form_items(gold["statements"]), form_items(found["statements"]))
        if any("sums" in statement for statement in gold["statements"]):
            scores["cell sums"] = _score(sum_items(gold["statements"]), sum_items(found["statements"]))
        elif gold["statements"]:
            scores["cells"] = _score(cell_items(gold["statements"]), cell_items(found["statements"]))
    if "cells" in gold:
        pages = {form["page"] for form in gold["cells"]}
        scores["cells"] = _score(stated_cell_items(gold["cells"]), printed_cell_items(found["statements"], pages))
    if "indicator_tables" in gold:
        scores |= _indicator_scores(gold["indicator_tables"], found["indicator_tables"])
    if "glossary" in gold:
        scores["glossary terms"] = _score(
            [(squeezed(entry["term"]),) for entry in gold["glossary"]],
            [(squeezed(entry["term"]),) for entry in found["glossary"]],
        )
        if all("definition" in entry or "digest" in entry for entry in gold["glossary"]):
            scores["glossary"] = _score(map(definition_item, gold["glossary"]), map(definition_item, found["glossary"]))
    if "projects" in gold:
        scores["projects"] = _score(map(project_item, gold["projects"]), map(project_item, found["projects"]))
    return scores


def add(scores: Sequence[Score]) -> Score:
    """Several documents' scores of one task as one."""
    return Score(
        sum(score.hit for score in scores),
        tuple(item for score in scores for item in score.missed),
        tuple(item for score in scores for item in score.invented),
    )


class Case(NamedTuple):
    """One mistake: what gold has and the output lacks (``missed``), or the other way round (``invented``)."""

    document: str
    task: str
    kind: str
    item: Item
    page: int | None
    box: tuple[float, float, float, float] | None = None  # points from the page's top left


class DocumentScores(NamedTuple):
    name: str
    scores: dict[str, Score]
    cases: tuple[Case, ...] = ()
    families: tuple[str, ...] = ()  # publisher of a real document; format, kind and habits of a generated one


class Evaluation(NamedTuple):
    """All documents of a gold folder; ``absent`` are those whose file is not at hand or is another file of that name."""

    documents: tuple[DocumentScores, ...]
    absent: tuple[str, ...] = ()

    def totals(self) -> dict[str, Score]:
        """Each task over all documents."""
        return _totals(self.documents)

    def families(self) -> dict[str, dict[str, Score]]:
        """Each task over the documents of each family, families with the worst facts first; none that holds every document."""
        members: dict[str, list[DocumentScores]] = defaultdict(list)
        for document in self.documents:
            for family in document.families:
                members[family].append(document)
        totals = {
            family: _totals(documents) for family, documents in members.items() if documents != list(self.documents)
        }
        return dict(sorted(totals.items(), key=lambda entry: (_weight(entry[1]), entry[0])))


def evaluate(gold_dir: Path, documents: Path | None = None) -> Evaluation:
    """Read and score every document that ``gold_dir`` has gold for; files are looked for in ``documents``, else beside their gold.

    Raises ``JuesuanError`` where a document can't be read at all.
    """
    results: list[DocumentScores] = []
    absent: list[str] = []
    for path in sorted(gold_dir.glob("**/*.json")):
        gold = json.loads(path.read_text("utf-8"))
        name = path.name.removesuffix(TRUTH) if path.name.endswith(TRUTH) else gold.get("document", {}).get("name")
        if not name:
            continue
        file = file_of(name, gold.get("document", {}).get("sha256"), (documents, path.parent))
        if file is None:
            absent.append(name)
            continue
        reading = read_closely(file.read_bytes(), name=name)
        results.append(score_named(name, gold, reading.disclosure.to_dict(), layout=reading.layout))
    return Evaluation(tuple(results), tuple(absent))


def score_named(name: str, gold: Record, found: Record, *, layout: Layout | None = None) -> DocumentScores:
    """One document's scores with its families, and its mistakes with their pages; with ``layout`` the boxes of missed numbers too."""
    scores = score_document(gold, found)
    places = {"missed": _places(gold, layout), "invented": _places(found, None)}
    cases = tuple(
        Case(name, task, kind, item, *places[kind].get((task, item), (None, None)))
        for task, score in scores.items()
        for kind, items in (("missed", score.missed), ("invented", score.invented))
        for item in items
    )
    return DocumentScores(name, scores, cases, _families(gold))


def as_record(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as plain values: totals, families, documents with every case; what ``compared`` takes as the old run."""
    return {
        "schema": "juesuan/evaluation",
        "version": "1",
        "absent": list(evaluation.absent),
        "total": _figures(evaluation.totals()),
        "families": {family: _figures(scores) for family, scores in evaluation.families().items()},
        "documents": {
            document.name: {
                "scores": _figures(document.scores),
                "cases": [
                    {
                        "task": case.task,
                        "kind": case.kind,
                        "page": case.page,
                        "box": list(case.box) if case.box else None,
                        "item": _said(case.item),
                    }
                    for case in document.cases
                ],
            }
            for document in evaluation.documents
        },
    }


class Change(NamedTuple):
    """One task of one document (or of ``total``) whose F1 differs between two runs."""

    where: str
    task: str
    before: float
    after: float


def compared(old: Record, new: Record) -> list[Change]:
    """What changed from one run's record to another's, drops first. Documents and tasks that only one of them has are left out."""
    pairs = [("total", old["total"], new["total"])] + [
        (name, old["documents"][name]["scores"], scores["scores"])
        for name, scores in new["documents"].items()
        if name in old["documents"]
    ]
    changes = [
        Change(where, task, before[task]["f1"], after[task]["f1"])
        for where, before, after in pairs
        for task in after
        if task in before and before[task]["f1"] != after[task]["f1"]
    ]
    return sorted(changes, key=lambda change: change.after - change.before)


def place(layout: Layout, printed: str, page: int | None, nth: int) -> int | None:
    """The offset of the ``nth`` (from 1) standing of ``printed`` on a page of the document text, null where there is none.

    Gold keeps a number's page, print and rank on the page and no offset: offsets move with every mended line before them,
    these three only when the page itself is read otherwise. A number that is part of a longer number does not count; between a
    number and its unit blanks and a line's end may stand.
    """
    pattern = r"\s{0,2}".join(map(re.escape, re.findall(r"[0-9０-９.,，．]+|[^0-9０-９.,，．\s]", printed)))
    if printed[:1].isdigit():
        pattern = rf"(?<![0-9.,]){pattern}(?![0-9]|[.,][0-9])"
    rank = 0
    for match in re.finditer(pattern, layout.text):
        if page is None or layout.anchor(match.start(), match.end()).page == page:
            rank += 1
            if rank == nth:
                return match.start()
    return None


def misplaced(gold: Record, layout: Layout) -> list[str]:
    """The facts and entities of a gold file whose number is not where gold says it is, each in words."""
    return [
        f"{entry.get('metric') or entry.get('label')} {entry.get('measure', '')}: "
        f"{entry['printed']!r} number {entry['nth']} on page {entry['page']}"
        for entry in (*gold.get("facts", ()), *gold.get("entities", ()))
        if place(layout, entry["printed"], entry["page"], entry["nth"]) is None
    ]


# --- helpers ----------------------------------------------------------------------------------------------------------


def file_of(name: str, sha256: str | None, folders: Iterable[Path | None]) -> Path | None:
    """The first file of that name, and with that digest where one is given, in or below ``folders``."""
    for folder in folders:
        for file in sorted(folder.rglob(name)) if folder is not None else ():
            if sha256 is None or hashlib.sha256(file.read_bytes()).hexdigest() == sha256:
                return file
    return None


def _families(gold: Record) -> tuple[str, ...]:
    if "variant" in gold:
        habits = {"format": gold["format"], "kind": gold["kind"], **gold["variant"]}
        return tuple(f"{key}={value}" for key, value in habits.items() if key not in ("font", "body_size"))
    publisher = gold.get("document", {}).get("publisher")
    return (publisher,) if publisher else ()


def _totals(documents: Sequence[DocumentScores]) -> dict[str, Score]:
    tasks = dict.fromkeys(task for document in documents for task in document.scores)
    return {task: add([document.scores[task] for document in documents if task in document.scores]) for task in tasks}


def _weight(scores: Mapping[str, Score]) -> float:
    key = "facts with year and dims"
    return scores[key].f1 if key in scores else min((score.f1 for score in scores.values()), default=1.0)


def _figures(scores: Mapping[str, Score]) -> dict[str, dict[str, float]]:
    return {
        task: {
            "hit": score.hit,
            "missed": len(score.missed),
            "invented": len(score.invented),
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
        }
        for task, score in scores.items()
    }


def _said(item: Item) -> list[Any]:
    return [
        list(map(list, part)) if isinstance(part, tuple) and part and isinstance(part[0], tuple) else part
        for part in item
    ]


_Box = tuple[float, float, float, float]
_Place = tuple[int | None, _Box | None]


def _places(record: Record, layout: Layout | None) -> dict[tuple[str, Item], _Place]:
    """Page and box of every section, fact, form and term by task and item; the first where an item stands more than once."""
    places: dict[tuple[str, Item], _Place] = {}

    def keep(entry: Record, *items: tuple[str, Item]) -> None:
        if all(item in places for item in items):
            return
        place = _place_of(entry, layout)
        for item in items:
            places.setdefault(item, place)

    for section in record.get("sections", ()):
        keep(section, *(("sections", item) for item in section_items([section])))
    for fact in record.get("facts", ()):
        if fact.get("origin", "prose") == "prose":
            number = (plain_number(abs(Decimal(fact["value"]))), fact["unit"])
            items = (fact_item(fact), whole_fact_item(fact), based_fact_item(fact), number)
            keep(
                fact,
                *zip(("facts", "facts with year and dims", "facts with basis", "numbers of facts"), items, strict=True),
            )
    for entity in record.get("entities", ()):
        item = entity_item(entity)
        keep(entity, ("entities", item), (f"entities {item[0]}", item))
    for form in record.get("cells", ()):
        for item in stated_cell_items([form]):
            places.setdefault(("cells", item), (form["page"], None))
    for statement in record.get("statements", ()):
        for item, anchor in printed_cells([statement]) if "sums" not in statement else ():
            places.setdefault(("cells", item), (anchor.get("page"), _box(anchor.get("box"))))
    for entry in record.get("glossary", ()):
        keep(entry, ("glossary terms", (squeezed(entry["term"]),)))
    for statement in record.get("statements", ()):
        page = (statement.get("pages") or [None])[0]
        anchor = statement.get("anchor") or {}
        box = anchor.get("box") if anchor.get("page") == page else None
        for task, listed in (("forms", form_items([statement])), ("cell sums", sum_items([statement]))):
            for item in listed:
                places.setdefault((task, item), (page, _box(box)))
    return places


def _place_of(entry: Record, layout: Layout | None) -> _Place:
    """Where an entry of gold or of the output stands; gold's box is looked up by the number's print and rank on its page."""
    anchor = entry.get("anchor") or {}
    if "page" not in entry:
        return anchor.get("page"), _box(anchor.get("box"))
    if layout is None or "nth" not in entry:
        return entry["page"], None
    start = place(layout, entry["printed"], entry["page"], entry["nth"])
    box = layout.anchor(start, start + len(entry["printed"])).box if start is not None else None
    return entry["page"], _box(box)


def _box(edges: Sequence[float] | None) -> _Box | None:
    return (edges[0], edges[1], edges[2], edges[3]) if edges else None


def _score(gold: Iterable[Item], found: Iterable[Item]) -> Score:
    wanted, given = Counter(gold), Counter(found)
    shared = wanted & given
    return Score(shared.total(), tuple((wanted - shared).elements()), tuple((given - shared).elements()))


def _indicator_scores(stated: Sequence[Record], found: Sequence[Record]) -> dict[str, Score]:
    """By what gold says of its tables: their number of rows, digests of whole rows, or every cell; rows where it has no counts."""
    if not any("count" in table for table in stated):
        return {"indicators": _score(indicator_items(stated), indicator_items(found))}
    scores = {"indicator counts": _score(count_items(stated), count_items(found))}
    texted = [table for table in stated if "digests" in table]
    if texted:
        scores["indicators"] = _score(
            [(project_name(table["project"]), row) for table in texted for row in table["digests"]],
            [(item[0], digest(item[1:])) for item in indicator_items(_same_projects(texted, found))],
        )
    whole = [table for table in stated if "indicators" in table]
    if whole:
        scores["indicator cells"] = _score(
            indicator_cell_items(whole), indicator_cell_items(_same_projects(whole, found))
        )
    return scores


def _same_projects(stated: Sequence[Record], found: Sequence[Record]) -> list[Record]:
    names = {project_name(table["project"]) for table in stated}
    return [table for table in found if project_name(table["project"]) in names]


def _numbers_found(facts: Sequence[Record], entities: Iterable[Record]) -> Score:
    """How many of the numbers that facts state are entities with that value and unit; an entity that no fact needs is no mistake.

    Two facts about one number (its place in gold, its offset in generated truth) need one entity.
    """
    places = [
        (plain_number(abs(Decimal(fact["value"]))), fact["unit"], *(fact.get(key) for key in ("page", "nth", "start")))
        for fact in facts
        if any(char.isdigit() for char in str(fact.get("printed") or fact.get("quote") or ""))
    ]
    placed = any(place[3] is not None or place[4] is not None for place in places)
    needed = Counter(place[:2] for place in (dict.fromkeys(places) if placed else places))
    given = Counter(
        (plain_number(abs(Decimal(entity["value"]))), entity["unit"])
        for entity in entities
        if entity["value"] is not None
    )
    if not placed:  # two facts of one number can't be told apart: once is enough
        needed = Counter(dict.fromkeys(needed, 1))
    return Score((needed & given).total(), tuple((needed - given).elements()), ())
