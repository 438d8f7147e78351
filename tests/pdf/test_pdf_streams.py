"""Streams that inflate beyond all measure end the reading before pdfium holds them."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from corpus.generator import broken
from extractor.ingest.pdf import read_pdf
from extractor.ingest.pdf_streams import refuse_inflating
from extractor.problems import JuesuanError

LIMIT = 1 << 20


def pdf_with(stream: bytes, dictionary: bytes) -> bytes:
    return b"%PDF-1.7\n4 0 obj\n<<" + dictionary + b">>stream\n" + stream + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    ("stream", "dictionary"),
    [
        (zlib.compress(b" " * (LIMIT + 1)), b"/Length 1100/Filter/FlateDecode"),
        (zlib.compress(b" " * (LIMIT + 1)), b"/Filter 7 0 R/Length 8 0 R"),
        (zlib.compress(zlib.compress(b" " * (3 * LIMIT), 9), 9), b"/Filter[/FlateDecode/FlateDecode]"),
        (zlib.compress(b"endstream" + b" " * LIMIT, 9), b"/Length 1100/Filter/Fl"),
    ],
)
def test_a_stream_past_the_limit_is_refused(stream: bytes, dictionary: bytes) -> None:
    with pytest.raises(JuesuanError) as caught:
        refuse_inflating(pdf_with(stream, dictionary), name="a.pdf", limit=LIMIT)
    assert caught.value.code == "I108"
    assert "1 MB" in caught.value.message()


@pytest.mark.parametrize(
    ("stream", "dictionary"),
    [
        (zlib.compress(b" " * LIMIT), b"/Filter/FlateDecode"),
        (zlib.compress(zlib.compress(b" " * (LIMIT // 2), 9), 9), b"/Filter[/FlateDecode/FlateDecode]"),
        (b"\xff\xd8" + b"\0" * 5000, b"/Filter/DCTDecode"),
        (zlib.compress(b" " * 2 * LIMIT), b"/Subtype/Image/Filter/FlateDecode"),  # opened only where it is drawn
        (zlib.compress(b" " * LIMIT)[:-9], b"/Filter/FlateDecode"),  # cut off
    ],
)
def test_what_stays_within_it_is_read(stream: bytes, dictionary: bytes) -> None:
    refuse_inflating(pdf_with(stream, dictionary), name="a.pdf", limit=LIMIT)


def test_a_whole_file_ends_with_its_code() -> None:
    with pytest.raises(JuesuanError) as caught:
        read_pdf(broken.inflating_pdf(), name="a.pdf")
    assert caught.value.code == "I108"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells its peak on Linux only")
def test_a_hostile_file_takes_no_more_memory_than_others() -> None:
    code = (
        "import extractor; from extractor.pipeline import read_closely; from corpus.generator import broken; data = broken.inflating_pdf()\n"
        "try: read_closely(data, name='a.pdf')\n"
        "except extractor.JuesuanError as error: print(error.code, open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == "I108"
    assert int(said[1]) < 150_000  # KB; it was 448 MB with pdfium inflating 200 MB
