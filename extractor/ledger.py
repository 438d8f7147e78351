"""What a dataset has read so far: a SQLite file that is right after a kill at any moment.

A reading is keyed by the content's SHA-256 and stands with the ``Version`` that made it; a reading of another version is
not current and is made again. Files are the paths under which a content was seen, with what a manifest said of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from extractor.problems import JuesuanError

LEDGER = "ledger.sqlite"
_SCHEMA = """
create table if not exists readings (
    sha256 text primary key, version text not null, status text not null, code text, message text,
    seconds real not null, memory integer
);
create table if not exists files (
    location text primary key, path text not null, sha256 text not null, bytes integer not null,
    url text, publisher text, region text, year integer
);
"""


class ReadingEntry(NamedTuple):
    """How the reading of one content ended. ``status`` complete, partial or failed; ``memory`` is the worker's peak in KB."""

    sha256: str
    version: str
    status: str
    code: str | None
    message: str | None
    seconds: float
    memory: int | None


class FileEntry(NamedTuple):
    """One file. ``location`` is its absolute path, ``path`` the one below the input folder."""

    location: str
    path: str
    sha256: str
    bytes: int
    url: str | None = None
    publisher: str | None = None
    region: str | None = None
    year: int | None = None


class Ledger:
    """Opened for one run; every ``record`` is on its own a finished transaction."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        path = folder / LEDGER
        try:
            if read_only:
                self._base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
                return
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.execute("pragma journal_mode=wal")
            self._base.execute(
                "pragma synchronous=normal"
            )  # a kill loses nothing; a power cut may cost the last readings
            self._base.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise JuesuanError("O102", path=path, detail=error) from error

    def close(self) -> None:
        self._base.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reading(self, sha256: str) -> ReadingEntry | None:
        row = self._base.execute("select * from readings where sha256 = ?", (sha256,)).fetchone()
        return ReadingEntry(*row) if row else None

    def readings(self) -> Iterator[ReadingEntry]:
        """All readings of contents that still have a file, in order of their hash."""
        query = "select * from readings where sha256 in (select sha256 from files) order by sha256"
        return (ReadingEntry(*row) for row in self._base.execute(query))

    def record(self, entry: ReadingEntry) -> None:
        self._base.execute("insert or replace into readings values (?, ?, ?, ?, ?, ?, ?)", entry)

    def files(self) -> Iterator[FileEntry]:
        """In the order of their path, then place."""
        rows = self._base.execute("select * from files order by path, location")
        return (FileEntry(*row) for row in rows)

    def see(self, files: Iterable[FileEntry], *, prune: bool = False) -> None:
        """Take down the files of a run, all or none; ``prune`` forgets the files that are not among them."""
        self._base.execute("begin immediate")
        try:
            if prune:
                self._base.execute("delete from files")
            self._base.executemany("insert or replace into files values (?, ?, ?, ?, ?, ?, ?, ?)", files)
        except BaseException:
            self._base.execute("rollback")
            raise
        self._base.execute("commit")
