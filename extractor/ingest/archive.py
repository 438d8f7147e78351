"""A zip of XML parts, opened as if it were hostile: counts, sizes and ratios bounded, DTDs refused."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from extractor.ingest.limits import (
    MAX_ARCHIVE_BYTES,
    MAX_DOCX_BYTES,
    MAX_XML_BYTES,
    MAX_ZIP_MEMBERS,
    MAX_ZIP_RATIO,
    RATIO_FROM_BYTES,
    in_mebibytes,
)
from extractor.problems import JuesuanError

_CHUNK = 1 << 20
_DOCTYPES = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)


class Archive:
    """The parts of an Office file. Raises ``JuesuanError`` I109 (bomb), I110 (damaged), I111 (DTD), I115 (encrypted)."""

    def __init__(self, data: bytes, *, name: str) -> None:
        self._name = self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self.damaged(str(error)) from error
        members = self._zip.infolist()
        if len(members) > MAX_ZIP_MEMBERS:
            raise self._bomb(f"{len(members)} 个成员，上限 {MAX_ZIP_MEMBERS}")
        total = sum(member.file_size for member in members)
        if total > MAX_ARCHIVE_BYTES:
            raise self._bomb(f"解压后 {in_mebibytes(total)}，上限 {in_mebibytes(MAX_ARCHIVE_BYTES)}")
        self._members = {member.filename.lstrip("/"): member for member in members}
        self._unpacked = 0

    def __contains__(self, part: str) -> bool:
        return part in self._members

    def read(self, part: str) -> bytes:
        """The bytes of one XML part, empty where there is none. The sizes that the zip states are not believed."""
        member = self._members.get(part)
        if member is None:
            return b""
        pieces: list[bytes] = []
        size = 0
        try:
            with self._zip.open(member) as file:
                while piece := file.read(_CHUNK):
                    size += len(piece)
                    pieces.append(piece)
                    self._guard(part, size, member.compress_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise self.damaged(f"{part}: {error}") from error
        except RuntimeError as error:  # zipfile's word for a member with a password
            raise JuesuanError("I115", path=self._name, kind="加密的 ZIP") from error
        self._unpacked += size
        found = b"".join(pieces)
        if any(mark in found for mark in _DOCTYPES):
            raise JuesuanError("I111", path=self._name)
        return found

    def tree(self, part: str) -> etree._Element | None:
        """One part as a tree, null where there is none."""
        found = self.read(part)
        if not found:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            return etree.fromstring(found, parser)
        except etree.XMLSyntaxError as error:
            raise self.damaged(f"{part}: {error.msg}") from error

    def damaged(self, detail: str) -> JuesuanError:
        return JuesuanError("I110", path=self._name, detail=detail)

    def _bomb(self, detail: str) -> JuesuanError:
        return JuesuanError("I109", path=self._name, detail=detail)

    def _guard(self, part: str, size: int, packed: int) -> None:
        limit = min(MAX_XML_BYTES, MAX_DOCX_BYTES - self._unpacked)
        if size > limit:
            raise self._bomb(f"{part} 解压后超过 {in_mebibytes(limit)}")
        if size > RATIO_FROM_BYTES and size > MAX_ZIP_RATIO * max(1, packed):
            raise self._bomb(f"{part} 压缩比超过 {MAX_ZIP_RATIO}:1")
