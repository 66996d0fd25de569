"""The worked examples of tests/data/agreement as tables: shared by the tests that compare with published figures."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.table import RatingTable

FOLDER = Path(__file__).parents[2] / "data" / "agreement"
STANDARD = "STANDARD"
UNCERTAIN = ("se", "ci_low", "ci_high", "p_value")
"""Fields that the sources give with less precision: a hundred times the tolerance."""
NOT_OF_THIS_FIGURE = {"tolerance", "se_jackknife", "se_ratio_linearised"}
"""What the examples list beside a figure but which is no part of it (the last two have tests of their own)."""


@dataclass(frozen=True)
class Case:
    """One worked example: its ratings and what its source, or two independent programs, make of them."""

    name: str
    scale: str
    categories: list[str] | None
    weights: Mapping[str, Any]
    positive: str | None
    expected: Mapping[str, Mapping[str, Any]]
    rows: tuple[tuple[str, str, int, str], ...]

    @property
    def has_trials(self) -> bool:
        return any(trial > 1 for _, _, trial, _ in self.rows)

    def table(self) -> RatingTable:
        """First trials, without the standard."""
        first = [row for row in self.rows if row[2] == 1 and row[1] != STANDARD]
        return RatingTable.from_records([(row[0], row[1], row[3]) for row in first], categories=self.categories)


@cache
def load(name: str) -> Case:
    about = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = tuple((r["item"], r["rater"], int(r["trial"]), r["rating"]) for r in csv.DictReader(file))
    categories = None if about["categories"] is None else [str(category) for category in about["categories"]]
    positive = about.get("positive_category")
    return Case(name, about["scale"], categories, about["weights"], positive, about["expected"], rows)


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def expected(*prefixes: str) -> list[tuple[str, str]]:
    """(case, key) of every expected figure whose name before the first colon is one of these."""
    keys = [(name, key) for name in names() for key in load(name).expected]
    return [(name, key) for name, key in keys if key.split(":")[0] in prefixes and "@" not in key]


def check(figure: Estimate, wanted: Mapping[str, Any]) -> None:
    """Compare the value and every number that the case lists beside it."""
    if wanted.get("undefined"):
        assert figure.value is None
        assert figure.undefined is not None
        return
    got = {
        "value": figure.value,
        "se": figure.se,
        "ci_low": figure.ci_low,
        "ci_high": figure.ci_high,
        "p_value": figure.p_value,
        **{str(extra): value for extra, value in figure.extras.items()},
    }
    tolerance = wanted.get("tolerance", 1e-12)
    compared = [f for f, v in wanted.items() if isinstance(v, int | float) and f not in NOT_OF_THIS_FIGURE]
    assert "value" in compared
    for field in compared:
        allowed = tolerance * (100 if field in UNCERTAIN else 1) * max(1.0, abs(wanted[field]))
        assert got.get(field) is not None, field
        assert abs(got[field] - wanted[field]) <= allowed, f"{field}: got {got[field]!r}, expected {wanted[field]!r}"
