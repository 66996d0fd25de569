"""`qa-desk agreement FILE…`: how far raters agree, from ratings files; needs no workspace.

Here requests are read and figures are printed; what is computed lies in `qa_desk.agreement`.
"""

from pathlib import Path
from typing import Any

import click

from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.chance.linearised import Settings, StandardError
from qa_desk.agreement.errors import RatingsError
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.request import DEFAULT_STANDARD, Request
from qa_desk.agreement.weights import WEIGHTINGS, custom_weights
from qa_desk.agreement.weights_file import WeightsFile, read_weights_file
from qa_desk.cli.agreement_json import comparison_document, set_document
from qa_desk.cli.base import ExitStatus, json_option, load, print_json, tell
from qa_desk.cli.text_table import columns_text, table_text
from qa_desk.i18n import _
from qa_desk.reports.rated_set import RatedSet, rated_set, sample_text, verdict_text
from qa_desk.reports.ratings_answers import Answers, answer_tables, answers_of
from qa_desk.reports.ratings_words import doubt_text, problem_text
from qa_desk.reports.statistic_names import interval_text, title_of, value_text
from qa_desk.reports.statistics_words import chance_test_text, diagnosis_text, method_text, reason_text

_FILE = click.Path(dir_okay=False, path_type=Path)
_SCALES = click.Choice([metric.value for metric in Metric])
_ERRORS = click.Choice([kind.value for kind in StandardError])
_LEVEL = click.FloatRange(0.5, 0.9999)
_SHARE = click.FloatRange(0.0, 1.0)
_WIDTH = click.FloatRange(0.0, min_open=True)
_NUMBERS = frozenset((1, 2, 3))


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
@click.option("--compare", "compares", is_flag=True, help=_("Compare further files with the first."))
@click.option("--influence", "explains", is_flag=True, help=_("Rank which rater, item and category moves the figures."))
@click.option("--width", type=_WIDTH, metavar="W", help=_("Say how many calls an interval of this width takes."))
@click.option("--target", type=_SHARE, default=0.9, metavar="P", help=_("Agreement to be reached (else 0.9)."))
@click.option("--all", "shows_all", is_flag=True, help=_("Print every figure, also by pair and category."))
@click.option(
    "-o", "outputs", type=_FILE, multiple=True, metavar="REPORT", help=_("Write a report: .html, .xlsx or .json.")
)
@json_option
def agreement(
    files: tuple[Path, ...],
    outputs: tuple[Path, ...],
    target: float,
    *,
    as_json: bool,
    shows_all: bool,
    compares: bool,
    explains: bool,
    width: float | None,
    weights_file: Path | None,
    **asked: Any,
) -> int:
    """Analyse each file; one that can't be read is named and the others go on."""
    if compares and len(files) < 2:
        tell(_("Comparing takes two files or more: the first, and those to compare with it."))
        return ExitStatus.NOTHING
    # By name: drawing a report costs what the figures alone need not pay.
    writers = [(path, load("qa_desk.reports.render:renderer_for")(path.name)) for path in outputs]
    try:
        own = read_weights_file(weights_file) if weights_file else None
        request = _request(own, **asked)
    except RatingsError as error:
        tell(problem_text(error))
        return ExitStatus.NOTHING
    sets: list[RatedSet] = []
    answers: list[Answers] = []
    for file in files:
        try:
            rated = rated_set(file, request, target, own)
            first = sets[0] if compares and sets else None
            answers.append(answers_of(rated, compared_with=first, explains=explains, width=width))
            sets.append(rated)
        except RatingsError as error:
            tell(problem_text(error))
    if not sets:
        return ExitStatus.NOTHING
    if as_json:
        print_json(_document(sets, answers, is_one=len(files) == 1, compares=compares))
    else:
        pages = zip(sets, answers, strict=True)
        click.echo("\n\n".join(_page(rated, of_set, shows_all=shows_all) for rated, of_set in pages))
    for path, write in writers:
        path.parent.mkdir(parents=True, exist_ok=True)
        compose = load("qa_desk.reports.ratings_report:compose")
        path.write_bytes(write(compose(sets, made_by="qa-desk agreement", answers=answers)))
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


def _document(sets: list[RatedSet], answers: list[Answers], *, is_one: bool, compares: bool) -> dict[str, Any]:
    """The one set, or all of them; the comparisons beside them."""
    documents = [set_document(rated, of_set) for rated, of_set in zip(sets, answers, strict=True)]
    if is_one:
        return documents[0]
    found = [comparison_document(of_set.comparison) for of_set in answers if of_set.comparison is not None]
    return {"sets": documents, "comparisons": found} if compares else {"sets": documents}


def _page(rated: RatedSet, answers: Answers, *, shows_all: bool) -> str:
    """What a person reads about one set."""
    analysis = rated.analysis
    rows = [(_("statistic"), _("value"), _("interval"), _("n"), _("method"))]
    figures = rated.figures if shows_all else rated.shown()
    rows += [_row(key, figure) for key, figure in figures.items()]
    doubts = map(doubt_text, rated.doubts)
    lines = [rated.file, sample_text(analysis), *doubts, "", *columns_text(rows, _NUMBERS)]
    if rated.verdict is not None:
        lines += ["", verdict_text(rated.verdict, has_standard=analysis.standard is not None)]
        if analysis.diagnosis is not None:
            lines.append(diagnosis_text(analysis.diagnosis))
    return "\n\n".join(["\n".join(lines), *map(table_text, answer_tables(answers, rated))])


def _row(key: str, figure: Estimate) -> tuple[str, str, str, str, str]:
    n = str(figure.n_calls)
    if figure.value is None:
        return title_of(key), "–", "", n, reason_text(figure.undefined) if figure.undefined else ""
    interval = interval_text(key, figure)
    method = method_text(figure.method) if interval else chance_test_text(figure)
    return title_of(key), value_text(key, figure.value), interval, n, method
