"""Speed side by side, in one run, on the same documents: ``make bench``.

pypdfium2's plain text is the floor; pdfplumber's ``extract_text`` + ``extract_tables`` is the bar; camelot's lattice reads a few pages only,
since it is slow. Readers take turns document by document, so that a drifting machine slows all alike. Pictures of pages are not
recognised (the extra ``ocr``): none of the other readers does.

Then the share of the checks: for each document, the time of all checks against that of its whole reading. Knowledge is loaded once in the
life of a process, before the first document, and counted to none.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from extractor.ingest import ocr

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
CAMELOT_PAGES = 2  # of each document, from the middle: where the forms are
ROUNDS = 5  # readings of each document for the share of its checks; the fastest count
BAR = 5.0  # percent of the reading time that all checks of a document may take


def main() -> int:
    """Print pages a second and ratios for each reader, and the share of the checks."""
    paths = sorted(SHARED.glob("*.pdf"))
    if not paths:
        print(f"{SHARED} 不在这台机器上", file=sys.stderr)
        return 2
    with patch.object(ocr, "available", return_value=False):
        _print_readers(paths)
        _print_checks(paths)
    return 0


def _print_readers(paths: list[Path]) -> None:
    import extractor

    extractor.read(paths[0])  # knowledge is loaded once in the life of a process
    readers: dict[str, Callable[[Path], int]] = {
        "pypdfium2 plain text": _pdfium_text,
        "juesuan text + grids": _grids,
        "juesuan extractor.read": _juesuan,
        "pdfplumber text + tables": _pdfplumber,
        "camelot lattice": _camelot,
    }
    seconds = dict.fromkeys(readers, 0.0)
    pages = dict.fromkeys(readers, 0)
    for path in paths:
        for name, reader in readers.items():
            start = time.perf_counter()
            pages[name] += reader(path)
            seconds[name] += time.perf_counter() - start
    rate = {name: pages[name] / seconds[name] for name in readers}
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    print(f"{'reader':28} {'pages':>6} {'pages/s':>8} {'ms/page':>8} {'× floor time':>12} {'× pdfplumber speed':>19}")
    for name in readers:
        floor = rate["pypdfium2 plain text"] / rate[name]
        faster = rate[name] / rate["pdfplumber text + tables"]
        print(f"{name:28} {pages[name]:6} {rate[name]:8.1f} {1000 / rate[name]:8.2f} {floor:12.2f} {faster:19.2f}")
    print(f"peak memory of one process that reads all documents with extractor.read: {_memory(paths):.0f} MB")


def _print_checks(paths: list[Path]) -> None:
    """All checks of a document against its whole reading, checks included: processor time, the fastest of each."""
    import extractor
    from extractor.checks import findings_of

    print(f"\n{'document':45} {'pages':>6} {'reading ms':>11} {'checks ms':>10} {'share':>7}")
    for path in paths:
        reading = checks = float("inf")
        pages = 0
        for _ in range(ROUNDS):
            start = time.process_time()
            disclosure = extractor.read(path)
            reading = min(reading, time.process_time() - start)
            start = time.process_time()
            findings_of(disclosure)
            checks = min(checks, time.process_time() - start)
            pages = disclosure.source.pages or 0
        share = 100 * checks / reading
        over = f"  over {BAR:.0f} %" if share > BAR else ""
        print(f"{path.name:45} {pages:6} {1000 * reading:11.1f} {1000 * checks:10.2f} {share:6.1f}%{over}")


def _pdfium_text(path: Path) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for index in range(len(document)):
            page = document[index]
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        return len(document)


def _grids(path: Path) -> int:
    from extractor.pipeline import lay_out_pdf

    return lay_out_pdf(path.read_bytes(), name=path.name)[0].source.pages or 0


def _juesuan(path: Path) -> int:
    import extractor

    return extractor.read(path).source.pages or 0


def _pdfplumber(path: Path) -> int:
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()
        return len(document.pages)


def _camelot(path: Path) -> int:
    import camelot
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        count = len(document)
    chosen = range(count // 2, min(count, count // 2 + CAMELOT_PAGES))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        camelot.read_pdf(str(path), pages=",".join(str(number + 1) for number in chosen), flavor="lattice")
    return len(chosen)


def _memory(paths: list[Path]) -> float:
    """Peak resident memory in MB of a fresh process that reads ``paths`` one after the other (VmHWM, Linux only)."""
    code = (
        "import sys, extractor\n"
        "from extractor.ingest import ocr\n"
        "ocr.available = lambda: False\n"
        "for path in sys.argv[1:]: extractor.read(path)\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", code, *map(str, paths)], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


if __name__ == "__main__":
    raise SystemExit(main())
