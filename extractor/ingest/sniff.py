"""What a file is, from its bytes and never from its name."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from extractor.ingest.encoding import decode, looks_like_text
from extractor.problems import JuesuanError

Kind = Literal["pdf", "docx", "xlsx", "html", "text"]

MEDIA_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "text": "text/plain",
}
# First bytes of what can't be read, and what it is called in the message.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\x00", "XZ"),
    (b"%!PS", "PostScript"),
    (b"\x7fELF", "可执行"),
    (b"SQLite format 3\x00", "SQLite"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ZIP_PARTS: tuple[tuple[str, str], ...] = (
    ("xl/workbook.bin", "XLSB"),
    ("ppt/presentation.xml", "PPTX"),
    ("OFD.xml", "OFD"),
    ("META-INF/container.xml", "EPUB"),
    ("content.xml", "OpenDocument"),
)
# The reading of PDF itself forgives bytes before the header up to here (so do all viewers).
_PDF_HEADER_WITHIN = 1024
# A PDF that lost its first bytes still shows its objects; as text it would be read as garbage.
_PDF_OBJECT = re.compile(rb"\d+ \d+ obj\b")
_PDF_OBJECT_WITHIN = 65_536
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div|table|p|center|h[1-6]|script|style)\b",
    re.I | re.S,
)
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.I)
_HTML_BLOCK = re.compile(r"</(?:p|div|table|tr|td|span|h[1-6]|ul|li|body|html)>", re.I)
# Text may quote a tag or two; from so many closing tags in the first 64 KB on it is markup.
_ENOUGH_TAGS = 6


def kind_of(data: bytes, *, name: str) -> Kind:
    """The kind of a file that can be read.

    Raises ``JuesuanError``: I103 empty, I104 unknown bytes, I110 a damaged DOCX or XLSX, I112 old Office files, I115 other known types.
    """
    if not data:
        raise JuesuanError("I103", path=name)
    if data.startswith(_ZIP_STARTS):
        return _kind_of_zip(data, name)
    if data.startswith(_OLE):
        _refuse_ole(data, name)
    for start, kind in _OTHERS:
        if data.startswith(start):
            raise JuesuanError("I115", path=name, kind=kind)
    if data.startswith(b"BM") and len(data) > 26 and int.from_bytes(data[2:6], "little") == len(data):
        raise JuesuanError("I115", path=name, kind="BMP 图片")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise JuesuanError("I115", path=name, kind="WEBP 图片")
    head = data[:_PDF_HEADER_WITHIN]
    if b"%PDF-" in head and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "pdf"
    if _PDF_OBJECT.search(data[:_PDF_OBJECT_WITHIN]) and b"endobj" in data and b"%%EOF" in data[-_PDF_HEADER_WITHIN:]:
        raise JuesuanError("I105", path=name, detail="缺少文件头")
    return _kind_of_text(data, name)


def media_type_of(data: bytes, *, name: str) -> str:
    """The media type of a file that can be read; raises as ``kind_of`` does."""
    return MEDIA_TYPES[kind_of(data, name=name)]


def _kind_of_zip(data: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        if b"word/" in data or b"xl/" in data or name.lower().endswith((".docx", ".xlsx")):
            raise JuesuanError("I110", path=name, detail=str(error)) from error
        raise JuesuanError("I115", path=name, kind="ZIP（已损坏）") from error
    if "word/document.xml" in members or ("_rels/.rels" in members and any(m.startswith("word/") for m in members)):
        return "docx"
    if "xl/workbook.xml" in members:
        return "xlsx"
    for part, kind in _ZIP_PARTS:
        if part in members:
            raise JuesuanError("I115", path=name, kind=kind)
    if name.lower().endswith((".docx", ".xlsx")):
        missing = "word/document.xml" if name.lower().endswith(".docx") else "xl/workbook.xml"
        raise JuesuanError("I110", path=name, detail=f"缺少 {missing}")
    raise JuesuanError("I115", path=name, kind="ZIP")


def _refuse_ole(data: bytes, name: str) -> None:
    """Old Office files; a DOCX with a password is packed in the same container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise JuesuanError("I115", path=name, kind="加密的 Office")
    raise JuesuanError("I112", path=name)


def _kind_of_text(data: bytes, name: str) -> Kind:
    if not looks_like_text(data):
        raise JuesuanError("I104", path=name, head=data[:8].hex(" "))
    head = decode(data[:65536], whole=False).text
    if head.startswith("MIME-Version:") and "multipart/related" in head[:4096]:
        raise JuesuanError("I115", path=name, kind="MHTML")
    if _HTML_START.match(head) or _HTML_ROOT.search(head[:4096]) or len(_HTML_BLOCK.findall(head)) >= _ENOUGH_TAGS:
        return "html"
    if head.lstrip().startswith("<?xml"):
        raise JuesuanError("I115", path=name, kind="XML")
    return "text"
