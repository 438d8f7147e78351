"""Errors in sentences: a number, a unit or a word of a paragraph is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

from corpus.generator.model import Piece
from corpus.generator.numbers import percent
from corpus.generator.planting.draft import Change, Draft, Spot, UnplantableError, digits_changed

# A planted percentage differs from the right one by more than any rounding (points); shares and rates are printed with two decimals.
APART = Decimal("0.3")
# Verbs and nouns of both directions, longest first.
OPPOSITES = {
    "降幅为": "增幅为",
    "增加": "减少",
    "减少": "增加",
    "增长": "下降",
    "下降": "增长",
    "上升": "降低",
    "降低": "上升",
    "增幅": "降幅",
}
TEMPLATE_WORDS = {"增加": "增加（减少）", "减少": "减少（增加）", "增长": "增长（下降）", "下降": "下降（增长）"}
FROM_ZERO = ("，上年为零，增长率无可比性", "，上年无该项支出")


def sum_of(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The number becomes the sum of two others."""
    spot = draft.pick(entry, rng, lambda spot: spot.fact.measure in ("actual", "budget"))
    return draft.state(spot, sum((draft.value_of(metric) for metric in entry["sum"]), Decimal(0)))


def divide_by_current(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The growth rate is the change in percent of the current year's amount."""

    def wrong(spot: Spot) -> Decimal | None:
        change = draft.beside(spot, "change")
        current = draft.beside(spot, "actual", "budget")
        if change is None or current is None or not current.fact.value or abs(change.fact.value) < 1:
            return None  # of a few hundredths nobody can say by what they were divided
        value = percent(abs(change.fact.value), current.fact.value)
        return value if abs(value - abs(spot.fact.value)) > APART else None

    spot = draft.pick(entry, rng, lambda spot: wrong(spot) is not None)
    value = wrong(spot)
    assert value is not None
    return draft.state(spot, value)


def factor(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The decimal point slips: ×10, ÷10, ×100 …, or yuan stand before 万元."""
    chosen = Decimal(rng.choice(entry["factors"]))

    def fits(spot: Spot) -> bool:
        value = spot.fact.value
        if spot.fact.unit == "%":
            return (
                _bound(draft, spot)
                and abs(value * chosen - value) > APART
                and abs(value * min(chosen, Decimal(1))) >= 1
            )
        return abs(value) >= 1 and not _dims(spot)

    spot = draft.pick(entry, rng, fits)
    return draft.state(spot, spot.fact.value * chosen)


def growth_from_zero(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The year before was zero, and a growth rate is printed all the same."""

    def after(spot: Spot) -> str | None:
        pieces = draft.pieces(spot.block)
        text = pieces[spot.piece + 1].text if spot.piece + 1 < len(pieces) else ""
        return next((words for words in FROM_ZERO if text.startswith(words)), None)

    spot = draft.pick({**entry, "measures": ["change"]}, rng, lambda spot: after(spot) is not None)
    words = after(spot) or ""
    rate = rng.choice(entry["rates"])
    fact = replace(spot.fact, measure="change_rate", value=Decimal(rate), unit="%", quote=f"{rate}%")
    pieces = draft.pieces(spot.block)
    following = pieces[spot.piece + 1]
    draft.put(
        spot.block,
        (
            *pieces[: spot.piece + 1],
            Piece("，增长"),
            Piece(fact.quote, fact),
            Piece(following.text[len(words) :]),
            *pieces[spot.piece + 2 :],
        ),
    )
    draft.taken.add((spot.fact.metric,))
    return Change((draft.place(spot.block, spot.piece + 2),))


def direction(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The word before a change says the other direction: of amount and rate, or of the rate alone."""

    def fits(spot: Spot) -> bool:
        rate = draft.beside(spot, "change_rate")
        if rate is None or abs(rate.fact.value) < 3 or draft.beside(spot, "actual", "budget") is None:
            return False
        return all(_turned(draft, each) is not None for each in (spot, rate))

    spot = draft.pick({**entry, "measures": ["change"]}, rng, fits)
    rate = draft.beside(spot, "change_rate")
    assert rate is not None
    turned = [spot, rate] if entry["both"] else [rate]
    if entry["both"] and abs(rate.fact.value) < 6:  # else the base of the wrong direction gives nearly the same rate
        raise UnplantableError("direction")
    places = []
    for each in turned:
        held = list(draft.pieces(each.block))
        words = _turned(draft, each)
        assert words is not None
        held[each.piece - 1] = Piece(words)
        held[each.piece] = Piece(each.fact.quote, replace(each.fact, value=-each.fact.value))
        draft.put(each.block, tuple(held))
        places.append(draft.place(each.block, each.piece))
    draft.taken.add((spot.fact.metric,))
    return Change(tuple(places))


def wording(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """决算数大于预算数 where it is smaller."""
    found = []
    for number in draft.free():
        for index, piece in enumerate(draft.pieces(number)):
            for words, wrong in entry["exchange"].items():
                if piece.fact is None and words in piece.text:
                    found.append((number, index, words, wrong))
    if not found:
        raise UnplantableError("wording")
    number, index, words, wrong = rng.choice(found)
    held = list(draft.pieces(number))
    before, _, after = held[index].text.partition(words)
    held[index : index + 1] = [Piece(before), Piece(wrong), Piece(after)]
    draft.put(number, tuple(held))
    return Change((draft.place(number, index + 1, right=words),))


def zero(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """A number that another one needs is printed as nothing."""
    beside = entry.get("beside")

    def fits(spot: Spot) -> bool:
        if not spot.fact.value or (beside and draft.beside(spot, beside) is None):
            return False
        if spot.fact.metric == "three_public.vehicle_purchase":
            return any(other.fact.metric == "three_public.vehicles_purchased" for other in draft.spots_of(spot.block))
        return True

    return draft.state(draft.pick(entry, rng, fits), Decimal(0))


def digit(draft: Draft, entry: dict[str, Any], rng: Random, *, transpose: bool = False) -> Change:
    """One digit is another one, or two neighbours stand in each other's place."""
    lines = bool(entry.get("lines"))

    def fits(spot: Spot) -> bool:
        listed = bool(_dims(spot))
        return (
            listed == lines
            and spot.fact.year == draft.document.year
            and abs(spot.fact.value) >= 10
            and spot.fact.unit == "万元"
        )

    spot = draft.pick(entry, rng, fits)
    text = digits_changed(spot.fact.quote.removesuffix("万元").replace(",", ""), rng, transpose=transpose)
    return draft.state(spot, Decimal(text))


def transpose(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    return digit(draft, entry, rng, transpose=True)


def count_off(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """A count of things, by type or together, is off by a few where the parts are printed beside it."""

    def fits(spot: Spot) -> bool:
        if spot.fact.measure != "count" or (entry.get("plain") and _dims(spot)):
            return False
        parts = [other for other in draft.spots_of(spot.block) if other.fact.metric == spot.fact.metric]
        return sum(bool(_dims(other)) for other in parts) >= 2 and spot.fact.value > 1

    spot = draft.pick(entry, rng, fits)
    return draft.state(spot, spot.fact.value + rng.choice((1, 1, 2, 3)))


def exceed(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """A part is printed as more than its whole."""
    whole = draft.value_of(entry["above"])
    spot = draft.pick(entry, rng, lambda spot: spot.fact.measure == "actual" and whole > 10)
    return draft.state(spot, (whole * Decimal("1.2")).quantize(Decimal("0.01")))


def leave_out(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """One of a list of parts with their shares is not there: the others no longer make the whole."""
    found = []
    for number in draft.free():
        pieces = draft.pieces(number)
        for index in range(1, len(pieces) - 3):
            name, amount, says, share = pieces[index : index + 4]
            if (
                name.fact is None
                and name.text.startswith("；")
                and amount.fact is not None
                and says.fact is None
                and share.fact is not None
                and share.fact.measure == "share"
                and share.fact.value >= 2
                and (amount.fact.metric,) not in draft.taken
            ):
                found.append((number, index))
    if not found:
        raise UnplantableError("leave_out")
    number, index = rng.choice(found)
    pieces = draft.pieces(number)
    left = "".join(piece.text for piece in pieces[index : index + 4]).removeprefix("；")
    kept = (*pieces[:index], *pieces[index + 4 :])
    draft.put(number, kept)
    shares = [each.piece for each in draft.spots_of(number) if each.fact.measure == "share"]
    for spot in draft.spots_of(number):
        draft.taken.add((spot.fact.metric,))
    return Change(tuple(draft.place(number, piece, right=left) for piece in shares))


def unit_slip(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """1.58元 where 1.58万元 was meant."""
    spot = draft.pick(
        entry, rng, lambda spot: abs(spot.fact.value) >= 1 and spot.fact.unit == "万元" and not _dims(spot)
    )
    return draft.state(spot, spot.fact.value, unit=entry["to"])


def drop_unit(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """No 万元 or % after a number."""
    spot = draft.pick(entry, rng, lambda spot: spot.fact.unit in entry["units"] and spot.fact.measure != "count")
    bare = spot.fact.quote.removesuffix(spot.fact.unit or "")
    return draft.rewrite(spot, (Piece(bare, replace(spot.fact, unit=None, quote=bare)),), right=spot.fact.quote)


def last_year(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """Last year's amount stands where this year's belongs."""

    def wrong(spot: Spot) -> Decimal | None:
        change = draft.beside(spot, "change")
        if change is None or not change.fact.unit or spot.fact.year != draft.document.year or _dims(spot):
            return None
        value = spot.fact.value - change.fact.value
        return value if value > 0 and abs(change.fact.value) >= 1 else None

    spot = draft.pick(entry, rng, lambda spot: wrong(spot) is not None)
    value = wrong(spot)
    assert value is not None
    return draft.state(spot, value)


def neighbour(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The amount of the line above or below."""
    lines = [
        spot
        for spot in draft.spots()
        if spot.fact.metric in entry["metrics"]
        and spot.fact.measure in entry["measures"]
        and len(spot.fact.dims.get("function", "")) == 7
        and spot.fact.value >= 10
    ]
    pairs = [
        (one, other)
        for one, other in pairwise(lines)
        if one.block != other.block and one.block not in draft.touched and abs(one.fact.value - other.fact.value) > 1
    ]
    if not pairs:
        raise UnplantableError("neighbour")
    one, other = rng.choice(pairs)
    return draft.state(one, other.fact.value)


def both_directions(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """增加（减少） left from the template."""

    def words(spot: Spot) -> str | None:
        before = draft.pieces(spot.block)[spot.piece - 1].text if spot.piece else ""
        return next((word for word in TEMPLATE_WORDS if before.endswith(word)), None)

    spot = draft.pick(
        {**entry, "measures": ["change", "change_rate"]}, rng, lambda spot: bool(spot.fact.value and words(spot))
    )
    word = words(spot) or ""
    before = draft.pieces(spot.block)[spot.piece - 1].text
    pieces = (
        Piece(before[: -len(word)]),
        Piece(TEMPLATE_WORDS[word]),
        # the text no longer says which way it went: nothing is known of this number
        Piece(spot.fact.quote),
    )
    return draft.rewrite(spot, pieces, right=word, at=1, keep_before=1)


def blank(draft: Draft, entry: dict[str, Any], rng: Random) -> Change:
    """The template's blank in the place of a number."""
    spot = draft.pick(
        {**entry, "measures": ["change"]}, rng, lambda spot: bool(spot.fact.unit) and _turned(draft, spot) is not None
    )
    return draft.rewrite(spot, (Piece(rng.choice(entry["with"])),), right=spot.fact.quote)


def _dims(spot: Spot) -> dict[str, str]:
    return {name: value for name, value in spot.fact.dims.items() if name not in ("of", "function_name")}


def _bound(draft: Draft, spot: Spot) -> bool:
    """Whether the numbers that a percentage comes from stand in its paragraph."""
    fact = spot.fact
    if fact.measure == "share":
        return draft.beside(spot, "actual", "budget") is not None
    if fact.measure == "completion":
        return draft.beside(spot, "budget", "budget_initial") is not None and draft.beside(spot, "actual") is not None
    return draft.beside(spot, "change") is not None and draft.beside(spot, "actual", "budget") is not None


def _turned(draft: Draft, spot: Spot) -> str | None:
    """The text before a number with its last word turned round; null where it ends in none of the known words."""
    if not spot.piece:
        return None
    before = draft.pieces(spot.block)[spot.piece - 1]
    if before.fact is not None:
        return None
    for word, other in OPPOSITES.items():
        if before.text.endswith(word):
            return before.text[: -len(word)] + other
    return None


OPERATIONS: dict[str, Callable[[Draft, dict[str, Any], Random], Change]] = {
    "sum_of": sum_of,
    "divide_by_current": divide_by_current,
    "factor": factor,
    "growth_from_zero": growth_from_zero,
    "direction": direction,
    "wording": wording,
    "zero": zero,
    "digit": digit,
    "transpose": transpose,
    "count_off": count_off,
    "exceed": exceed,
    "leave_out": leave_out,
    "unit_slip": unit_slip,
    "drop_unit": drop_unit,
    "last_year": last_year,
    "neighbour": neighbour,
    "both_directions": both_directions,
    "blank": blank,
}
