"""The documents of ``bench.batch``: generated, in four formats, one in a hundred broken; the same for the same number."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from corpus.generator import broken, make_document, render

FORMATS = ("pdf", "docx", "txt", "html")
BROKEN_EVERY = 80  # 25 of 2,000: each way once
# name → the ending under which such a file is met, its bytes, and how its reading may end.
BROKEN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "truncated_pdf": ("pdf", broken.truncated_pdf),
    "headless_pdf": ("pdf", broken.headless_pdf),
    "not_a_pdf": ("pdf", broken.not_a_pdf),
    "encrypted_pdf": ("pdf", broken.encrypted_pdf),
    "pictures_pdf": ("pdf", broken.pictures_pdf),
    "mixed_pdf": ("pdf", broken.mixed_pdf),
    "empty_page_pdf": ("pdf", broken.empty_page_pdf),
    "many_objects_pdf": ("pdf", broken.many_objects_pdf),
    "inflating_pdf": ("pdf", broken.inflating_pdf),
    "zip_bomb_docx": ("docx", broken.zip_bomb_docx),
    "many_parts_docx": ("docx", broken.many_parts_docx),
    "external_entity_docx": ("docx", broken.external_entity_docx),
    "billion_laughs_docx": ("docx", broken.billion_laughs_docx),
    "truncated_docx": ("docx", broken.truncated_docx),
    "docx_without_document": ("docx", broken.docx_without_document),
    "deep_html": ("html", broken.deep_html),
    "broken_text": ("txt", broken.broken_text),
    "binary_noise": ("pdf", broken.binary_noise),
    "empty": ("txt", lambda: b""),
    "white_twin_pdf": ("pdf", broken.white_twin_pdf),
    "long_pdf": ("pdf", lambda: broken.long_pdf(pages=400)),
    "huge_html": ("html", lambda: broken.huge_html(mebibytes=20)),
    "gb18030_text": ("txt", broken.gb18030_text),
    "utf16_text": ("txt", broken.utf16_text),
}
# How the reading of each may end: a code, or the status of one that can be read in part or whole.
EXPECTED: dict[str, tuple[str, ...]] = {
    "truncated_pdf": ("I105",),
    "headless_pdf": ("I105",),
    "not_a_pdf": ("complete", "partial"),
    "encrypted_pdf": ("I106",),
    "pictures_pdf": ("I107", "I114", "partial", "complete"),
    "mixed_pdf": ("complete", "partial"),
    "empty_page_pdf": ("I114",),
    "many_objects_pdf": ("I114",),
    "inflating_pdf": ("I108",),
    "zip_bomb_docx": ("I109",),
    "many_parts_docx": ("I109",),
    "external_entity_docx": ("I111",),
    "billion_laughs_docx": ("I111",),
    "truncated_docx": ("I110",),
    "docx_without_document": ("I110",),
    "deep_html": ("I108",),
    "broken_text": ("complete", "partial"),
    "binary_noise": ("I104",),
    "empty": ("I103",),
    "white_twin_pdf": ("complete",),
    "long_pdf": ("complete",),
    "huge_html": ("I108",),
    "gb18030_text": ("complete",),
    "utf16_text": ("complete",),
}


def inputs_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*"))


def make_inputs(folder: Path, count: int) -> None:
    """``count`` files, made once; a broken one says in its name what is wrong with it."""
    if (folder / ".whole").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    begun, ways = time.perf_counter(), list(BROKEN)
    for number in range(count):
        turn = number // BROKEN_EVERY
        if number % BROKEN_EVERY == BROKEN_EVERY - 1:
            way = ways[turn % len(ways)]
            ending, make = BROKEN[way]
            name, data = f"{number:06d}-{way}.{ending}", make()
            if data:
                data += str(turn).encode() if ending == "txt" and turn >= len(ways) else b""
        else:
            ending = FORMATS[number % len(FORMATS)]
            kind = "budget" if number % 3 == 2 else "final_account"
            name, data = f"{number:06d}.{ending}", render(make_document(number, kind=kind), ending)  # type: ignore[arg-type]
        (folder / name).write_bytes(data)
    (folder / ".whole").touch()
    print(f"made {count} documents in {time.perf_counter() - begun:.0f} s", flush=True)
