"""A dataset's tables in parts, so that new documents cost what they are and not what is there already.

A part holds the rows of so many documents. New documents make a new part; it takes in those that are not much larger than itself,
so that there are few of them and each row is copied a few times over the life of a dataset. A part whose documents are still what
they were goes into the next version as it is (a hard link).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from extractor import __version__
from extractor.dataset.tables import DATASET_VERSION, DERIVED, TABLES
from extractor.ledger import FileEntry, ReadingEntry

MANIFEST = "parts.json"
# A part of at most so many times the new documents is put together with them.
TAKEN_IN = 3
# Rows of ``documents`` before doubles are marked and names agreed on.
BASE = "base"
PART_TABLES = tuple(name for name in TABLES if name not in DERIVED and name != "documents")


class Part(msgspec.Struct, frozen=True):
    """``documents`` maps each document to a digest of all that its rows depend on."""

    number: int
    documents: dict[str, str]


class Manifest(msgspec.Struct, frozen=True):
    dataset_version: int
    parts: tuple[Part, ...]


class Plan(NamedTuple):
    """What the next version is made of. ``keep`` goes in as it is; of ``taken`` the documents in ``carried`` go into the part
    ``number``, together with the ``fresh`` ones, whose rows are made from their readings. ``number`` is null where nothing is new."""

    keep: tuple[Part, ...]
    taken: tuple[Part, ...]
    carried: frozenset[str]
    fresh: frozenset[str]
    number: int | None

    def manifest(self, wanted: Mapping[str, str]) -> Manifest:
        parts = list(self.keep)
        if self.number is not None:
            parts.append(Part(self.number, {name: wanted[name] for name in sorted(self.carried | self.fresh)}))
        return Manifest(DATASET_VERSION, tuple(sorted(parts, key=lambda part: part.number)))


def digest_of(entry: ReadingEntry, files: Iterable[FileEntry]) -> str:
    """Of all that the rows of one document depend on."""
    told = (DATASET_VERSION, __version__, entry.version, entry.status, entry.code, entry.message, *map(tuple, files))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def read_manifest(folder: Path | None) -> Manifest:
    """The manifest of a version's folder; without parts where there is none, or one of another schema."""
    try:
        manifest = msgspec.json.decode((folder or Path("/dev/null")).joinpath(MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return Manifest(DATASET_VERSION, ())
    return manifest if manifest.dataset_version == DATASET_VERSION else Manifest(DATASET_VERSION, ())


def plan_of(manifest: Manifest, wanted: Mapping[str, str]) -> Plan:
    """The plan for the documents ``wanted`` (document → digest)."""
    held = {name: digest for part in manifest.parts for name, digest in part.documents.items()}
    fresh = {name for name, digest in wanted.items() if held.get(name) != digest}
    whole = [
        part for part in manifest.parts if all(wanted.get(name) == digest for name, digest in part.documents.items())
    ]
    taken = [part for part in manifest.parts if part not in whole]
    carried = {name for part in taken for name, digest in part.documents.items() if wanted.get(name) == digest}
    size = len(fresh) + len(carried)
    whole.sort(key=lambda part: (len(part.documents), part.number))
    while size and whole and len(whole[0].documents) <= TAKEN_IN * size:
        part = whole.pop(0)
        taken.append(part)
        carried |= part.documents.keys()
        size += len(part.documents)
    used = {part.number for part in whole}
    number = next(number for number in range(1, len(used) + 2) if number not in used) if size or not whole else None
    return Plan(tuple(whole), tuple(taken), frozenset(carried), frozenset(fresh), number)


def part_file(folder: Path, table: str, number: int) -> Path:
    """Where the part of a table stands below a version's folder."""
    name = table if number == 1 else f"{table}-{number}"
    return folder / BASE / f"{name}.parquet" if table == "documents" else folder / f"{name}.parquet"


def table_files(folder: Path, table: str, manifest: Manifest) -> tuple[Path, ...]:
    """All files of a table as readers see it."""
    if table in DERIVED or table == "documents":
        return (folder / f"{table}.parquet",)
    return tuple(part_file(folder, table, part.number) for part in manifest.parts)


def carry_over(parts: Iterable[Part], before: Path, after: Path) -> None:
    """The files of parts that did not change, into the folder of the next version."""
    (after / BASE).mkdir(parents=True, exist_ok=True)
    for part in parts:
        for table in ("documents", *PART_TABLES):
            source, target = part_file(before, table, part.number), part_file(after, table, part.number)
            try:
                os.link(source, target)
            except OSError:  # another kind of disk, without links
                shutil.copyfile(source, target)
