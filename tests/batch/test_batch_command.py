"""``juesuan batch`` as a person meets it: exit status, summary, quiet in pipes, tables at the end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batch_helpers import disclosure, misbehave
from typer.testing import CliRunner

import extractor
from extractor.cli import app

runner = CliRunner()


def run(*arguments: object) -> tuple[int, str, str]:
    result = runner.invoke(app, ["batch", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_folder_becomes_a_dataset_that_compares(tmp_path: Path) -> None:
    inputs, out = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    for year, three in ((2023, "10.00"), (2024, "12.50")):
        (inputs / f"{year}.txt").write_text(disclosure(year=year, three=three), "utf-8")
    status, stdout, stderr = run(inputs, "--out", out, "--workers", 1)
    assert (status, stdout) == (0, "")
    assert "文件 2（不同内容 2）：这次读了 2，已有 0" in stderr
    with extractor.open_dataset(out) as dataset:
        rows = dataset.rows("select fiscal_year, amount from figures where metric = 'three_public.total' order by 1")
        assert dataset.rows("select distinct organisation from documents") == [{"organisation": "511622:水利局"}]
    assert [(row["fiscal_year"], row["amount"]) for row in rows] == [(2023, 100000), (2024, 125000)]

    (inputs / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    status, _, stderr = run(inputs, "--out", out, "--workers", 1, "--lang", "en")
    assert status == 1
    assert "read 1, known 2" in stderr
    assert "failed 1 (I105 1)" in stderr
    assert "  broken.pdf: [I105]" in stderr

    (inputs / "broken.pdf").unlink()
    status, _, stderr = run(inputs, "--out", out, "--workers", 1, "--prune")
    assert status == 0
    with extractor.open_dataset(out) as dataset:
        assert len(dataset.rows("select * from documents")) == 2


def test_interrupt_keeps_what_was_read_and_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(tmp_path / "site", monkeypatch)
    inputs, out = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    (inputs / "a.txt").write_text(disclosure(), "utf-8")
    (inputs / "b.txt").write_text(disclosure() + "HANG", "utf-8")
    command = [sys.executable, "-m", "extractor", "batch", str(inputs), "--out", str(out), "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        if list((out / "documents").glob("*/*.json")):
            break
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "再运行一次接着做" in stderr
    assert "Traceback" not in stderr


def test_nothing_readable_or_nothing_there_is_two(tmp_path: Path) -> None:
    assert run(tmp_path / "none", "--out", tmp_path / "out")[0] == 2
    (tmp_path / "empty.pdf").write_bytes(b"")
    status, _, stderr = run(tmp_path / "empty.pdf", "--out", tmp_path / "out", "--no-tables")
    assert status == 2
    assert "I103 1" in stderr


def test_without_duckdb_documents_are_kept_and_the_missing_tables_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    (tmp_path / "a.txt").write_text(disclosure(), "utf-8")
    status, _, stderr = run(tmp_path / "a.txt", "--out", tmp_path / "out", "--workers", 1)
    assert status == 1
    assert 'pip install "juesuan[dataset]"' in stderr
    assert len(list((tmp_path / "out" / "documents").glob("*/*.json"))) == 1
