"""Rows of readings on their way into a part: one file of JSON lines for each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from extractor import __version__
from extractor.dataset.rows import Row, document_id, encode_rows, problem_rows, rows_bytes, split_rows
from extractor.dataset.tables import DERIVED, READING_TABLES, TABLES
from extractor.knowledge.regions import find_region
from extractor.ledger import FileEntry, ReadingEntry
from extractor.organisations import organisation_of
from extractor.output import write_whole
from extractor.records import Disclosure, Problem


def stage(
    dataset: Path, readings: Mapping[str, tuple[ReadingEntry, Sequence[FileEntry]]], fresh: Set[str], folder: Path
) -> None:
    """The rows of the ``fresh`` ones among ``readings`` (by document), into ``folder``."""
    with _Blocks(folder) as blocks:
        for document in sorted(fresh):
            entry, files = readings[document]
            head: Row = {}
            if entry.status != "failed":
                found = _rows(dataset, entry.sha256)
                head = msgspec.json.decode(found["documents"])
                for name in READING_TABLES[1:]:
                    blocks.add(name, found[name])
            else:
                blocks.add("problems", encode_rows(_failure(entry)))
            blocks.add("documents", encode_rows([_document(head, entry, files)]))
            blocks.add("files", encode_rows(_files(files)))


def _rows(dataset: Path, sha256: str) -> dict[str, bytes]:
    """The rows of a reading; made again from the document where they are of an older schema."""
    path = dataset / "rows" / sha256[:2] / f"{sha256}.jsonl"
    blocks = split_rows(path.read_bytes()) if path.is_file() else None
    if blocks is None:
        document = Disclosure.from_json((dataset / "documents" / sha256[:2] / f"{sha256}.json").read_bytes())
        made = rows_bytes(document)
        write_whole(path, made)
        blocks = split_rows(made)
        assert blocks is not None
    return blocks


def _document(head: Row, entry: ReadingEntry, files: Sequence[FileEntry]) -> Row:
    """A row of ``documents``: what was read, where it is silent what the manifest says, and whose it is."""
    first = files[0]
    row = {
        **head,
        "document": document_id(entry.sha256),
        "sha256": entry.sha256 if first.bytes else None,
        "path": first.path,
        "name": head.get("name") or Path(first.location).name,
        "url": _declared(files, "url"),
        "bytes": first.bytes,
        "status": entry.status,
        "code": entry.code,
        "message": entry.message,
        "copies": len(files),
        "juesuan": __version__,
    }
    row["publisher"] = row.get("publisher") or _declared(files, "publisher")
    row["fiscal_year"] = row.get("fiscal_year") or _declared(files, "year")
    region = _declared(files, "region")
    if (
        row.get("region_code") is None
        and region
        and (place := find_region(region, year=row["fiscal_year"])) is not None
    ):
        row["province"], row["city"], row["county"] = place.path
        row["region_code"], row["level"] = place.code, row.get("level") or place.level
    body = organisation_of(row["publisher"], region_code=row.get("region_code"), year=row["fiscal_year"])
    if body is not None:
        row["organisation"], row["organisation_name"] = body
    return row


def _declared(files: Sequence[FileEntry], field: str) -> Any:
    return next((value for file in files if (value := getattr(file, field))), None)


def _files(files: Sequence[FileEntry]) -> list[Row]:
    """A row a path; files of the same path and content below two input folders are one."""
    return [
        {
            "path": file.path,
            "document": document_id(file.sha256),
            "bytes": file.bytes,
            "url": file.url,
            "declared_publisher": file.publisher,
            "declared_region": file.region,
            "declared_year": file.year,
        }
        for file in {file.path: file for file in files}.values()
    ]


def _failure(entry: ReadingEntry) -> list[Row]:
    stage = "ingest" if (entry.code or "").startswith("I") else "batch"
    found = Problem(code=entry.code or "?", severity="error", stage=stage, message=entry.message or "")
    return problem_rows(document_id(entry.sha256), [found])


class _Blocks:
    """One file of JSON lines for each table."""

    def __init__(self, stage: Path) -> None:
        self._files: dict[str, BinaryIO] = {
            name: (stage / f"{name}.jsonl").open("wb") for name in TABLES if name not in DERIVED
        }

    def add(self, table: str, block: bytes) -> None:
        self._files[table].write(block)

    def __enter__(self) -> _Blocks:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()
