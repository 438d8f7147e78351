"""``spacy.load("zh_fiscal")`` opens this package: words, sections, amounts and facts of Chinese fiscal disclosures.

It lies within Juesuan's wheel; a line in ``juesuan-spacy.pth`` puts its folder where Python and spaCy look for installed packages.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

DATA = Path(__file__).parent / "data"


def load(**overrides: Any) -> Language:
    """The pipeline; ``overrides`` are those of ``spacy.load``. Raises ``JuesuanError`` D101 where jieba is missing."""
    from spacy.util import load_model_from_path

    from extractor.language import needed

    needed()
    return load_model_from_path(DATA, **overrides)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return json.loads((DATA / "meta.json").read_text("utf-8"))["version"]
    raise AttributeError(name)
