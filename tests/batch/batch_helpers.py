"""Small disclosures as text, and a reader that can be made to crash, hang, blow up or fail by a word in the document."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

MISBEHAVING = """
import os, signal, time
import extractor.pipeline as pipeline

_read = pipeline.read_closely

def read_closely(data, *, name):
    time.sleep(float(os.environ.get("JUESUAN_TEST_SLEEP", "0")))
    if b"CRASH" in data:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"EXIT" in data:
        os._exit(7)
    if b"HANG" in data:
        time.sleep(1000)
    if b"MEMORY" in data:
        held = [bytearray(64 << 20) for _ in range(1000)]
    if b"BUG" in data:
        raise ValueError("三公")
    if b"PRINT" in data:
        os.write(1, b"{not an answer}\\n")
    return _read(data, name=name)

pipeline.read_closely = read_closely
"""


def disclosure(publisher: str = "武胜县水利局", year: int = 2024, total: str = "1256.30", three: str = "12.50") -> str:
    """A short final account as text."""
    return f"""四川省{publisher}{year}年度部门决算

第二部分 {year}年度部门决算情况说明
一、收入支出决算总体情况说明
{year}年度收、支总计{total}万元。与{year - 1}年相比，收、支总计增加56.30万元，增长4.69%。
二、“三公”经费财政拨款支出决算情况说明
（一）“三公”经费财政拨款支出决算总体情况说明
{year}年“三公”经费财政拨款支出决算为{three}万元，完成预算100%。
"""


def misbehave(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes started from now on misbehave at the words CRASH, EXIT, HANG, MEMORY, BUG and PRINT."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(MISBEHAVING, "utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]))
