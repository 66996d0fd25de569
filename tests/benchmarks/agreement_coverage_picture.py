"""Draws docs/coverage.svg from the table of simulated coverage in docs/statistics.md.

python -m tests.benchmarks.agreement_coverage_picture, after `agreement_coverage` has filled that table anew.
"""

from dataclasses import dataclass
from pathlib import Path

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_KINDS = ("one a call", "ten a call")
_LINES = (
    ("verdict's limits", "#4148B8", ""),
    ("AC1: shown", "#01694D", ""),
    ("AC1: t", "#01694D", "6 4"),
    ("alpha: shown", "#870027", ""),
    ("as if independent", "#767E88", "2 4"),
)
_CALLS = (10, 30, 100, 300)
_WIDTH, _HEIGHT, _LEFT, _TOP = 210, 150, 48, 56


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: coverage in % by the head of its column."""

    kind: str
    passed: str
    calls: int
    coverage: dict[str, float]


def rows(text: str) -> list[Row]:
    """The rows of the table of coverage; only those that are drawn."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    head = next(line for line in lines if line[:3] == ["items", "passed", "calls"])
    return [
        Row(line[0], line[1], int(line[2]), {h: float(c) for h, c in zip(head, line, strict=True) if _is_drawn(h, c)})
        for line in lines
        if line[0] in _KINDS
    ]


def _is_drawn(head: str, cell: str) -> bool:
    return head in {name for name, _, _ in _LINES} and cell != "–"


def picture(found: list[Row]) -> str:
    """Four panels: one or ten criteria a call, half or 99 % passed; the nominal 95 % as a line."""
    parts = [_text(_LEFT, 20, "Nominal 95 % intervals that hold the truth, simulated, in %", 15)]
    for panel, (kind, passed) in enumerate((kind, passed) for kind in _KINDS for passed in ("50 %", "99 %")):
        left = _LEFT + panel * (_WIDTH + 30)
        parts.append(_text(left, _TOP - 12, f"{kind}, {passed} passed", 12))
        for level in (0, 50, 95):
            y = _y(level)
            colour = "#1B1F24" if level == 95 else "#DCDEDD"
            parts.append(f'<path d="M{left} {y:.1f}h{_WIDTH}" stroke="{colour}" fill="none"/>')
            parts.append(_text(left - 6, y + 4, str(level), 11, "end"))
        for place, calls in enumerate(_CALLS):
            parts.append(_text(left + place * _WIDTH / 3, _TOP + _HEIGHT + 18, str(calls), 11, "middle"))
        for name, colour, dashes in _LINES:
            values = [(row.calls, row.coverage.get(name)) for row in found if (row.kind, row.passed) == (kind, passed)]
            points = [(left + _CALLS.index(calls) * _WIDTH / 3, _y(v)) for calls, v in values if v is not None]
            if points:
                path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
                parts.append(
                    f'<path d="{path}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}" fill="none"/>'
                )
    for place, (name, colour, dashes) in enumerate(_LINES):
        x, y = _LEFT + place * 168, _TOP + _HEIGHT + 44
        parts.append(_line(f"M{x} {y}h28", colour, dashes))
        parts.append(_text(x + 36, y + 4, name, 12))
    parts.append(_text(_LEFT + 850, _TOP + _HEIGHT + 48, "across: calls", 12))
    size = f"{_LEFT + 4 * (_WIDTH + 30)} {_TOP + _HEIGHT + 64}"
    ground = '<rect width="100%" height="100%" fill="#FFFFFF"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-family="sans-serif">'
    return f"{head}{ground}{''.join(parts)}</svg>\n"


def _line(path: str, colour: str, dashes: str) -> str:
    return f'<path d="{path}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}" fill="none"/>'


def _y(level: float) -> float:
    return _TOP + _HEIGHT * (1.0 - level / 100.0)


def _text(x: float, y: float, words: str, size: int, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="#1B1F24">{words}</text>'


if __name__ == "__main__":
    found = rows((_DOCS / "statistics.md").read_text(encoding="utf-8"))
    (_DOCS / "coverage.svg").write_text(picture(found), encoding="utf-8")
