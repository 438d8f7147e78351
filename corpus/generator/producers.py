"""PDF by other programs: LibreOffice from a DOCX, Chromium's print of a web page. What they made is kept by the hash of what they were given."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(tempfile.gettempdir(), "juesuan-bench-pdf")
SECONDS = 120  # for one program run: LibreOffice needs 10 s for its first start on this machine
PROGRAMS = {"libreoffice": "soffice", "chromium": "chromium"}


def installed(producer: str) -> bool:
    """Whether the machine has the producer's program; reportlab needs none."""
    program = PROGRAMS.get(producer)
    return program is None or shutil.which(program) is not None


def office_pdf(docx: bytes) -> bytes:
    """A DOCX as LibreOffice prints it."""
    warm_office([docx])
    return _cached(docx).read_bytes()


def warm_office(sources: Sequence[bytes]) -> None:
    """Let LibreOffice print many DOCX in few starts; ``office_pdf`` then finds them kept."""
    missing = [docx for docx in sorted(set(sources)) if not _cached(docx).exists()]
    for start in range(0, len(missing), 16):
        _convert(missing[start : start + 16])


def browser_pdf(page: bytes) -> bytes:
    """A web page as Chromium prints it, without the browser's own head and foot."""
    target = _cached(page)
    if not target.exists():
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "case.html")
            source.write_bytes(page)
            subprocess.run(
                [
                    "chromium",
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-pdf-header-footer",
                    f"--user-data-dir={folder}/profile",
                    f"--print-to-pdf={target}",
                    source.as_uri(),
                ],
                check=True,
                capture_output=True,
                timeout=SECONDS,
            )
    return target.read_bytes()


def _convert(sources: Sequence[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for source in sources:
            path = Path(folder, _cached(source).stem + ".docx")
            path.write_bytes(source)
            paths.append(str(path))
        profile = Path(tempfile.gettempdir(), "juesuan-bench-libreoffice")
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                *paths,
            ],
            check=True,
            capture_output=True,
            timeout=SECONDS + 20 * len(paths),
        )
        for source in sources:
            shutil.move(Path(folder, _cached(source).name), _cached(source))


def _cached(source: bytes) -> Path:
    """Where the PDF of a DOCX or HTML is kept between runs."""
    CACHE.mkdir(parents=True, exist_ok=True)
    return CACHE / f"{hashlib.sha256(source).hexdigest()[:20]}.pdf"
