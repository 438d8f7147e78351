"""One document's crash, hang or hunger costs that document; a kill costs nothing that was finished."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batch_helpers import disclosure, misbehave

from extractor.batch import Limits, Progress, run_batch
from extractor.problems import JuesuanError
from extractor.records import Disclosure


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def readings(dataset: Path) -> dict[str, tuple[str, str | None]]:
    """File path → (status, code) by the ledger."""
    base = sqlite3.connect(dataset / "ledger.sqlite")
    try:
        rows = base.execute("select path, status, code from files join readings using (sha256)").fetchall()
    finally:
        base.close()
    return {path: (status, code) for path, status, code in rows}


def test_poison_documents_are_recorded_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(tmp_path / "site", monkeypatch)
    inputs = tmp_path / "in"
    for word in ("CRASH", "EXIT", "HANG", "MEMORY", "BUG", "PRINT"):
        write(inputs, f"{word}.txt", disclosure() + word)
    write(inputs, "good-1.txt", disclosure(year=2022))
    write(inputs, "good-2.txt", disclosure(year=2023))
    write(inputs, "empty.txt", "")
    (inputs / "cut.pdf").write_bytes(b"%PDF-1.7\n%cut short")
    seen: list[Progress] = []

    summary = run_batch(
        [inputs], tmp_path / "out", workers=2, limits=Limits(timeout=15, memory=700), tables=False, watch=seen.append
    )

    found = readings(tmp_path / "out")
    assert {path: code for path, (_, code) in found.items()} == {
        "CRASH.txt": "B103",
        "EXIT.txt": "B103",
        "HANG.txt": "B101",
        "MEMORY.txt": "B102",
        "BUG.txt": "B104",
        "PRINT.txt": None,
        "good-1.txt": None,
        "good-2.txt": None,
        "empty.txt": "I103",
        "cut.pdf": "I105",
    }
    assert summary.failed == 7
    assert summary.failures == {
        "B101": 1,
        "B102": 1,
        "B103": 2,
        "B104": 1,
        "I103": 1,
        "I105": 1,
    }
    assert (seen[-1].done, seen[-1].total, seen[-1].failed) == (9, 9, 6)  # the empty file was never handed out
    base = sqlite3.connect(tmp_path / "out" / "ledger.sqlite")
    (message,) = base.execute(
        "select message from readings where code = 'B103' and message like '%SIGSEGV%'"
    ).fetchone()
    base.close()
    assert "CRASH.txt" in message


def test_second_run_reads_only_what_is_new_or_changed(tmp_path: Path) -> None:
    inputs, out = tmp_path / "in", tmp_path / "out"
    write(inputs, "a.txt", disclosure(year=2022))
    write(inputs, "b.txt", disclosure(year=2023))
    write(inputs, "sub/copy.txt", disclosure(year=2023))
    first = run_batch([inputs], out, workers=1, tables=False)
    assert (first.files, first.documents, first.read, first.same_bytes) == (3, 2, 2, 1)

    second = run_batch([inputs], out, workers=1, tables=False)
    assert (second.read, second.known) == (0, 2)

    write(inputs, "a.txt", disclosure(year=2022, total="9.99"))
    write(inputs, "c.txt", disclosure(year=2021))
    third = run_batch([inputs], out, workers=1, tables=False)
    assert (third.read, third.known) == (2, 1)

    base = sqlite3.connect(out / "ledger.sqlite")  # a reading by other domain data is not current
    base.execute("update readings set version = 'older'")
    base.commit()
    base.close()
    assert run_batch([inputs], out, workers=1, tables=False).read == 3


def test_document_json_is_what_extract_gives(tmp_path: Path) -> None:
    from extractor import read

    path = write(tmp_path / "in", "a.txt", disclosure())
    run_batch([path.parent], tmp_path / "out", workers=1, tables=False)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = (tmp_path / "out" / "documents" / digest[:2] / f"{digest}.json").read_bytes()
    assert Disclosure.from_json(kept) == read(path)


def test_killed_run_loses_nothing_finished_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    misbehave(tmp_path / "site", monkeypatch)
    monkeypatch.setenv("JUESUAN_TEST_SLEEP", "0.25")
    inputs, out = tmp_path / "in", tmp_path / "out"
    for year in range(2010, 2024):
        write(inputs, f"{year}.txt", disclosure(year=year))
    command = [
        sys.executable,
        "-m",
        "extractor",
        "batch",
        str(inputs),
        "--out",
        str(out),
        "--workers",
        "2",
        "--no-tables",
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not (out / "ledger.sqlite").exists() or len(_safely(out)) < 4):
        time.sleep(0.05)
    children = _children(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    finished = _safely(out)
    assert 4 <= len(finished) < 14
    for path in (out / "documents").glob("*/[!.]*.json"):
        json.loads(path.read_text("utf-8"))
    assert children
    for child in children:  # no worker outlives the run
        for _ in range(40):
            if not _alive(child):
                break
            time.sleep(0.05)
        assert not _alive(child)

    monkeypatch.setenv("JUESUAN_TEST_SLEEP", "0")
    summary = run_batch([inputs], out, workers=2, tables=False)
    assert summary.read == 14 - len(finished)
    assert summary.complete == 14
    assert not list(out.glob("*/*/.*.part"))


def _safely(out: Path) -> dict[str, tuple[str, str | None]]:
    try:
        return readings(out)
    except sqlite3.OperationalError:
        return {}


def _children(pid: int) -> list[int]:
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and (status := _status(int(entry.name))) is not None and f"\nPPid:\t{pid}\n" in status
    ]


def _status(pid: int) -> str | None:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None


def _alive(pid: int) -> bool:
    status = _status(pid)
    return status is not None and "State:\tZ" not in status


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    import fcntl

    write(tmp_path / "in", "a.txt", disclosure())
    out = tmp_path / "out"
    out.mkdir()
    with (out / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(JuesuanError) as caught:
            run_batch([tmp_path / "in"], out, tables=False)
    assert caught.value.code == "B105"
