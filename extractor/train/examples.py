"""Where examples come from: documents that the generator makes, and annotated ones with their text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from extractor.pipeline import Reading, read_closely
from extractor.problems import JuesuanError

FIRST_SEED = 1000  # documents of the tests and of the evaluation have smaller ones


class Annotated(NamedTuple):
    """An annotated document that is at hand: its gold and what our reader makes of it."""

    name: str
    gold: dict[str, Any]
    reading: Reading

    @property
    def publisher(self) -> str:
        return str(self.gold["document"]["publisher"])


@dataclass(frozen=True)
class Sources:
    """``annotations``: the folder with ``dev``, ``gold``, ``heldout``. ``documents``: the real files. ``count``: generated documents of a kind."""

    annotations: Path
    documents: Path | None = None
    count: int = 60

    @cached_property
    def learned(self) -> list[Annotated]:
        """The made-up documents that models learn from."""
        return list(self._annotated("dev"))

    @cached_property
    def real(self) -> list[Annotated]:
        """Real documents, for measuring alone."""
        return list(self._annotated("gold")) if self.documents is not None else []

    @cached_property
    def heldout(self) -> list[Annotated]:
        """Made-up documents that nothing was made from, for measuring alone."""
        return list(self._annotated("heldout"))

    def generated(self, count: int | None = None, *, style: str = "usual") -> Iterator[Any]:
        """Generated documents, of both kinds in turn. ``style`` "heldout" has phrases of families that are never learned from."""
        made = generator()
        for seed in range(FIRST_SEED, FIRST_SEED + (self.count if count is None else count)):
            for kind in ("final_account", "budget"):
                yield made.make_document(seed, kind=kind, style=style)

    def _annotated(self, part: str) -> Iterator[Annotated]:
        folder = self.annotations / part
        for path in sorted(folder.glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            file = self._file(gold, folder) if "facts" in gold else None
            if file is not None:
                yield Annotated(file.name, gold, read_closely(file.read_bytes(), name=file.name))

    def _file(self, gold: dict[str, Any], folder: Path) -> Path | None:
        document = gold.get("document", {})
        for place in (folder, self.documents):
            for file in sorted(place.rglob(document.get("name", ""))) if place is not None and document else ():
                if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == document["sha256"]:
                    return file
        return None


def generator() -> Any:
    """The generator's package. Raises ``JuesuanError`` M101 where it is not at hand: it is in the checkout and not in the wheel."""
    try:
        import corpus.generator
    except ImportError as error:
        raise JuesuanError("M101") from error
    return corpus.generator


def phrases_file() -> Path:
    """Phrases by topic, of our own wording."""
    return Path(generator().__file__).resolve().parent.parent / "topics" / "phrases.yaml"
