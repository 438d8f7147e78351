"""Plain SVG pictures for docs: lines over counts, and bars in groups. No library, the same bytes from the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, TOP, BOTTOM = 52, 210, 44, 48
INKS = ("#1f5fa8", "#b5472f", "#2f7d4f", "#8a5fa8", "#7a6a2a")


def lines(title: str, across: str, points: Mapping[str, Sequence[tuple[float, float]]], *, low: float = 0.0) -> str:
    """One line a series over equally spaced counts; ``low``: where the upward axis starts (it ends at 1)."""
    counts = sorted({x for series in points.values() for x, _ in series})
    step = (WIDTH - LEFT - RIGHT) / max(1, len(counts) - 1)
    place = {count: LEFT + number * step for number, count in enumerate(counts)}
    parts = [_frame(title, low)]
    parts += [_label(place[count], HEIGHT - BOTTOM + 18, f"{count:g}", "middle") for count in counts]
    parts.append(_label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, across, "middle"))
    ends: list[float] = []
    for ink, (name, series) in zip(INKS, points.items(), strict=False):
        path = " ".join(f"{place[x]:.1f},{_height(y, low):.1f}" for x, y in series)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"/>')
        parts += [f'<circle cx="{place[x]:.1f}" cy="{_height(y, low):.1f}" r="3" fill="{ink}"/>' for x, y in series]
        x, y = series[-1]
        at = _height(y, low) + 4
        while any(abs(at - other) < 15 for other in ends):
            at += 15
        ends.append(at)
        parts.append(_label(place[x] + 10, at, f"{name} {y:.3f}", "start", ink))
    return _svg(parts)


def bars(title: str, groups: Mapping[str, Mapping[str, float]], *, low: float = 0.0) -> str:
    """Bars of the same series in every group, with their values."""
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    wide = (WIDTH - LEFT - RIGHT) / len(groups)
    bar = wide * 0.8 / len(names)
    parts = [_frame(title, low)]
    for number, (label, group) in enumerate(groups.items()):
        start = LEFT + number * wide + wide * 0.1
        for at, name in enumerate(names):
            if name in group:
                top = _height(max(group[name], low), low)
                x = start + at * bar
                parts.append(
                    f'<rect x="{x:.1f}" y="{top:.1f}" width="{bar - 2:.1f}" height="{HEIGHT - BOTTOM - top:.1f}" fill="{INKS[at]}"/>'
                )
                parts.append(_label(x + bar / 2 - 1, top - 4, f"{group[name]:.3f}", "middle", INKS[at], size=9))
        parts.append(_label(start + wide * 0.4, HEIGHT - BOTTOM + 18, label, "middle"))
    for at, name in enumerate(names):
        parts.append(f'<rect x="{WIDTH - RIGHT + 16}" y="{TOP + 20 * at}" width="12" height="12" fill="{INKS[at]}"/>')
        parts.append(_label(WIDTH - RIGHT + 34, TOP + 20 * at + 10, name, "start"))
    return _svg(parts)


def reliability(title: str, series: Mapping[str, Sequence[tuple[float, float, int]]]) -> str:
    """Said probability across, share right upwards, both from 0 to 1; each point as large as it has answers (the third number)."""
    wide = WIDTH - LEFT - RIGHT - 40
    parts = [_frame(title, 0.0)]
    ends = (LEFT, _height(0, 0.0), LEFT + wide, _height(1, 0.0))
    parts.append(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="#999" stroke-dasharray="5 4"/>'.format(*ends)
    )
    parts += [_label(LEFT + wide * at / 5, HEIGHT - BOTTOM + 18, f"{at / 5:.1f}", "middle") for at in range(6)]
    parts.append(_label(LEFT + wide / 2, HEIGHT - 10, "probability that the model says", "middle"))
    for number, (ink, (name, points)) in enumerate(zip(INKS, series.items(), strict=False)):
        path = " ".join(f"{LEFT + wide * x:.1f},{_height(y, 0.0):.1f}" for x, y, _ in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="1.5"/>')
        whole = sum(count for _, _, count in points)
        parts += [
            f'<circle cx="{LEFT + wide * x:.1f}" cy="{_height(y, 0.0):.1f}" r="{2 + 10 * (count / whole) ** 0.5:.1f}" '
            f'fill="{ink}" fill-opacity="0.6"/>'
            for x, y, count in points
        ]
        parts.append(_label(WIDTH - RIGHT - 20, TOP + 20 * number + 10, name, "start", ink))
    return _svg(parts)


def _frame(title: str, low: float) -> str:
    parts = [_label(LEFT, 24, title, "start", size=14)]
    for number in range(6):
        value = low + (1 - low) * number / 5
        y = _height(value, low)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(_label(LEFT - 8, y + 4, f"{value:.2f}", "end"))
    return "".join(parts)


def _height(value: float, low: float) -> float:
    return HEIGHT - BOTTOM - (value - low) / (1 - low) * (HEIGHT - TOP - BOTTOM)


def _label(x: float, y: float, text: str, anchor: str, ink: str = "#333", *, size: int = 11) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}" font-size="{size}">{escape(text)}</text>'


def _svg(parts: Sequence[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="sans-serif">\n<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )
