"""The same batch on a dask cluster: identical readings, poison isolated, a killed worker replaced."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from batch_helpers import disclosure, misbehave

from extractor.batch import Limits, run_batch
from extractor.problems import JuesuanError

distributed = pytest.importorskip("distributed")


def readings(dataset: Path) -> list[tuple[object, ...]]:
    base = sqlite3.connect(dataset / "ledger.sqlite")
    try:
        return base.execute("select sha256, status, code, message from readings order by sha256").fetchall()
    finally:
        base.close()


def files(dataset: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for folder in ("documents", "rows")
        for path in (dataset / folder).glob("*/*.json*")
    }


def test_cluster_gives_what_a_local_run_gives_with_a_worker_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    misbehave(tmp_path / "site", monkeypatch)
    monkeypatch.setenv("JUESUAN_TEST_SLEEP", "0.1")
    inputs = tmp_path / "in"
    inputs.mkdir()
    for year in range(2016, 2024):
        (inputs / f"{year}.txt").write_text(disclosure(year=year), "utf-8")
    (inputs / "crash.txt").write_text(disclosure() + "CRASH", "utf-8")
    limits = Limits(timeout=60, memory=1500)
    run_batch([inputs], tmp_path / "local", workers=2, limits=limits, tables=False)

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        victim = next(iter(cluster.workers.values())).pid

        def kill_one() -> None:
            time.sleep(1.5)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill_one)
        killer.start()
        summary = run_batch(
            [inputs], tmp_path / "cluster", limits=limits, tables=False, scheduler=cluster.scheduler_address
        )
        killer.join()
    assert (summary.complete, summary.failures) == (8, {"B103": 1})
    assert readings(tmp_path / "cluster") == readings(tmp_path / "local")
    assert files(tmp_path / "cluster") == files(tmp_path / "local")


def test_no_scheduler_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.batch.cluster.CONNECT_SECONDS", 0.5)
    (tmp_path / "a.txt").write_text(disclosure(), "utf-8")
    with pytest.raises(JuesuanError) as caught:
        run_batch([tmp_path / "a.txt"], tmp_path / "out", tables=False, scheduler="tcp://127.0.0.1:9")
    assert caught.value.code == "B108"
