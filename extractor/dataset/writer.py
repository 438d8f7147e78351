"""The only writer of datasets: readings and ledger → Parquet tables, swapped in whole.

Tables stand in ``tables/<version>/``; ``datapackage.json`` names the version that is current and is replaced in one step, so
a reader sees the old tables or the new ones. The one before stays, for readers that have it open.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from extractor import __version__
from extractor.dataset import needed
from extractor.dataset.figures import COUNTED, figures_query
from extractor.dataset.package import PACKAGE, current_version, data_dictionary, data_package
from extractor.dataset.rows import Row, document_id, encode_rows, problem_rows, rows_bytes, split_rows
from extractor.dataset.tables import DATASET_VERSION, DERIVED, READING_TABLES, SQL_TYPES, TABLES, TableShape
from extractor.knowledge.loading import stamp
from extractor.knowledge.regions import find_region
from extractor.ledger import FileEntry, Ledger, ReadingEntry
from extractor.organisations import organisation_of
from extractor.output import make_folder, write_whole
from extractor.problems import JuesuanError
from extractor.records import Disclosure, Problem

# Sorting spills to disk beyond this; enough for a hundred million facts, little enough for a small machine.
DUCKDB_MEMORY = "1GB"
KEPT_VERSIONS = 2
# Two documents of one body, year and kind are the same document where nearly all their numbers meet; a 部门 and a 单位
# version of one body share many numbers too, but have another scope. Fewer numbers than this prove nothing.
SAME_NUMBERS = 0.95
LEAST_NUMBERS = 20


def renew_tables(dataset: Path, ledger: Ledger) -> tuple[dict[str, int], int]:
    """``write_tables``, unless the current tables are already made of the very readings and files of the ledger."""
    path = dataset / PACKAGE
    if path.is_file() and current_version(dataset) is not None:
        package = msgspec.json.decode(path.read_bytes())
        whole = all((dataset / resource["path"]).is_file() for resource in package["resources"])
        if whole and package.get("juesuan:made_of") == _made_of(ledger):
            names = {resource["name"].replace("-", "_"): resource["rows"] for resource in package["resources"]}
            return names, package["juesuan:doubles"]
    return write_tables(dataset, ledger)


def write_tables(dataset: Path, ledger: Ledger) -> tuple[dict[str, int], int]:
    """Put the tables together from all current readings. Gives rows by table, and how many documents are doubles.

    Raises ``JuesuanError`` D101 (no DuckDB), O101 or O102.
    """
    duckdb = needed("duckdb", what="数据集的表", package="duckdb", extra="dataset")
    _sweep(dataset)
    made_of = _made_of(ledger)
    version = _next_version(dataset)
    building = dataset / "tables" / f".building-{os.getpid()}"
    make_folder(building / "stage")
    try:
        _stage(dataset, ledger, building / "stage")
        with duckdb.connect() as base:
            base.execute("set enable_progress_bar = false")  # DuckDB prints one of its own for slow queries
            base.execute(f"set memory_limit = '{DUCKDB_MEMORY}'")
            base.execute("set temp_directory = ?", [str(building / "stage")])
            base.execute("set preserve_insertion_order = true")
            counts, doubles = _convert(base, building)
        shutil.rmtree(building / "stage")
        _make_durable(building)
        os.replace(building, dataset / "tables" / version)
    except OSError as error:
        raise JuesuanError("O102", path=dataset, detail=error.strerror or error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    package = data_package(dataset, version, counts) | {"juesuan:made_of": made_of, "juesuan:doubles": doubles}
    write_whole(dataset / "README.md", data_dictionary(counts, dataset))
    write_whole(dataset / PACKAGE, msgspec.json.format(msgspec.json.encode(package), indent=2).decode() + "\n")
    _drop_old(dataset, version)
    return counts, doubles


def _made_of(ledger: Ledger) -> str:
    """A digest of all that the tables depend on."""
    digest = hashlib.sha256(f"{DATASET_VERSION}/{__version__}/{stamp().digest}".encode())
    for reading in ledger.readings():
        digest.update(repr((reading.sha256, reading.version, reading.status, reading.code, reading.message)).encode())
    for file in ledger.files():
        digest.update(repr(file).encode())
    return digest.hexdigest()[:32]


# --- staging: lines of JSON a table -----------------------------------------------------------------------------------


def _stage(dataset: Path, ledger: Ledger, stage: Path) -> None:
    files: dict[str, list[FileEntry]] = {}
    for file in ledger.files():
        files.setdefault(file.sha256, []).append(file)
    with _Blocks(stage) as blocks:
        for entry in ledger.readings():
            held = files[entry.sha256]
            head: Row = {}
            if entry.status != "failed":
                found = _rows(dataset, entry.sha256)
                head = msgspec.json.decode(found["documents"])
                for name in READING_TABLES[1:]:
                    blocks.add(name, found[name])
            else:
                blocks.add("problems", encode_rows(_failure(entry)))
            blocks.add("documents", encode_rows([_document(head, entry, held)]))
            blocks.add("files", encode_rows(_files(held)))


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


def _document(head: Row, entry: ReadingEntry, files: list[FileEntry]) -> Row:
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


def _declared(files: list[FileEntry], field: str) -> Any:
    return next((value for file in files if (value := getattr(file, field))), None)


def _files(files: list[FileEntry]) -> list[Row]:
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


# --- Parquet ----------------------------------------------------------------------------------------------------------


def _convert(base: Any, building: Path) -> tuple[dict[str, int], int]:
    for shape in TABLES.values():
        if shape.name in DERIVED:
            continue
        texts = ", ".join(f"{_quoted(column.name)}: 'VARCHAR'" for column in shape.columns)
        casts = ", ".join(
            f"cast({_quoted(column.name)} as {SQL_TYPES[column.type]}) as {_quoted(column.name)}"
            for column in shape.columns
        )
        source = building / "stage" / f"{shape.name}.jsonl"
        base.execute(
            f"create temp view {shape.name} as select {casts} from read_json({_literal(source)}, "
            f"format = 'newline_delimited', columns = {{{texts}}}, maximum_object_size = 67108864)"
        )
    base.execute(f"create temp table doubles as {_DOUBLES}")
    counts: dict[str, int] = {}
    for shape in TABLES.values():
        target = building / f"{shape.name}.parquet"
        if shape.name in DERIVED:
            _derive(base, building)
        base.execute(
            f"copy ({_select(shape)} order by {', '.join(map(_quoted, shape.key))}) "
            f"to {_literal(target)} (format parquet, compression zstd)"
        )
        counts[shape.name] = base.execute(f"select count(*) from read_parquet({_literal(target)})").fetchone()[0]
    (doubles,) = base.execute("select count(*) from doubles").fetchone()
    return counts, doubles


def _derive(base: Any, building: Path) -> None:
    """``figures`` as a view over the tables already written."""
    for name in ("documents", "facts"):
        base.execute(f"drop view {name}")
        base.execute(f"create temp view {name} as select * from read_parquet({_literal(building / f'{name}.parquet')})")
    base.execute(f"create temp view counted as {COUNTED}")
    base.execute(f"create temp view figures as {figures_query()}")


# The first of two is the one with more facts, then with pages, then by id: it stays, the other points to it.
_DOUBLES = f"""
with ranked as (
    select document, organisation, fiscal_year, kind, scope, text_digest, facts,
           row_number() over (order by facts desc nulls last, pages is null, document) as place
    from documents where status <> 'failed'
),
numbers as (
    select document, list(distinct printed order by printed) as held
    from (select document, printed from facts where contains(printed, '.')
          union all select document, printed from statement_cells where contains(printed, '.'))
    group by document
),
pairs as (
    select later.document as document, earlier.document as duplicate_of, earlier.place as place, 'same_text' as duplicate_by
    from ranked later join ranked earlier
      on later.text_digest = earlier.text_digest and earlier.place < later.place
    union all
    select later.document, earlier.document, earlier.place, 'same_numbers'
    from ranked later
    join ranked earlier
      on later.organisation = earlier.organisation and later.fiscal_year = earlier.fiscal_year
     and later.kind = earlier.kind and later.scope is not distinct from earlier.scope
     and earlier.place < later.place and later.text_digest <> earlier.text_digest
    join numbers a on a.document = later.document
    join numbers b on b.document = earlier.document
    where least(len(a.held), len(b.held)) >= {LEAST_NUMBERS}
      and len(list_intersect(a.held, b.held)) >= {SAME_NUMBERS} * greatest(len(a.held), len(b.held))
)
select document, arg_min(duplicate_of, place) as duplicate_of, arg_min(duplicate_by, place) as duplicate_by
from pairs group by document
"""


def _select(shape: TableShape) -> str:
    if shape.name != "documents":
        columns = ", ".join(
            f"cast({_quoted(column.name)} as {SQL_TYPES[column.type]}) as {_quoted(column.name)}"
            for column in shape.columns
        )
        return f"select {columns} from {shape.name}"
    # A body has one name, the one that most of its documents print, of those from its place of today where there are any; of
    # equals the longest.
    return """
        select documents.* replace (doubles.duplicate_of as duplicate_of, doubles.duplicate_by as duplicate_by,
                                    names.name as organisation_name)
        from documents left join doubles using (document) left join (
            select organisation, first(organisation_name order by here desc, printed desc, length(organisation_name) desc, organisation_name) as name
            from (select organisation, organisation_name, region_code is not distinct from split_part(organisation, ':', 1) as here,
                         count(*) as printed from documents group by all) group by organisation
        ) names on names.organisation = documents.organisation"""


def _quoted(name: str) -> str:
    return f'"{name}"'


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


# --- versions ---------------------------------------------------------------------------------------------------------


def _next_version(dataset: Path) -> str:
    numbers = [int(name[1:]) for name in _versions(dataset)]
    return f"v{max(numbers, default=0) + 1:06d}"


def _versions(dataset: Path) -> list[str]:
    folder = dataset / "tables"
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if entry.name[:1] == "v" and entry.name[1:].isdigit())


def _drop_old(dataset: Path, current: str) -> None:
    for name in [name for name in _versions(dataset) if name != current][: -(KEPT_VERSIONS - 1)]:
        shutil.rmtree(dataset / "tables" / name, ignore_errors=True)


def _sweep(dataset: Path) -> None:
    """Take away what killed runs left: folders being built, versions that never became current."""
    current = current_version(dataset)
    for left in (dataset / "tables").glob(".building-*"):
        shutil.rmtree(left, ignore_errors=True)
    for name in _versions(dataset):
        if current is None or name > current:
            shutil.rmtree(dataset / "tables" / name, ignore_errors=True)


def _make_durable(folder: Path) -> None:
    for path in _inside(folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _inside(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.parquet"))
