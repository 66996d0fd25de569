"""`qa-desk agreement FILE…`: how far raters agree, from ratings files; needs no workspace.

Here requests are read and figures are printed; what is computed lies in `qa_desk.agreement`.
"""

import unicodedata
from pathlib import Path
from typing import Any

import click

from qa_desk.agreement.analysis import Analysis
from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.chance.linearised import Settings, StandardError
from qa_desk.agreement.errors import RatingsError
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.request import DEFAULT_STANDARD, Request
from qa_desk.agreement.weights import WEIGHTINGS, custom_weights
from qa_desk.agreement.weights_file import WeightsFile, read_weights_file
from qa_desk.cli.base import ExitStatus, json_option, load, print_json, tell
from qa_desk.i18n import _
from qa_desk.reports.rated_set import RatedSet, rated_set, sample_text, verdict_text
from qa_desk.reports.ratings_words import problem_text
from qa_desk.reports.statistic_names import interval_text, title_of, value_text
from qa_desk.reports.statistics_words import diagnosis_text, method_text, reason_text

_FILE = click.Path(dir_okay=False, path_type=Path)
_SCALES = click.Choice([metric.value for metric in Metric])
_ERRORS = click.Choice([kind.value for kind in StandardError])
_LEVEL = click.FloatRange(0.5, 0.9999)
_SHARE = click.FloatRange(0.0, 1.0)


@click.command("agreement", help=_("Say how far raters agree, from one ratings file or several (sets)."))
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE…")
@click.option("--scale", type=_SCALES, default=Metric.NOMINAL.value, help=_("Level of measurement (else nominal)."))
@click.option("--categories", metavar="A,B,C", help=_("All categories in their order, also those nobody used."))
@click.option("--positive", metavar="C", help=_("The category that means good, for misses and false alarms."))
@click.option("--weights", multiple=True, type=click.Choice([*WEIGHTINGS]), help=_("Credit for near agreement."))
@click.option(
    "--weights-file", type=_FILE, metavar="W.csv", help=_("Agreement weights of your own: a square of numbers.")
)
@click.option("--standard", default=DEFAULT_STANDARD, metavar="NAME", help=_("The reference rater (else STANDARD)."))
@click.option("--gauge", is_flag=True, help=_("Add the gauge study (R&R) of measured values with trials."))
@click.option("--se", type=_ERRORS, default=StandardError.PUBLISHED.value, help=_("Standard error (else published)."))
@click.option("--bootstrap", type=click.IntRange(min=100), metavar="N", help=_("Add bootstrap intervals, N resamples."))
@click.option("--seed", type=click.IntRange(min=0), default=0, metavar="S", help=_("Seed of the bootstrap (else 0)."))
@click.option("--confidence", type=_LEVEL, default=0.95, metavar="P", help=_("Level of the intervals (else 0.95)."))
@click.option("--target", type=_SHARE, default=0.9, metavar="P", help=_("Agreement to be reached (else 0.9)."))
@click.option("--all", "shows_all", is_flag=True, help=_("Print every figure, also by pair and category."))
@click.option("-o", "outputs", type=_FILE, multiple=True, metavar="REPORT", help=_("Write a report: .html or .json."))
@json_option
def agreement(
    files: tuple[Path, ...],
    outputs: tuple[Path, ...],
    target: float,
    *,
    as_json: bool,
    shows_all: bool,
    weights_file: Path | None,
    **asked: Any,
) -> int:
    """Analyse each file; one that can't be read is named and the others go on."""
    # By name: drawing a report costs what the figures alone need not pay.
    writers = [(path, load("qa_desk.reports.render:renderer_for")(path.name)) for path in outputs]
    try:
        own = read_weights_file(weights_file) if weights_file else None
        request = _request(own, **asked)
    except RatingsError as error:
        tell(problem_text(error))
        return ExitStatus.NOTHING
    sets: list[RatedSet] = []
    for file in files:
        try:
            sets.append(rated_set(file, request, target, own))
        except RatingsError as error:
            tell(problem_text(error))
    if not sets:
        return ExitStatus.NOTHING
    if as_json:
        documents = [{"file": rated.file, **_document(rated.analysis)} for rated in sets]
        print_json(documents[0] if len(files) == 1 else {"sets": documents})
    else:
        click.echo("\n\n".join(_page(rated, shows_all=shows_all) for rated in sets))
    for path, write in writers:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write(load("qa_desk.reports.ratings_report:compose")(sets, made_by="qa-desk agreement")))
        tell(_("Written: {file}").format(file=path))
    return ExitStatus.DONE if len(sets) == len(files) else ExitStatus.PARTLY


def _request(own: WeightsFile | None, **asked: Any) -> Request:
    given = asked["categories"]
    categories = tuple(label.strip() for label in given.split(",") if label.strip()) if given else None
    if own is not None:
        custom_weights(own.matrix)
        categories = categories or own.labels
    return Request(
        scale=Metric(asked["scale"]),
        categories=categories,
        positive=asked["positive"],
        weightings=tuple(dict.fromkeys(asked["weights"])),
        standard=asked["standard"],
        gauge=asked["gauge"],
        settings=Settings(asked["confidence"], StandardError(asked["se"])),
        resamples=asked["bootstrap"] or 0,
        seed=asked["seed"],
    )


def _document(analysis: Analysis) -> dict[str, Any]:
    """The JSON of one set; its names are a contract with scripts."""
    sample = analysis.sample
    return {
        "items": sample.n_items,
        "raters": list(analysis.raters),
        "ratings": sample.n_ratings,
        "clusters": sample.n_clusters,
        "scale": analysis.scale,
        "categories": list(analysis.categories),
        "standard": analysis.standard,
        "statistics": {key: figure_document(key, figure) for key, figure in analysis.statistics.items()},
    }


def figure_document(key: str, figure: Estimate) -> dict[str, Any]:
    """A figure as JSON: what it has, in full precision; what it lacks is left out, but for its value."""
    value = bool(figure.value) if key == "grr_interaction_removed" and figure.value is not None else figure.value
    parts: dict[str, Any] = {
        "value": value,
        "undefined": figure.undefined,
        "se": figure.se,
        "ci_low": figure.ci_low,
        "ci_high": figure.ci_high,
        "p_value": figure.p_value,
        "method": None if figure.undefined else figure.method,
        "n_items": figure.n_items,
        "n_raters": figure.n_raters,
        "n_ratings": figure.n_ratings,
        "n_clusters": figure.n_clusters,
        **{str(extra): number for extra, number in figure.extras.items()},
    }
    return {name: part for name, part in parts.items() if part is not None or name == "value"}


def _page(rated: RatedSet, *, shows_all: bool) -> str:
    """What a person reads about one set."""
    analysis = rated.analysis
    rows = [(_("Statistic"), _("Value"), _("Interval"), _("n"), _("Method"))]
    figures = analysis.statistics if shows_all else rated.shown()
    rows += [_row(key, figure) for key, figure in figures.items()]
    lines = [rated.file, sample_text(analysis), "", *_columns(rows)]
    if rated.verdict is not None:
        lines += ["", verdict_text(rated.verdict, has_standard=analysis.standard is not None)]
        if analysis.diagnosis is not None:
            lines.append(diagnosis_text(analysis.diagnosis))
    return "\n".join(lines)


def _row(key: str, figure: Estimate) -> tuple[str, str, str, str, str]:
    n = str(figure.n_calls)
    if figure.value is None:
        return title_of(key), "–", "", n, reason_text(figure.undefined) if figure.undefined else ""
    interval = interval_text(key, figure)
    return title_of(key), value_text(key, figure.value), interval, n, method_text(figure.method) if interval else ""


def _columns(rows: list[tuple[str, str, str, str, str]]) -> list[str]:
    """Rows as text under each other; the three middle columns are numbers and stand right."""
    widths = [max(_width(row[column]) for row in rows) for column in range(5)]
    return [
        "  ".join(
            [
                row[0] + " " * (widths[0] - _width(row[0])),
                *(" " * (widths[column] - _width(row[column])) + row[column] for column in (1, 2, 3)),
                row[4],
            ]
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Columns that a terminal gives this text: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
