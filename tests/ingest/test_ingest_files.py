"""What a file is comes from its bytes; what can't be read is refused with a code that says why."""

from __future__ import annotations

import io
import os
import threading
import zipfile
from pathlib import Path

import pytest
from making_docx import docx, p

from extractor.ingest import kind_of, load_bytes, media_type_of, read_bytes, read_file
from extractor.ingest.encoding import looks_like_text
from extractor.problems import JuesuanError
from extractor.records import FlowParagraph

TEXT = "第一部分 部门概况\n一、主要职责\n贯彻执行国家方针政策。\n"


def code_of(call: object, *arguments: object, **options: object) -> str:
    with pytest.raises(JuesuanError) as caught:
        call(*arguments, **options)  # type: ignore[operator]
    assert caught.value.message("zh")
    assert caught.value.message("en")
    return caught.value.code


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\xef\xbb\xbf\r\njunk before the header\n%PDF-1.4\n", "pdf"),
        (docx(p("正文")), "docx"),
        (b"<!DOCTYPE html><p>x", "html"),
        (b"\xef\xbb\xbf \n<!-- saved from url --><HTML><head>", "html"),
        ('<?xml version="1.0"?>\n<html xmlns="x">'.encode("utf-16"), "html"),
        ("<div><p>一</p><p>二</p><p>三</p><p>四</p><p>五</p></div>".encode("gb18030"), "html"),
        (b"<html><body>see %PDF-1.4", "html"),
        (TEXT.encode(), "text"),
        (TEXT.encode("gb18030"), "text"),
        (TEXT.encode("utf-16-le"), "text"),
        (TEXT.encode("utf-16-be"), "text"),
        (b"a < b, c > d\n", "text"),
        (b"%PDF", "text"),
    ],
    ids=range(14),  # else an archive's time of writing stands in the test's name
)
@pytest.mark.parametrize("name", ["x", "x.pdf", "x.docx", "x.html"])
def test_kinds(data: bytes, kind: str, name: str) -> None:
    assert kind_of(data, name=name) == kind


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "I103", "x"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "I112", ".doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "I115", "加密"),
        (b"{\\rtf1\\ansi", "I115", "RTF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "I115", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "I115", "JPEG"),
        (b"\x1f\x8b\x08\0", "I115", "GZIP"),
        (b"Rar!\x1a\x07\0", "I115", "RAR"),
        (zipped("ppt/presentation.xml"), "I115", "PPTX"),
        (zipped("OFD.xml"), "I115", "OFD"),
        (zipped("a.txt"), "I115", "ZIP"),
        (zipped("word/document.xml")[:40], "I110", "DOCX"),
        (b'<?xml version="1.0"?><a/>', "I115", "XML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n<html>", "I115", "MHTML"),
        (bytes(range(256)) * 40, "I104", "00 01 02"),
        (bytes(5000), "I104", "00 00"),
    ],
    ids=range(16),
)
def test_what_cannot_be_read_is_named(data: bytes, code: str, said: str) -> None:
    with pytest.raises(JuesuanError) as caught:
        kind_of(data, name="x")
    assert caught.value.code == code
    assert said in str(caught.value)


def test_media_types() -> None:
    assert media_type_of(TEXT.encode(), name="x") == "text/plain"
    assert media_type_of(docx(p("正文")), name="x").endswith("wordprocessingml.document")


def test_an_error_page_saved_as_pdf() -> None:
    content = read_bytes(b"<html><title>404</title><body><h1>404 Not Found</h1></body></html>", name="report.pdf")
    assert content.source.media_type == "text/html"
    assert [found.code for found in content.problems] == ["I206"]
    assert [block.text for block in content.flow if isinstance(block, FlowParagraph)] == ["404 Not Found"]


def test_read_file(tmp_path: Path) -> None:
    path = tmp_path / "说明.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    content = read_file(path)
    assert (content.source.name, content.source.bytes, content.source.pages) == (
        "说明.txt",
        len(TEXT.encode("gb18030")),
        None,
    )
    assert len(content.source.sha256) == 64
    assert not content.problems


def test_paths_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    assert code_of(load_bytes, tmp_path / "none.pdf") == "I101"
    assert code_of(load_bytes, empty / "under.pdf") == "I101"
    assert code_of(load_bytes, "a\0b") == "I101"
    assert code_of(load_bytes, empty) == "I103"
    assert code_of(load_bytes, tmp_path) == "I113"
    assert code_of(load_bytes, "x" * 5000) == "I116"

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert code_of(load_bytes, empty) == "I102"


def test_pipes_and_devices_are_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[str] = []
    worker = threading.Thread(
        target=lambda: found.extend(code_of(load_bytes, path) for path in (pipe, "/dev/zero")), daemon=True
    )
    worker.start()
    worker.join(5)
    assert found == ["I115", "I115"]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(600 * 2**20)  # a hole: takes no room
    assert code_of(load_bytes, path) == "I108"


def test_text_is_told_from_binary() -> None:
    assert looks_like_text("收入\x0b支出".encode() + b"\xff\xff" * 10)
    assert not looks_like_text(os.urandom(4000))
