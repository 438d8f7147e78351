"""The table benchmark: generated forms by several producers with cell truth, the real documents, and odd PDFs.

``python -m bench.tables`` writes ``bench/tables/results/*.json`` and ``docs/tables.md``.
"""
