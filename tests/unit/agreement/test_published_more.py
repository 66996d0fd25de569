"""Further worked examples of textbooks, papers and manuals, from file to figure, held to the digits that they print.

They are small enough to stand here: cross tables of two raters, and short lists of ratings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa_desk.agreement.analysis import analyse
from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.estimate import Estimate, Extra
from qa_desk.agreement.ratings_file import read_ratings_file
from qa_desk.agreement.request import Request


@dataclass(frozen=True)
class Printed:
    """A figure as its source prints it: key, field, digits."""

    key: str
    field: str
    digits: str


@dataclass(frozen=True)
class CrossTable:
    """How often the first rater said the row while the second said the column."""

    source: str
    counts: Sequence[Sequence[int]]
    printed: tuple[Printed, ...]


def of_kappa(*fields: str, key: str = "cohen_kappa") -> tuple[Printed, ...]:
    """ "value=.49" and the like."""
    return tuple(Printed(key, *field.split("=")) for field in fields)


CROSS_TABLES = (
    CrossTable(
        "Cohen (1960), Educ. Psychol. Meas. 20: two psychologists, 200 patients",
        [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
        of_kappa("value=.492", "pa=.70", "pe=.41"),
    ),
    CrossTable(
        "Fleiss, Cohen & Everitt (1969), Psychol. Bull. 72: diagnoses of 200 patients",
        [[106, 10, 4], [22, 28, 10], [2, 12, 6]],
        of_kappa("value=.429"),
    ),
    CrossTable(
        "Fleiss (1981), Statistical Methods for Rates and Proportions, 2nd ed., chapter 13: 100 diagnoses",
        [[75, 1, 4], [5, 4, 1], [0, 0, 10]],
        of_kappa("value=.68", "pa=.89", "pe=.66", "se0=.076"),
    ),
    CrossTable(
        "Landis & Koch (1977), Biometrics 33: two neurologists, 149 patients in Winnipeg",
        [[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]],
        of_kappa("value=.208", "se=.050"),
    ),
    CrossTable(
        "Feinstein & Cicchetti (1990), J. Clin. Epidemiol. 43: the first paradox, balanced",
        [[40, 9], [6, 45]],
        of_kappa("value=.70", "pa=.85"),
    ),
    CrossTable(
        "Feinstein & Cicchetti (1990): the first paradox, unbalanced",
        [[80, 10], [5, 5]],
        of_kappa("value=.32", "pa=.85", "pe=.78"),
    ),
    CrossTable(
        "Feinstein & Cicchetti (1990): the second paradox, leaning alike",
        [[45, 15], [25, 15]],
        of_kappa("value=.13", "pa=.60", "pe=.54"),
    ),
    CrossTable(
        "Feinstein & Cicchetti (1990): the second paradox, leaning differently",
        [[25, 35], [5, 35]],
        of_kappa("value=.26", "pa=.60", "pe=.46"),
    ),
    CrossTable(
        "Boyd et al. (1982), 85 xeromammograms of two radiologists, as in the Stata manual, [R] kappa",
        [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]],
        (
            *of_kappa("value=.4728", "pa=.6353", "pe=.3082", "se0=.0694", "z0=6.81"),
            *of_kappa("value=.5684", "pa=.8667", "pe=.6911", "se0=.0788", "z0=7.22", key="cohen_kappa:linear"),
            *of_kappa("value=.6714", "pa=.9477", "pe=.8409", "se0=.1079", "z0=6.22", key="cohen_kappa:quadratic"),
        ),
    ),
    CrossTable(
        "SAS/STAT manual, FREQ procedure, agreement of two dermatologists on 88 skin conditions",
        [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]],
        (
            *of_kappa("value=.3449", "se=.0724", "ci_low=.2030", "ci_high=.4868"),
            *of_kappa("value=.5082", "se=.0655", "ci_low=.3798", "ci_high=.6366", key="cohen_kappa:linear"),
        ),
    ),
    CrossTable("Sim & Wright (2005), Phys. Ther. 85: 39 patients", [[22, 2], [4, 11]], of_kappa("value=.67")),
    CrossTable(
        "Viera & Garrett (2005), Fam. Med. 37: usefulness of 100 lectures",
        [[15, 5], [10, 70]],
        of_kappa("value=.57", "pa=.85", "pe=.65"),
    ),
    CrossTable(
        "Agresti & Winner (1997), Chance 10: Siskel and Ebert on 160 films",
        [[24, 8, 13], [8, 13, 11], [10, 9, 64]],
        of_kappa("value=.389", "se=.06"),
    ),
    CrossTable(
        "Agresti (2002), Categorical Data Analysis, 2nd ed., chapter 10: two pathologists, 118 slides",
        [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]],
        of_kappa("value=.493", "se=.057"),
    ),
)


@pytest.mark.parametrize("example", CROSS_TABLES, ids=lambda example: example.source)
def test_a_cross_table_has_the_printed_figures(example: CrossTable, tmp_path: Path) -> None:
    pairs = [
        (row, column)
        for row, counts in enumerate(example.counts, 1)
        for column, count in enumerate(counts, 1)
        for _ in range(count)
    ]
    categories = tuple(str(place) for place in range(1, len(example.counts) + 1))
    asked = Request(scale=Metric.ORDINAL, categories=categories, weightings=("linear", "quadratic"))
    figures = figures_of(pairs, tmp_path, asked)
    for printed in example.printed:
        check(figures[printed.key], printed)


def figures_of(items: Sequence[Sequence[object]], folder: Path, asked: Request) -> dict[str, Estimate]:
    """From a wide file with one row an item; None is an empty cell."""
    raters = ",".join("ABCDEF"[: len(items[0])])
    rows = [
        ",".join(["" if rating is None else str(rating) for rating in (place, *ratings)])
        for place, ratings in enumerate(items, 1)
    ]
    path = folder / "ratings.csv"
    path.write_text("\n".join([f"item,{raters}", *rows]), encoding="utf-8")
    return analyse(read_ratings_file(path), asked).statistics


def check(figure: Estimate, printed: Printed) -> None:
    """Half a unit of the last printed digit is rounding."""
    got = {extra.value: number for extra, number in figure.extras.items()}
    got |= {name: getattr(figure, name) for name in ("value", "se", "ci_low", "ci_high", "p_value")}
    unit = 10.0 ** -len(printed.digits.partition(".")[2])
    assert got[printed.field] == pytest.approx(float(printed.digits), abs=unit / 2.0), (printed.key, printed.field)


def test_krippendorff_2011_b_two_observers_five_categories(tmp_path: Path) -> None:
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, B: 0.692."""
    figures = figures_of(list(zip("aabbdcccedda", "babbbccceddd", strict=True)), tmp_path, Request())
    check(figures["krippendorff_alpha"], Printed("krippendorff_alpha", "value", "0.692"))


def test_three_coders_with_gaps(tmp_path: Path) -> None:
    """The worked example of Wikipedia's article on Krippendorff's alpha: nominal 0.691, interval 0.811."""
    a = (None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3)
    b = (1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None)
    c = (None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4)
    figures = figures_of(list(zip(a, b, c, strict=True)), tmp_path, Request(scale=Metric.INTERVAL))
    check(figures["krippendorff_alpha:nominal"], Printed("nominal", "value", "0.691"))
    check(figures["krippendorff_alpha"], Printed("interval", "value", "0.811"))


def test_kendall_w_without_ties(tmp_path: Path) -> None:
    """Siegel (1956), Nonparametric Statistics, chapter 9: three executives rank six applicants, W = .16."""
    ranks = ((1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1))
    figures = figures_of(list(zip(*ranks, strict=True)), tmp_path, Request(scale=Metric.ORDINAL))
    check(figures["kendall_w"], Printed("kendall_w", "value", ".16"))


def test_kendall_w_with_ties(tmp_path: Path) -> None:
    """Kendall, Rank Correlation Methods, chapter 6: three rankings of ten with ties, W = 0.828."""
    ranks = (
        (1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10),
        (2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5),
        (2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10),
    )
    figures = figures_of(list(zip(*ranks, strict=True)), tmp_path, Request(scale=Metric.ORDINAL))
    check(figures["kendall_w"], Printed("kendall_w", "value", "0.828"))


def test_anxiety_of_twenty_rated_by_three(tmp_path: Path) -> None:
    """Data `anxiety` of R irr; its manual prints ICC(A,1) with F(19, 39.7), and W with its test."""
    ratings = (
        (3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
        (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
        (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2),
    )
    figures = figures_of(list(zip(*ratings, strict=True)), tmp_path, Request(scale=Metric.INTERVAL))
    icc = ("value=0.198", "f=1.83", "df2=39.7", "p_value=0.0543", "ci_low=-0.039", "ci_high=0.494")
    for printed in of_kappa(*icc, key="icc_2_1"):
        check(figures[printed.key], printed)
    for printed in of_kappa("value=0.54", "chi2=30.8", "p_value=0.0429", key="kendall_w"):
        check(figures[printed.key], printed)
    assert figures["icc_2_1"].extras[Extra.DF1] == figures["kendall_w"].extras[Extra.DF] == 19.0
