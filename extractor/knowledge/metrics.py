"""The metrics of the contract, their unit kinds, and how they are called in prose by section topic."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from extractor.knowledge.loading import load_yaml
from extractor.knowledge.phrases import expand
from extractor.problems import KnowledgeError

FILE = "metrics.yaml"


class Surfaces(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one metric is called: anywhere, within topics, or with a dimension's value said by the words."""

    any: tuple[str, ...] = ()
    within: dict[str, tuple[str, ...]] = {}
    valued: dict[str, dict[str, tuple[str, ...]]] = {}
    word: str | None = None  # a word that every text of `pattern` holds
    pattern: str | None = None  # a name with too many forms to be listed: a regular expression over cleaned text
    units: tuple[str, ...] = ()
    parts: str | None = None
    measure: Literal["actual", "budget"] | None = None  # where the name itself says it


class Titled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Metrics that others stand for where a section's title ``says`` one of these words."""

    says: tuple[str, ...]
    metrics: dict[str, str]


class MetricsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/metrics.yaml``: ``metrics`` and ``measures`` are the contract's vocabulary, the rest is ours."""

    version: str
    metrics: dict[str, tuple[str, str]]
    measures: dict[str, str]
    surfaces: dict[str, Surfaces]
    denominators: dict[str, dict[str, str]]
    rivals: dict[str, str]
    read_as_holder: dict[str, tuple[str, ...]]
    parts_of: dict[str, dict[str, str]]
    titled: dict[str, Titled]
    wholes: dict[str, str]
    function_metrics: dict[str, str]
    function_heads: dict[str, str]
    openings: dict[str, dict[str, str]]
    defaults: dict[str, str]
    counted: dict[str, tuple[str, ...]]
    same_fund: dict[str, dict[str, str]]
    both_totals: dict[str, str]
    counterparts: dict[str, dict[str, str]]
    contexts: dict[str, tuple[str, ...]]
    counting: tuple[str, ...]
    no_share_of: dict[str, tuple[str, ...]]
    silent: tuple[str, ...]


class Metric(NamedTuple):
    """One metric. ``kind`` is ``money``, ``percent`` or ``count``; ``units`` the counting units that fit."""

    id: str
    name: str
    kind: str
    units: frozenset[str]
    parts: str | None


class Sense(NamedTuple):
    """One reading of a surface: the metric, the topic it holds in (None: any), and dimensions the words say."""

    metric: str
    topic: str | None
    dims: tuple[tuple[str, str], ...] = ()


@cache
def metrics_file() -> MetricsFile:
    """The file, with every metric id that it mentions checked."""
    loaded = load_yaml(FILE, MetricsFile)
    for place, ids in {
        "surfaces": set(loaded.surfaces),
        "rivals": set(loaded.rivals) | set(loaded.rivals.values()),
        "parts_of": set(loaded.parts_of) | {m for pair in loaded.parts_of.values() for e in pair.items() for m in e},
        "titled": {metric for entry in loaded.titled.values() for pair in entry.metrics.items() for metric in pair},
        "wholes": set(loaded.wholes.values()),
        "function_metrics": set(loaded.function_metrics.values()),
        "function_heads": set(loaded.function_heads) | set(loaded.function_heads.values()),
        "same_fund": set(loaded.same_fund) | {m for pair in loaded.same_fund.values() for m in pair.values()},
        "both_totals": set(loaded.both_totals) | set(loaded.both_totals.values()),
        "counterparts": set(loaded.counterparts) | {m for pair in loaded.counterparts.values() for m in pair.values()},
        "defaults": set(loaded.defaults.values()),
        "no_share_of": set(loaded.no_share_of) | {whole for wholes in loaded.no_share_of.values() for whole in wholes},
        "counted": set(loaded.counted) | {metric for names in loaded.counted.values() for metric in names},
        "openings": {metric for names in loaded.openings.values() for metric in names.values()},
        "denominators": {metric for names in loaded.denominators.values() for metric in names.values()},
    }.items():
        unknown = ids - set(loaded.metrics)
        if unknown:
            raise KnowledgeError(FILE, place, f"unknown metric {sorted(unknown)[0]!r}")
    return loaded


@cache
def load_metrics() -> dict[str, Metric]:
    """Metric id → what it is, in the contract's order."""
    loaded = metrics_file()
    found = {}
    for metric, (name, kind) in loaded.metrics.items():
        surfaces = loaded.surfaces.get(metric, Surfaces())
        plain = kind if kind in ("money", "percent") else "count"
        units = frozenset(surfaces.units or (kind,)) if plain == "count" else frozenset()
        found[metric] = Metric(metric, name, plain, units, surfaces.parts)
    return found


@cache
def load_lexicon() -> dict[str, tuple[Sense, ...]]:
    """Surface (cleaned text) → its senses."""
    senses: dict[str, list[Sense]] = {}

    def add(pattern: str, sense: Sense) -> None:
        try:
            texts = expand(pattern)
        except ValueError as error:
            raise KnowledgeError(FILE, f"surfaces.{sense.metric}", str(error)) from error
        for text in texts:
            if text and sense not in senses.setdefault(text, []):
                senses[text].append(sense)

    for metric, surfaces in metrics_file().surfaces.items():
        for pattern in surfaces.any:
            add(pattern, Sense(metric, None))
        for topic, patterns in surfaces.within.items():
            for pattern in patterns:
                add(pattern, Sense(metric, topic))
        for dim, values in surfaces.valued.items():
            for value, patterns in values.items():
                for pattern in patterns:
                    add(pattern, Sense(metric, None, ((dim, value),)))
    return {text: tuple(found) for text, found in senses.items()}


class Pattern(NamedTuple):
    """A metric's name that is found by a regular expression; texts without ``word`` are not searched."""

    metric: str
    word: str
    pattern: re.Pattern[str]


@cache
def load_patterns() -> tuple[Pattern, ...]:
    """The names that are patterns, in the file's order."""
    found = []
    for metric, surfaces in metrics_file().surfaces.items():
        if surfaces.pattern is not None:
            try:
                found.append(Pattern(metric, surfaces.word or "", re.compile(surfaces.pattern)))
            except re.error as error:
                raise KnowledgeError(FILE, f"surfaces.{metric}.pattern", str(error)) from error
    return tuple(found)


def below(topic: str, above: str) -> bool:
    """Whether ``topic`` is ``above`` or stands below it; ``=x`` is x alone."""
    if above.startswith("="):
        return topic == above[1:]
    return topic == above or topic.startswith(above + ".")


def allowed(metric: str, topic: str) -> bool:
    """Whether a metric may be read in a section of ``topic``."""
    table = metrics_file().contexts
    contexts = table.get(metric, table.get(metric.split(".")[0], ()))
    barred = [context[1:] for context in contexts if context.startswith("!")]
    named = [context for context in contexts if not context.startswith("!")]
    return not any(below(topic, context) for context in barred) and (
        not named or any(below(topic, context) for context in named)
    )


@cache
def counted_in(topic: str) -> frozenset[str]:
    """The counting units of the metrics that sections of ``topic`` are about; empty for others."""
    if not any(below(topic, one) for one in metrics_file().counting):
        return frozenset()
    return frozenset(
        unit
        for metric in load_metrics().values()
        if metric.kind == "count" and allowed(metric.id, topic)
        for unit in metric.units
    )


def deepest(table: dict[str, str], topic: str) -> str | None:
    """The entry of a topic-keyed table that fits ``topic`` most closely."""
    fitting = [key for key in table if below(topic, key)]
    return table[max(fitting, key=len)] if fitting else None


@cache
def senses_of(surface: str, topic: str) -> tuple[Sense, ...]:
    """The senses of a surface in a section: those of the deepest topic that fits first, then those of anywhere."""
    senses = load_lexicon().get(surface) or tuple(
        Sense(one.metric, None) for one in load_patterns() if one.word in surface and one.pattern.fullmatch(surface)
    )
    fitting = [
        sense for sense in senses if (sense.topic is None or below(topic, sense.topic)) and allowed(sense.metric, topic)
    ]
    return tuple(sorted(fitting, key=lambda sense: -len(sense.topic or "")))
