"""The hostile files are hostile in the way their names say."""

from __future__ import annotations

import io
import time
import zipfile

import pypdfium2
import pytest

from corpus.generator import broken


def test_long_pdf_is_long_and_quick_to_make() -> None:
    start = time.process_time()
    data = broken.long_pdf(pages=2000)
    assert time.process_time() - start < 5
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 2000
    assert "第1999页本年支出合计1999.00万元" in document[1998].get_textpage().get_text_range()


@pytest.mark.parametrize("make", [broken.truncated_pdf, broken.encrypted_pdf, broken.not_a_pdf])
def test_unreadable_pdfs_do_not_open(make: object) -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(make())  # type: ignore[operator]


def test_encrypted_pdf_opens_with_its_password() -> None:
    document = pypdfium2.PdfDocument(broken.encrypted_pdf(password="abc"), password="abc")
    assert "100.00万元" in document[0].get_textpage().get_text_range()


def test_pictures_have_no_text() -> None:
    document = pypdfium2.PdfDocument(broken.pictures_pdf(pages=3))
    assert [page.get_textpage().count_chars() for page in document] == [0, 0, 0]


def test_zip_bomb_inflates_a_thousandfold() -> None:
    data = broken.zip_bomb_docx(mebibytes=20)
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/document.xml")
    assert info.file_size == 20 << 20
    assert len(data) < info.file_size / 500


def test_entities_are_declared_in_the_document_part() -> None:
    for data in (broken.external_entity_docx(), broken.billion_laughs_docx()):
        xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
        assert xml.index(b"<!DOCTYPE") < xml.index(b"<w:document")


def test_texts_are_in_the_encodings_they_name() -> None:
    assert broken.SAMPLE in broken.gb18030_text().decode("gb18030")
    assert broken.utf16_text().decode("utf-16") == broken.SAMPLE
    assert broken.utf16_text(mark=False, big_endian=True).decode("utf-16-be") == broken.SAMPLE
    with pytest.raises(UnicodeDecodeError):
        broken.broken_text().decode("utf-8")


def test_huge_html_has_its_size() -> None:
    assert 49 << 20 < len(broken.huge_html(mebibytes=50)) < 51 << 20
