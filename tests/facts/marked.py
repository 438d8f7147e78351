"""Made-up disclosures with their gold written into the text, before any output was seen.

A head of YAML (the profile; ``format`` of the document; ``mistakes`` that are known, by task), a line ``---``, and the text. In it

- ``⟦topic⟧title⟦⟧`` is a heading (topics by the short names of ``documents/marks.yaml``);
- ``{METRIC ...}`` stands before the number that is a fact. Without more it is the document's own measure (決算: actual, budget: budget) in
  the document's year. ``b bi a m c r c- r- flat``: budget, budget_initial, actual, completion, change, change_rate, their falls, 持平;
  ``s:METRIC`` a share of it; ``@2021`` the year; ``<2021`` the base year; ``~b ~bi ~a`` the basis; ``=5`` a value; ``u=X`` a unit;
  ``f= t= vu= vt= th= pj=`` the dims function, staff_type, vehicle_use, vehicle_type, threshold_yuan, project; any other ``dim=value``.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from extractor.knowledge.metrics import load_metrics, metrics_file
from extractor.money import numeral_value
from extractor.sections.numbering import read_number

HERE = Path(__file__).parent / "documents"
MEASURES = {"a": "actual", "b": "budget", "bi": "budget_initial", "m": "completion", "c": "change", "r": "change_rate"}
BASES = {"b": "budget", "bi": "budget_initial", "a": "actual"}
DIMS = {
    "f": "function",
    "t": "staff_type",
    "vu": "vehicle_use",
    "vt": "vehicle_type",
    "th": "threshold_yuan",
    "pj": "project",
}
ACTUAL = ("performance.score", "performance.satisfaction", "standard.per_head")
UNIT = re.compile(
    r"\s*(萬元|億元|輛|個|万元|亿元|千元|元|个百分点|%|％|批次|人次|个团组|团组|台（套）|台\(套\)|台套|辆|台|套|个|项|家|人|名|批|次|分|户)?"
)
NUMBER = re.compile(
    r"[-－]?[\d０-９][\d０-９,，.．\s]*[\d０-９]|[\d０-９]|[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+"
)
MARK = re.compile(r"\{([A-Z0-9]+)([^{}]*)\}")
HEADING = re.compile(r"⟦(\w+)⟧(.*?)⟦⟧", re.DOTALL)
HALF_WIDTH = str.maketrans("０１２３４５６７８９，．－", "0123456789,.-")
SIMPLE = str.maketrans("萬億輛個％", "万亿辆个%")


class Marked(NamedTuple):
    """The text without marks, its file name, its gold as ``score_document`` takes it, and the known mistakes by task."""

    text: str
    name: str
    gold: dict[str, Any]
    mistakes: dict[str, int]


@cache
def marks() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((HERE / "marks.yaml").read_text("utf-8"))
    return loaded


def load(name: str) -> Marked:
    head, body = (HERE / f"{name}.txt").read_text("utf-8").split("\n---\n", 1)
    meta = yaml.safe_load(head)
    sections: list[dict[str, str]] = []

    def heading(match: re.Match[str]) -> str:
        number = read_number(match[2])
        title = match[2][number.length :] if number else match[2]
        sections.append({"title": title.strip(), "topic": marks()["topics"][match[1]]})
        return match[2]

    body = HEADING.sub(heading, body)
    facts = [_fact(match, body[match.end() :], meta) for match in MARK.finditer(body)]
    profile = {
        key: meta[key]
        for key in ("publisher", "region", "region_code", "level", "fiscal_year", "kind", "scope")
        if key in meta
    }
    gold = {"profile": profile, "sections": sections, "facts": facts}
    return Marked(MARK.sub("", body), f"{name}.{meta.get('format', 'txt')}", gold, meta.get("mistakes", {}))


def _fact(match: re.Match[str], rest: str, meta: dict[str, Any]) -> dict[str, Any]:
    metric = marks()["metrics"][match[1]]
    fact: dict[str, Any] = {"metric": metric, "year": meta["fiscal_year"], "basis": None, "dims": {}, "origin": "prose"}
    fact["measure"] = _own_measure(metric, meta["kind"])
    value: Decimal | None = None
    unit: str | None = None
    fall, base, united = False, "year before", False
    for option in match[2].split():
        key, _, said = option.partition("=")
        if option in ("c-", "r-") or option in MEASURES:
            fact["measure"], fall = MEASURES[option.rstrip("-")], option.endswith("-")
        elif option == "flat":
            fact["measure"], value, united = "change", Decimal(0), True
        elif option.startswith("s:"):
            fact["measure"], fact["dims"]["of"] = "share", marks()["metrics"][option[2:]]
        elif option[0] in "@<":
            fact["year"], base = (int(option[1:]), base) if option[0] == "@" else (fact["year"], option[1:])
        elif option[0] == "~":
            fact["basis"] = BASES[option[1:]]
        elif key == "":
            value = Decimal(said)
        elif key == "u":
            unit, united = said or None, True
        else:
            fact["dims"][DIMS.get(key, key)] = said
    fact["base_year"] = None
    if fact["measure"].startswith("change"):
        fact["base_year"] = fact["year"] - 1 if base == "year before" else int(base)
    number = NUMBER.search(rest)
    if value is None:
        assert number is not None, match[0]
        value = _value(number[0])
    if not united and number is not None:
        found = UNIT.match(rest, number.end())
        unit = found[1].translate(SIMPLE) if found and found[1] else None
    unit = {"个团组": "个"}.get(unit, unit) if unit else unit
    unit = "台（套）" if unit == "台(套)" else unit
    return {**fact, "value": str(-abs(value) if fall else value), "unit": unit}


def _own_measure(metric: str, kind: str) -> str:
    named = metrics_file().surfaces.get(metric)
    if load_metrics()[metric].kind == "count" and metric not in ACTUAL:
        return "count"
    if metric in ACTUAL:
        return "actual"
    if named is not None and named.measure is not None:
        return named.measure
    return "budget" if kind == "budget" else "actual"


def _value(printed: str) -> Decimal:
    plain = re.sub(r"[,\s]", "", printed.translate(HALF_WIDTH))
    try:
        return Decimal(plain)
    except InvalidOperation:
        value = numeral_value(printed)
        assert value is not None, printed
        return value
