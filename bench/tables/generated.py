"""Generated forms: layouts × producers × readers, with seconds of processor time a page."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2

from bench.tables.layouts import LAYOUTS, Case, cases_of
from bench.tables.producers import PRODUCERS, make_pdf, rebuilt, warm
from bench.tables.readers import READERS
from bench.tables.scores import Score, score_tables

SAMPLE_PAGES = 8  # camelot reads one case of at most so many pages a layout and producer: it is slow
WORDS = 12  # wrong rows kept a layout and producer


def run_generated(
    *,
    layouts: Sequence[str] = (),
    producers: Sequence[str] = (),
    readers: Sequence[str] = (),
    camelot_producers: Sequence[str] = ("reportlab",),
    seeds: Sequence[int] = (1,),
    keep: Path | None = None,
) -> list[dict[str, Any]]:
    """One result a layout, producer and reader; empty sequences mean all. ``keep`` is a folder for the PDFs made."""
    results: list[dict[str, Any]] = []
    warm([cases_of(layout, seed) for layout in layouts or LAYOUTS for seed in seeds], producers or list(PRODUCERS))
    for layout in layouts or LAYOUTS:
        for producer in producers or PRODUCERS:
            made = []
            for seed in seeds:
                case = cases_of(layout, seed)
                data = make_pdf(case, producer)
                if data is None:
                    break
                made.append((rebuilt(case, data), data))
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{layout.replace(' ', '_').replace(',', '')}-{producer}-{seed}.pdf").write_bytes(data)
            for reader in readers or READERS:
                if not made:
                    continue
                sample = reader.startswith("camelot")
                if sample and producer not in camelot_producers:
                    continue
                results.append(read_made(layout, producer, reader, made[:1] if sample else made))
                shown = results[-1]
                print(
                    f"{layout:30} {producer:16} {reader:16} row {shown['row_exact']:.4f} span {shown['span_exact']:.4f}",
                    flush=True,
                )
    return results


def read_made(layout: str, producer: str, reader: str, made: Sequence[tuple[Case, bytes]]) -> dict[str, Any]:
    """The result of one reader on the documents of one layout by one producer."""
    score, pages, seconds = Score(), 0, 0.0
    wrong: list[str] = []
    error = None
    for case, data in made:
        count = len(pypdfium2.PdfDocument(data))
        if reader.startswith("camelot") and count > SAMPLE_PAGES:
            continue
        start = time.process_time()
        try:
            read = READERS[reader](data)
        except Exception as failure:  # a benchmark says which reader broke and goes on
            error, read = f"{type(failure).__name__}: {failure}", []
        seconds += time.process_time() - start
        pages += count
        one, lines = score_tables(case.truth, read, stitched=reader == "ours")
        score.add(one)
        wrong += lines
    return {
        "layout": layout,
        "producer": producer,
        "reader": reader,
        "measured": time.strftime("%Y-%m-%d"),
        **score.rates(),
        "rows": score.rows,
        "cells": score.truth_cells,
        "pages": pages,
        "seconds_per_page": round(seconds / pages, 4) if pages else None,
        **({"error": error} if error else {}),
        **({"wrong": [line[:300] for line in wrong[:WORDS]]} if reader == "ours" and wrong else {}),
    }
