"""The data of the forms: it holds the contract's vocabulary, names only what exists, and says where it is wrong."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml

from extractor.knowledge import statements as knowledge
from extractor.knowledge.vocabulary import metric_names
from extractor.problems import KnowledgeError


def test_the_contracts_forms_and_columns_are_all_there(shared: Path) -> None:
    contract = yaml.safe_load((shared / "contract" / "statements.yaml").read_text("utf-8"))
    forms = knowledge.load_statements().forms
    for kind in ("final_account", "budget"):
        for name, entry in contract[kind].items():
            assert forms[name].kind == kind
            assert forms[name].title == entry["title"]
            columns = forms[name].columns
            if forms[name].by_measure:
                assert {column.partition(".")[2] for column in entry["columns"]} <= set(columns)
            else:
                assert [column for column in columns if column in entry["columns"]] == entry["columns"]


def test_cells_state_only_metrics_of_the_vocabulary() -> None:
    stated = {rule.metric for rules in knowledge.load_statements().facts.values() for rule in rules if rule.metric}
    assert stated <= set(metric_names())


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"facts": "no_such"}, "forms.final.summary.facts"),
        ({"columns": {"revenue": ("revenue:no_such",)}}, "forms.final.summary.columns.revenue"),
    ],
)
def test_a_wrong_entry_is_named(change: dict[str, object], where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    good = knowledge.load_statements()
    summary = msgspec.structs.replace(good.forms["final.summary"], **change)
    bad = msgspec.structs.replace(good, forms={**good.forms, "final.summary": summary})
    monkeypatch.setattr(knowledge, "load_yaml", lambda *_: bad)
    with pytest.raises(KnowledgeError, match=where):
        knowledge.load_statements.__wrapped__()
