"""Reading a dataset: DuckDB relations over its tables, pandas and polars frames where those are installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from extractor.dataset import needed
from extractor.dataset.figures import COUNTED, PUBLICATIONS
from extractor.dataset.package import PACKAGE, current_version, files_of
from extractor.dataset.tables import DATASET_VERSION, TABLES
from extractor.ledger import LEDGER, Ledger
from extractor.problems import JuesuanError
from extractor.records import Disclosure


class Dataset:
    """An open dataset; every table is a view of its name, for any SQL.

    A dataset stays on the tables that were current when it was opened, whatever a batch writes meanwhile.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if current_version(self.path) is None:
            raise JuesuanError("D102", path=path)
        package = self.package
        found = package.get("juesuan:schema_version")
        if found != DATASET_VERSION:
            raise JuesuanError("D103", path=path, found=found, expected=DATASET_VERSION)
        duckdb = needed("duckdb", what="打开数据集", package="duckdb", extra="dataset")
        self.tables = tuple(TABLES)
        files = files_of(package)
        self._files = {name: [self.path / file for file in files.get(name, ())] for name in self.tables}
        self.base = duckdb.connect()
        self.base.execute("set enable_progress_bar = false")  # DuckDB prints one of its own for slow queries
        for name, held in self._files.items():
            if lost := [path for path in held if not path.is_file()] or ([] if held else [self.path / name]):
                raise JuesuanError("D102", path=lost[0])
            listed = ", ".join(map(_literal, held))
            self.base.execute(f"create view {name} as select * from read_parquet([{listed}])")
        for name, query in VIEWS.items():
            self.base.execute(f"create view {name} as {query}")

    def table(self, name: str) -> Any:
        """A table (or view) as a DuckDB relation."""
        allowed = (*self.tables, *VIEWS)
        if name not in allowed:
            raise JuesuanError("D105", what="表", found=name, allowed=", ".join(allowed))
        return self.base.table(name)

    def sql(self, query: str, params: list[Any] | None = None) -> Any:
        """Any DuckDB SQL over the tables, as a relation; decimals are exact."""
        return self.base.sql(query, params=params) if params else self.base.sql(query)

    def rows(self, query: str, params: list[Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query as dicts; amounts are ``Decimal``."""
        result = self.base.execute(query, params or [])
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def frame(self, name: str) -> Any:
        """A table as a pandas frame; amounts are ``Decimal`` objects and exact. Raises D101 without pandas."""
        pandas = needed("pandas", what="frame()", package="pandas", extra="dataset")
        relation = self.table(name)
        return pandas.DataFrame(relation.fetchall(), columns=relation.columns)

    def polars(self, name: str) -> Any:
        """A table as a polars frame; amounts are polars decimals. Raises D101 without polars."""
        polars = needed("polars", what="polars()", package="polars", extra="dataset")
        if name not in self.tables:
            raise JuesuanError("D105", what="表", found=name, allowed=", ".join(self.tables))
        return polars.read_parquet(self._files[name])

    def disclosure(self, document: str) -> Disclosure:
        """The whole disclosure behind a row, by its ``document``."""
        found = next(iter((self.path / "documents" / document[:2]).glob(f"{document}*.json")), None)
        if found is None:
            raise JuesuanError("D105", what="文件", found=document, allowed="documents.document")
        return Disclosure.from_json(found.read_bytes())

    def locations(self) -> dict[str, str]:
        """Document → where its file was when it was read, from the ledger; empty for a dataset that came without one."""
        if not (self.path / LEDGER).is_file():
            return {}
        with Ledger(self.path, read_only=True) as ledger:
            return {file.sha256[:16]: file.location for file in reversed(list(ledger.files()))}

    @property
    def package(self) -> dict[str, Any]:
        """``datapackage.json``."""
        package: dict[str, Any] = msgspec.json.decode((self.path / PACKAGE).read_bytes())
        return package

    def close(self) -> None:
        self.base.close()

    def __enter__(self) -> Dataset:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)


def open_dataset(path: str | Path) -> Dataset:
    """Open the dataset that ``juesuan batch`` made.

    Raises ``JuesuanError`` D101 (DuckDB missing), D102 (no dataset there) or D103 (made by a newer program).
    """
    return Dataset(path)


VIEWS = {"counted": COUNTED, "publications": PUBLICATIONS}


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
