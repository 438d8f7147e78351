"""Which files a batch is about: a folder, a glob, single files, or a manifest CSV."""

from __future__ import annotations

import csv
import glob
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from extractor.problems import JuesuanError

# What a folder of downloads holds of documents; a file is then known by its bytes, and one that can't be read is
# recorded as failed. Other files beside them (lists, pictures, scripts) are no documents.
SUFFIXES = frozenset(
    {
        "",
        ".pdf",
        ".docx",
        ".doc",
        ".wps",
        ".rtf",
        ".ofd",
        ".html",
        ".htm",
        ".shtml",
        ".mht",
        ".mhtml",
        ".txt",
        ".xls",
        ".xlsx",
        ".xlsm",
        ".et",
    }
)
MANIFEST_COLUMNS = ("path", "url", "publisher", "region", "year")
# How people head these columns otherwise.
COLUMN_NAMES = {
    "file": "path", "文件": "path", "路径": "path", "文件名": "path", "网址": "url", "链接": "url", "公开主体": "publisher",
    "部门": "publisher", "单位": "publisher", "部门名称": "publisher", "单位名称": "publisher", "地区": "region",
    "fiscal_year": "year", "年度": "year", "年份": "year",
}  # fmt: skip


class Input(NamedTuple):
    """One file to read. ``path`` is how the dataset names it: the way from the input folder, with forward slashes."""

    location: Path
    path: str
    url: str | None = None
    publisher: str | None = None
    region: str | None = None
    year: int | None = None


def find_inputs(inputs: Iterable[str | Path], *, apart: Path) -> tuple[Input, ...]:
    """The files of all inputs in the order of their paths, each once; nothing within ``apart`` (the dataset itself).

    Raises ``JuesuanError`` I101 (no such path), B106 (nothing there) or B107 (a wrong manifest).
    """
    apart = apart.resolve()
    found: dict[Path, Input] = {}
    for given in inputs:
        for entry in _of(str(given)):
            if not entry.location.is_relative_to(apart):
                found.setdefault(entry.location, entry)
    if not found:
        raise JuesuanError("B106", path=", ".join(map(str, inputs)))
    return tuple(sorted(found.values(), key=lambda entry: (entry.path, entry.location)))


def _of(given: str) -> Iterator[Input]:
    path = Path(given)
    if path.is_dir():
        root = path.resolve()
        for location in root.rglob("*"):
            below = location.relative_to(root)
            if _is_document(location) and not any(part.startswith(".") for part in below.parts):
                yield Input(location, below.as_posix())
    elif path.is_file():
        if path.suffix.lower() == ".csv":
            yield from _manifest(path)
        else:
            yield Input(path.resolve(), path.name)
    elif glob.has_magic(given):
        fixed = Path(*_before_magic(Path(given).parts)).resolve()
        for name in glob.iglob(given, recursive=True):
            location = Path(name).resolve()
            if _is_document(location):
                yield Input(location, location.relative_to(fixed).as_posix())
    else:
        raise JuesuanError("I101", path=given)


def _is_document(location: Path) -> bool:
    return location.suffix.lower() in SUFFIXES and location.is_file()


def _before_magic(parts: tuple[str, ...]) -> list[str]:
    fixed: list[str] = []
    for part in parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return fixed


def _manifest(manifest: Path) -> Iterator[Input]:
    """Its paths are relative to the manifest's folder; a file that is not there is an input that can't be read."""
    data = manifest.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")  # as Excel saves a CSV on a Chinese Windows
        except UnicodeDecodeError as error:
            raise JuesuanError("B107", path=manifest, line=1, detail="不是 UTF-8，也不是 GB18030") from error
    reader = csv.DictReader(io.StringIO(text))
    heads = [head.strip() for head in reader.fieldnames or ()]
    reader.fieldnames = [
        COLUMN_NAMES.get(head, head) if COLUMN_NAMES.get(head) not in heads else head for head in heads
    ]
    if "path" not in reader.fieldnames:
        detail = f"没有 path 栏，只有：{'、'.join(heads) or '空行'}"
        raise JuesuanError("B107", path=manifest, line=1, detail=detail)
    folder = manifest.resolve().parent
    for row in reader:
        given = {name: (row.get(name) or "").strip() or None for name in MANIFEST_COLUMNS}
        if given["path"] is None:
            raise JuesuanError("B107", path=manifest, line=reader.line_num, detail="path 为空")
        if given["year"] is not None:
            given["year"] = given["year"].removesuffix("度").removesuffix("年")
        if given["year"] is not None and not given["year"].isdecimal():
            raise JuesuanError("B107", path=manifest, line=reader.line_num, detail=f"year 不是年份：{given['year']}")
        location = (folder / given["path"]).resolve()
        path = location.relative_to(folder).as_posix() if location.is_relative_to(folder) else location.name
        year = int(given["year"]) if given["year"] else None
        yield Input(location, path, given["url"], given["publisher"], given["region"], year)
