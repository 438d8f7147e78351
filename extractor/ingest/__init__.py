"""Bytes → Content: what a file is (from its bytes), and its pages or its flow of paragraphs and tables.

Readers are imported where they are used, so that reading a text needs no PDF library.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

from extractor.ingest.limits import MAX_FILE_BYTES, in_mebibytes
from extractor.ingest.sniff import Kind, kind_of, media_type_of
from extractor.problems import JuesuanError, problem
from extractor.records import Content

__all__ = ["kind_of", "load_bytes", "media_type_of", "read_bytes", "read_file"]


# What a file's name promises; a file that holds something else is read as what it is, and a problem says so.
_SUFFIXES: dict[str, tuple[Kind, ...]] = {
    ".pdf": ("pdf",),
    ".docx": ("docx",),
    ".xlsx": ("xlsx",),
    ".htm": ("html",),
    ".html": ("html",),
}


def read_file(path: str | Path) -> Content:
    """Read a file from disk; raises as ``load_bytes`` and ``read_bytes`` do."""
    return read_bytes(load_bytes(path), name=Path(path).name)


def read_bytes(data: bytes, *, name: str, path: str | None = None) -> Content:
    """Read a document from its bytes. ``name`` (or ``path``) stands in messages; the type is found from the bytes.

    Raises ``JuesuanError`` with an I1xx code where nothing can be read; lesser trouble stands in ``Content.problems``.
    """
    kind = kind_of(data, name=path or name)
    content = _read(kind, data, name)
    suffix = Path(name).suffix.lower()
    if suffix in _SUFFIXES and kind not in _SUFFIXES[suffix]:
        mismatch = problem("I206", name=name, kind=kind.upper())
        content = msgspec.structs.replace(content, problems=(*content.problems, mismatch))
    return content


def _read(kind: Kind, data: bytes, name: str) -> Content:
    if kind == "pdf":
        from extractor.ingest.pdf import read_pdf

        return read_pdf(data, name=name)
    if kind == "docx":
        from extractor.ingest.docx import read_docx

        return read_docx(data, name=name)
    if kind == "xlsx":
        from extractor.ingest.sheet import read_xlsx

        return read_xlsx(data, name=name)
    if kind == "html":
        from extractor.ingest.html import read_html

        return read_html(data, name=name)
    from extractor.ingest.text import read_text

    return read_text(data, name=name)


def load_bytes(path: str | Path) -> bytes:
    """The bytes of a regular file.

    Raises ``JuesuanError``: I101 no such file, I102 no permission, I103 empty, I108 too large, I113 a folder, I115 a pipe or
    device (which is not opened for reading: it could block for ever), I116 any other failure of the system.
    """
    shown = str(path)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: a null character in the path
        raise JuesuanError("I101", path=shown) from error
    except IsADirectoryError as error:
        raise JuesuanError("I113", path=shown) from error
    except PermissionError as error:
        raise JuesuanError("I113" if os.path.isdir(path) else "I102", path=shown) from error
    except OSError as error:
        raise JuesuanError("I116", path=shown, detail=error.strerror or str(error)) from error
    mode, size = os.fstat(handle).st_mode, os.fstat(handle).st_size
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise (
            JuesuanError("I113", path=shown)
            if stat.S_ISDIR(mode)
            else JuesuanError("I115", path=shown, kind="管道或设备")
        )
    with os.fdopen(handle, "rb") as file:
        if size > MAX_FILE_BYTES:
            raise JuesuanError("I108", path=shown, found=in_mebibytes(size), limit=in_mebibytes(MAX_FILE_BYTES))
        try:
            data = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise JuesuanError("I116", path=shown, detail=error.strerror or str(error)) from error
    if not data:
        raise JuesuanError("I103", path=shown)
    return data
