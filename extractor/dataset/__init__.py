"""Datasets: Parquet tables with a data package, put together from readings, opened with DuckDB."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from extractor.problems import JuesuanError


def needed(module: str, *, what: str, package: str, extra: str) -> Any:
    """An optional module, or a coded error that says how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise JuesuanError("D101", what=what, package=package, extra=extra) from error
