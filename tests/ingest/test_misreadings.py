"""Look-alikes that recognition gives."""

from __future__ import annotations

import pytest

from extractor.knowledge import misreadings as module
from extractor.knowledge.misreadings import misreadings
from extractor.problems import KnowledgeError


def test_what_is_meant_is_as_long_as_what_is_read() -> None:
    assert ("部内", "部门") in misreadings()
    assert all(len(read) == len(meant) and read != meant for read, meant in misreadings())


def test_a_pair_of_two_lengths_is_a_load_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_csv", lambda *_: [{"read": "部内", "meant": "部门决算"}])
    with pytest.raises(KnowledgeError, match="部内"):
        misreadings.__wrapped__()
