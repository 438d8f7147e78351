"""The domain as data: vocabularies, forms, headings, phrases, codes, regions. Loaded once, validated, with a digest.

Data files stand beside this page (``data/``), in YAML and CSV that an accountant can read and extend. Each has a record type in
``schema.py`` style next to its loader; unknown keys, unknown metrics and unknown topics are load errors that name the entry.
"""

from __future__ import annotations

from extractor.knowledge.loading import data_text, load_yaml, stamp

__all__ = ["data_text", "load_yaml", "stamp"]
