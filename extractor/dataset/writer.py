"""The only writer of datasets: readings and ledger → Parquet tables, swapped in whole.

Tables stand in ``tables/<version>/``; ``datapackage.json`` names the version that is current and is replaced in one step, so
a reader sees the old tables or the new ones. The one before stays, for readers that have it open. Rows of documents that are as
they were are not made again (``parts.py``); what is said of documents together (doubles, names, figures, checks between them) is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from extractor import __version__
from extractor.dataset import needed
from extractor.dataset.crosschecks import CrossRow, cross_findings
from extractor.dataset.figures import COUNTED, PUBLICATIONS, figures_query
from extractor.dataset.package import PACKAGE, current_version, data_dictionary, data_package
from extractor.dataset.parts import (
    MANIFEST,
    PART_TABLES,
    Manifest,
    Plan,
    carry_over,
    digest_of,
    part_file,
    plan_of,
    read_manifest,
    table_files,
)
from extractor.dataset.rows import document_id
from extractor.dataset.staging import stage
from extractor.dataset.tables import DATASET_VERSION, SQL_TYPES, TABLES, TableShape
from extractor.knowledge.loading import stamp
from extractor.ledger import FileEntry, Ledger
from extractor.output import make_folder, write_whole
from extractor.problems import JuesuanError

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
            counts = dict.fromkeys(TABLES, 0)
            for resource in package["resources"]:
                counts[resource["juesuan:table"]] += resource["rows"]
            return counts, package["juesuan:doubles"]
    return write_tables(dataset, ledger)


def write_tables(dataset: Path, ledger: Ledger) -> tuple[dict[str, int], int]:
    """Put the tables together from all current readings. Gives rows by table, and how many documents are doubles.

    Raises ``JuesuanError`` D101 (no DuckDB), O101 or O102.
    """
    duckdb = needed("duckdb", what="数据集的表", package="duckdb", extra="dataset")
    _sweep(dataset)
    made_of = _made_of(ledger)
    files: dict[str, list[FileEntry]] = {}
    for file in ledger.files():
        files.setdefault(file.sha256, []).append(file)
    readings = {document_id(entry.sha256): (entry, files[entry.sha256]) for entry in ledger.readings()}
    wanted = {document: digest_of(entry, held) for document, (entry, held) in readings.items()}
    before = _folder(dataset)
    plan = plan_of(read_manifest(before), wanted)
    version = _next_version(dataset)
    building = dataset / "tables" / f".building-{os.getpid()}"
    make_folder(building / "stage")
    try:
        manifest = plan.manifest(wanted)
        write_whole(building / MANIFEST, msgspec.json.encode(manifest))
        if plan.number is not None:
            stage(dataset, readings, plan.fresh, building / "stage")
        if before is not None:
            carry_over(plan.keep, before, building)
        with duckdb.connect() as base:
            base.execute("set enable_progress_bar = false")  # DuckDB prints one of its own for slow queries
            base.execute(f"set memory_limit = '{DUCKDB_MEMORY}'")
            base.execute("set temp_directory = ?", [str(building / "stage")])
            base.execute("set preserve_insertion_order = true")
            if plan.number is not None:
                _write_part(base, plan, before, building)
            doubles = _write_whole(base, manifest, building)
            counts = {
                path: base.execute(f"select count(*) from read_parquet({_literal(path)})").fetchone()[0]
                for name in TABLES
                for path in table_files(building, name, manifest)
            }
        shutil.rmtree(building / "stage")
        _make_durable(building)
        os.replace(building, dataset / "tables" / version)
    except OSError as error:
        raise JuesuanError("O102", path=dataset, detail=error.strerror or error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    rows = {name: {path.name: counts[path] for path in table_files(building, name, manifest)} for name in TABLES}
    package = data_package(dataset, version, rows) | {"juesuan:made_of": made_of, "juesuan:doubles": doubles}
    sums = {name: sum(parts.values()) for name, parts in rows.items()}
    write_whole(dataset / "README.md", data_dictionary(sums, dataset))
    write_whole(dataset / PACKAGE, msgspec.json.format(msgspec.json.encode(package), indent=2).decode() + "\n")
    _drop_old(dataset, version)
    return sums, doubles


def _made_of(ledger: Ledger) -> str:
    """A digest of all that the tables depend on."""
    digest = hashlib.sha256(f"{DATASET_VERSION}/{__version__}/{stamp().digest}".encode())
    for reading in ledger.readings():
        digest.update(repr((reading.sha256, reading.version, reading.status, reading.code, reading.message)).encode())
    for file in ledger.files():
        digest.update(repr(file).encode())
    return digest.hexdigest()[:32]


# --- Parquet ----------------------------------------------------------------------------------------------------------


def _write_part(base: Any, plan: Plan, before: Path | None, building: Path) -> None:
    """The new part: rows just staged, and those of the parts that it takes in."""
    assert plan.number is not None
    base.execute("create temp table carried as select unnest($1::varchar[]) as document", [sorted(plan.carried)])
    for name in ("documents", *PART_TABLES):
        shape = TABLES[name]
        texts = ", ".join(f"{_quoted(column.name)}: 'VARCHAR'" for column in shape.columns)
        source = building / "stage" / f"{name}.jsonl"
        rows = [
            f"select {_typed(shape)} from read_json({_literal(source)}, format = 'newline_delimited', "
            f"columns = {{{texts}}}, maximum_object_size = 67108864)"
        ]
        if before is not None:
            rows += [
                f"select {_typed(shape)} from read_parquet({_literal(part_file(before, name, part.number))}) "
                "where document in (select document from carried)"
                for part in plan.taken
            ]
        _copy(base, " union all ".join(rows), shape, part_file(building, name, plan.number))


def _write_whole(base: Any, manifest: Manifest, building: Path) -> int:
    """The tables that say something of all documents together; how many documents are doubles."""
    base_files = [part_file(building, "documents", part.number) for part in manifest.parts]
    base.execute(f"create temp view read as select * from read_parquet({_listed(base_files)})")
    for name in PART_TABLES:
        files = table_files(building, name, manifest)
        base.execute(f"create temp view {name} as select * from read_parquet({_listed(files)})")
    base.execute(f"create temp table doubles as {_DOUBLES}")
    documents = building / "documents.parquet"
    _copy(base, _DOCUMENTS, TABLES["documents"], documents)
    base.execute(f"create temp view documents as select * from read_parquet({_literal(documents)})")
    base.execute(f"create temp view counted as {COUNTED}")
    base.execute(f"create temp view publications as {PUBLICATIONS}")
    figures = building / "figures.parquet"
    _copy(base, figures_query(), TABLES["figures"], figures)
    base.execute(f"create temp view figures as select * from read_parquet({_literal(figures)})")
    _write_cross_findings(base, building)
    (doubles,) = base.execute("select count(*) from doubles").fetchone()
    return int(doubles)


def _write_cross_findings(base: Any, building: Path) -> None:
    staged = building / "stage" / "cross_findings.jsonl"
    encoder = msgspec.json.Encoder()
    with staged.open("wb") as file:
        for row in cross_findings(lambda query, values: base.execute(query, values).fetchall()):
            file.write(encoder.encode(dict(zip(CrossRow._fields, row, strict=True))) + b"\n")
    shape = TABLES["cross_findings"]
    texts = ", ".join(f"{_quoted(column.name)}: 'VARCHAR'" for column in shape.columns)
    rows = f"select * from read_json({_literal(staged)}, format = 'newline_delimited', columns = {{{texts}}})"
    _copy(base, rows, shape, building / "cross_findings.parquet")


def _copy(base: Any, query: str, shape: TableShape, target: Path) -> None:
    make_folder(target.parent)
    base.execute(
        f"copy (select {_typed(shape)} from ({query}) order by {', '.join(map(_quoted, shape.key))}) "
        f"to {_literal(target)} (format parquet, compression zstd)"
    )


def _typed(shape: TableShape) -> str:
    return ", ".join(
        f"cast({_quoted(column.name)} as {SQL_TYPES[column.type]}) as {_quoted(column.name)}"
        for column in shape.columns
    )


# The first of two is the one with more facts, then with pages, then by id: it stays, the other points to it.
_DOUBLES = f"""
with ranked as (
    select document, organisation, fiscal_year, kind, scope, text_digest, facts,
           row_number() over (order by facts desc nulls last, pages is null, document) as place
    from read where status <> 'failed'
),
alike as (  -- numbers are compared only where there are two
    select document from ranked
    qualify count(*) over (partition by organisation, fiscal_year, kind, scope) > 1 and organisation is not null
),
numbers as (
    select document, list(distinct printed order by printed) as held
    from (select document, printed from facts where contains(printed, '.')
          union all select document, printed from statement_cells where contains(printed, '.'))
    where document in (select document from alike)
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

# A body has one name, the one that most of its documents print, of those from its place of today where there are any; of
# equals the longest.
_DOCUMENTS = """
select read.* replace (doubles.duplicate_of as duplicate_of, doubles.duplicate_by as duplicate_by, names.name as organisation_name)
from read left join doubles using (document) left join (
    select organisation, first(organisation_name order by here desc, printed desc, length(organisation_name) desc, organisation_name) as name
    from (select organisation, organisation_name, region_code is not distinct from split_part(organisation, ':', 1) as here,
                 count(*) as printed from read group by all) group by organisation
) names on names.organisation = read.organisation
"""


def _quoted(name: str) -> str:
    return f'"{name}"'


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _listed(paths: Iterable[Path]) -> str:
    return "[" + ", ".join(map(_literal, paths)) + "]"


# --- versions ---------------------------------------------------------------------------------------------------------


def _next_version(dataset: Path) -> str:
    numbers = [int(name[1:]) for name in _versions(dataset)]
    return f"v{max(numbers, default=0) + 1:06d}"


def _versions(dataset: Path) -> list[str]:
    folder = dataset / "tables"
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if entry.name[:1] == "v" and entry.name[1:].isdigit())


def _folder(dataset: Path) -> Path | None:
    """Where the tables that readers see stand; null where there are none yet, or not all of their files."""
    version = current_version(dataset)
    folder = dataset / "tables" / (version or "-")
    manifest = read_manifest(folder)
    files = [part_file(folder, name, part.number) for part in manifest.parts for name in ("documents", *PART_TABLES)]
    return folder if files and all(path.is_file() for path in files) else None


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
    return sorted(folder.rglob("*.parquet"))
