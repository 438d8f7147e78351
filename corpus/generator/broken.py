"""Hostile and damaged files, made in memory for the tests of other stages. Each function gives the file's bytes."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.generator.content import make_document
from corpus.generator.render_docx import render_docx
from corpus.generator.render_pdf import render_pdf
from corpus.generator.typesetting import register

FONT = "STSong-Light"
_STAMP = (1980, 1, 1, 0, 0, 0)


def truncated_pdf(*, kept: float = 0.5, seed: int = 0) -> bytes:
    """A whole disclosure cut off after ``kept`` of its bytes: no cross-reference table, no trailer."""
    data = render_pdf(make_document(seed))
    return data[: int(len(data) * kept)]


def headless_pdf(*, seed: int = 0) -> bytes:
    """A disclosure whose end is whole and whose first kilobyte is missing."""
    return render_pdf(make_document(seed))[1024:]


def not_a_pdf() -> bytes:
    """An error page of a web server, as saved under the name of a PDF."""
    return "<html><head><title>404</title></head><body><h1>您访问的页面不存在</h1></body></html>".encode()


def encrypted_pdf(*, password: str = "secret", owner: str = "owner") -> bytes:
    """A PDF that opens only with ``password``; with ``""`` it opens but carries the owner's restrictions."""
    encryption = StandardEncryption(password, ownerPassword=owner, canPrint=0, canCopy=0, strength=128)
    return _pages(["2023年度收、支总计100.00万元。"], encrypt=encryption)


def pictures_pdf(*, pages: int = 2) -> bytes:
    """Pages that hold one grey picture each and no text."""
    from PIL import Image

    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    picture = Image.new("L", (200, 280), 230)
    for x in range(40, 160):
        for y in range(40, 240, 12):
            picture.putpixel((x, y), 30)
    reader = ImageReader(picture)
    for _ in range(pages):
        canvas.drawImage(reader, 60, 60, 475, 700)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def mixed_pdf() -> bytes:
    """One page with text and one scanned page without."""
    from PIL import Image

    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setFont(register(FONT), 14)
    canvas.drawString(80, 700, "一、收入支出决算总体情况说明")
    canvas.drawString(80, 670, "2023年度收、支总计100.00万元。")
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (100, 140), 200)), 60, 60, 475, 700)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def white_twin_pdf() -> bytes:
    """A line printed in white and then in black in the very same place: a person sees it once, in black."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for gray in (1, 0):
        canvas.setFillGray(gray)
        canvas.setFont(register(FONT), 14)
        canvas.drawString(80, 700, "2023年度收、支总计100.00万元。")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def empty_page_pdf() -> bytes:
    """A PDF of one page with nothing on it."""
    return _pages([""])


def long_pdf(*, pages: int = 2000) -> bytes:
    """Many pages with a line of text and a page number each; made by hand, in well under a second."""
    numbers = [f"第{number}页本年支出合计{number}.00万元，占本年支出的100%。" for number in range(1, pages + 1)]
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(pages))),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        b"/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for index, text in enumerate(numbers):
        shown = text.encode("utf-16-be").hex().upper().encode()
        foot = f"- {index + 1} -".encode("utf-16-be").hex().upper().encode()
        stream = b"BT /F1 14 Tf 80 700 Td <%s> Tj ET BT /F1 10 Tf 280 40 Td <%s> Tj ET" % (shown, foot)
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
        objects.append(page % (7 + 2 * index))
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    return _assembled(objects)


def many_objects_pdf(*, depth: int = 400) -> bytes:
    """A page tree nested ``depth`` deep, for readers that recurse."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>"]
    parents = [b"/Parent %d 0 R" % (level + 1) if level else b"" for level in range(depth)]
    objects += [b"<</Type/Pages/Count 1/Kids[%d 0 R]%s>>" % (level + 3, parent) for level, parent in enumerate(parents)]
    objects.append(b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]>>" % (depth + 1))
    return _assembled(objects)


def inflating_pdf(*, mebibytes: int = 200) -> bytes:
    """A page whose content stream inflates to ``mebibytes`` of blanks from some hundred kilobytes."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(mebibytes)) + packer.flush()
    return _assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        ]
    )


def zip_bomb_docx(*, mebibytes: int = 300) -> bytes:
    """A DOCX whose document part inflates to ``mebibytes`` from less than a thousandth of it."""
    return _package(_blank_parts(mebibytes))


def many_parts_docx(*, parts: int = 20_000) -> bytes:
    """A DOCX with a great many small parts."""
    return _package([(f"word/media/{number}.xml", iter([b"<a/>"])) for number in range(parts)], base=True)


def external_entity_docx(*, path: str = "/etc/hostname") -> bytes:
    """A DOCX whose document declares an external entity that reads ``path``."""
    declaration = f'<!DOCTYPE w:document [<!ENTITY secret SYSTEM "file://{path}">]>'
    return _changed_document(declaration, "&secret;")


def billion_laughs_docx(*, levels: int = 9) -> bytes:
    """A DOCX whose document declares entities that each repeat the one before ten times."""
    names = "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' if level else '<!ENTITY l0 "决算">' for level in range(levels)
    )
    return _changed_document(f"<!DOCTYPE w:document [{names}]>", f"&l{levels - 1};")


def truncated_docx(*, seed: int = 0) -> bytes:
    data = render_docx(make_document(seed))
    return data[: len(data) // 2]


def docx_without_document() -> bytes:
    """A ZIP file that calls itself DOCX and lacks ``word/document.xml``."""
    return _package([("word/styles.xml", iter([b"<w:styles/>"]))])


def huge_html(*, mebibytes: int = 50) -> bytes:
    """A web page of ``mebibytes``: one short paragraph of substance and a table that never ends."""
    head = '<html><head><meta charset="utf-8"><title>2023年度部门决算</title></head><body><p>2023年度收、支总计100.00万元。</p><table>'.encode()
    row = "<tr><td>行政运行</td><td>1,234.56</td><td>1,000.00</td><td>234.56</td></tr>\n".encode()
    return head + row * (mebibytes * (1 << 20) // len(row)) + b"</table></body></html>"


def deep_html(*, depth: int = 100_000) -> bytes:
    """A web page of ``<div>`` in ``<div>``, ``depth`` deep."""
    return b"<html><body>" + b"<div>" * depth + "收、支总计100.00万元".encode() + b"</div>" * depth + b"</body></html>"


SAMPLE = "第一部分 部门概况\n一、主要职能\n2023年度收、支总计100.00万元，比2022年增加1.00万元，增长1.01%。\n"


def gb18030_text() -> bytes:
    """Chinese text in GB18030, with a character that GBK lacks."""
    return (SAMPLE + "㐂㐅〇\n").encode("gb18030")


def utf16_text(*, mark: bool = True, big_endian: bool = False) -> bytes:
    """Chinese text in UTF-16, with or without its byte order mark."""
    body = SAMPLE.encode("utf-16-be" if big_endian else "utf-16-le")
    return (b"\xfe\xff" if big_endian else b"\xff\xfe") * mark + body


def broken_text() -> bytes:
    """UTF-8 text with bytes that fit no encoding in three places."""
    first, second, third = SAMPLE.splitlines(keepends=True)
    return first.encode() + b"\xff\xc0\x80" + second.encode()[:-2] + b"\n" + third.encode() + b"\xe5\x86"


def binary_noise(*, length: int = 4096) -> bytes:
    """Bytes that are no known kind of file, the same each time."""
    state, out = 7, bytearray()
    for _ in range(length):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(state >> 16 & 0xFF)
    return bytes(out)


# --- parts --------------------------------------------------------------------------------------------------------------


def _pages(lines: list[str], *, encrypt: object = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, encrypt=encrypt)
    for line in lines:
        canvas.setFont(register(FONT), 14)
        if line:
            canvas.drawString(80, 700, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _assembled(objects: list[bytes]) -> bytes:
    """A PDF file of numbered objects, the first its catalogue, with a right cross-reference table."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _blank_parts(mebibytes: int) -> list[tuple[str, Iterator[bytes]]]:
    blank = b" " * (1 << 20)
    name = "word/document.xml"
    return [("[Content_Types].xml", iter([b"<Types/>"])), (name, (blank for _ in range(mebibytes)))]


def _package(parts: list[tuple[str, Iterator[bytes]]], *, base: bool = False) -> bytes:
    out = io.BytesIO(render_docx(make_document(0)) if base else b"")
    with zipfile.ZipFile(out, "a" if base else "w", zipfile.ZIP_DEFLATED) as package:
        for name, chunks in parts:
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            with package.open(info, "w") as part:
                for chunk in chunks:
                    part.write(chunk)
    return out.getvalue()


def _changed_document(declaration: str, text: str) -> bytes:
    """A DOCX with ``declaration`` before its document element and a paragraph of ``text``."""
    source = zipfile.ZipFile(io.BytesIO(render_docx(make_document(0))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for info in source.infolist():
            data = source.read(info).decode()
            if info.filename == "word/document.xml":
                data = data.replace("<w:document ", f"{declaration}<w:document ", 1)
                data = data.replace("<w:body>", f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>", 1)
            package.writestr(zipfile.ZipInfo(info.filename, _STAMP), data.encode())
    return out.getvalue()
