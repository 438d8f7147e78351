"""决算 (Juesuan): Chinese departmental fiscal disclosures as typed, sourced data.

>>> import extractor
>>> disclosure = extractor.read("report.pdf")  # doctest: +SKIP
>>> print(disclosure.to_json())  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.dataset.opening import open_dataset
    from extractor.pipeline import read
    from extractor.problems import JuesuanError
    from extractor.records import Disclosure

__version__ = "0.1.0"
__all__ = ["Disclosure", "JuesuanError", "__version__", "open_dataset", "read"]

_HOMES = {
    "read": "extractor.pipeline",
    "JuesuanError": "extractor.problems",
    "Disclosure": "extractor.records",
    "open_dataset": "extractor.dataset.opening",
}


def __getattr__(name: str) -> Any:
    """Imports on first use, so that ``import extractor`` and ``juesuan --help`` are quick."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'extractor' has no attribute {name!r}")
