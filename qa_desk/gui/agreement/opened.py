"""Ratings files as the page has them: read once, computed again whenever something else is asked. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.chance.linearised import Settings
from qa_desk.agreement.doubts import looks_measured
from qa_desk.agreement.errors import RatingsError
from qa_desk.agreement.ratings_columns import RatingsFile
from qa_desk.agreement.ratings_file import read_ratings_file
from qa_desk.agreement.request import DEFAULT_STANDARD, Request
from qa_desk.agreement.table import sort_labels
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.gui.shell.jobs import Progress
from qa_desk.i18n import _
from qa_desk.reports.rated_set import RatedSet, rated
from qa_desk.reports.ratings_answers import Answers, answers_of, with_width
from qa_desk.reports.ratings_words import problem_text

RATINGS_ENDINGS = ("csv", "tsv", "txt", "xlsx", "xlsm")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the controls say; None and "" leave it to the file."""

    scale: Metric | None = None
    categories: tuple[str, ...] = ()
    standard: str = ""
    positive: str = ""
    weights: str = ""
    confidence: float = 0.95
    target: float = 0.9
    width: float = 0.1


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """One file: its ratings with what they give, or the sentence that says what is wrong with it, and where.

    `answers` are about the figures: the comparison with the first file that could be read, influences, missing calls.
    """

    path: Path
    ratings: RatingsFile | None = None
    result: RatedSet | None = None
    problem: str = ""
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the files offer to choose from."""

    raters: tuple[str, ...]
    categories: tuple[str, ...]
    scale: Metric


def open_files(
    paths: Sequence[Path], known: Mapping[Path, RatingsFile], asked: Asked, progress: Progress
) -> tuple[OpenedFile, ...]:
    """Read what is not known yet and compute all; a file that can't be used is among them with its problem."""
    opened: list[OpenedFile] = []
    for place, path in enumerate(paths):
        progress.check()
        progress.report(place, len(paths), path.name)
        opened.append(_read(path, known.get(path)))
    choices = choices_of(opened)
    results: list[OpenedFile] = []
    first: RatedSet | None = None
    for place, one in enumerate(opened):
        progress.check()
        progress.report(place, len(paths), _("Computing {file}").format(file=one.path.name))
        results.append(_answered(_computed(one, asked, choices), first, asked.width))
        first = first or results[-1].result
    return tuple(results)


def with_another_width(opened: Sequence[OpenedFile], width: float) -> tuple[OpenedFile, ...]:
    """The same files with the calls counted that an interval of this width takes."""
    return tuple(
        one if one.result is None else replace(one, answers=with_width(one.answers, one.result, width))
        for one in opened
    )


def choices_of(opened: Sequence[OpenedFile]) -> Choices:
    """Raters and categories of all files that could be read, and the scale that their ratings look like."""
    files = [one.ratings for one in opened if one.ratings is not None]
    raters = tuple(dict.fromkeys(rater for file in files for rater in file.raters))
    labels = {label for file in files for label in file.labels}
    is_measured = looks_measured(files)
    return Choices(
        raters, () if is_measured else sort_labels(labels), Metric.INTERVAL if is_measured else Metric.NOMINAL
    )


def request_of(asked: Asked, ratings: RatingsFile, choices: Choices) -> Request:
    """What is asked of one file."""
    scale = asked.scale or choices.scale
    has_trials = bool((ratings.trial > 1).any())
    return Request(
        scale=scale,
        categories=asked.categories or None,
        positive=asked.positive or None,
        weightings=(asked.weights,) if asked.weights else (),
        standard=asked.standard or DEFAULT_STANDARD,
        gauge=has_trials and scale in (Metric.INTERVAL, Metric.RATIO),
        settings=Settings(asked.confidence),
    )


def _read(path: Path, known: RatingsFile | None) -> OpenedFile:
    if known is not None:
        return OpenedFile(path, known)
    try:
        return OpenedFile(path, replace(read_ratings_file(path), name=path.name))
    except RatingsError as error:
        return OpenedFile(path, problem=_problem(error, path))
    except MemoryError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=_("it is too large")) from error


def _computed(one: OpenedFile, asked: Asked, choices: Choices) -> OpenedFile:
    if one.ratings is None:
        return one
    try:
        return replace(
            one, result=rated(one.path.name, one.ratings, request_of(asked, one.ratings, choices), asked.target)
        )
    except RatingsError as error:
        return replace(one, problem=_problem(error, one.path))


def _answered(one: OpenedFile, first: RatedSet | None, width: float) -> OpenedFile:
    if one.result is None:
        return one
    return replace(one, answers=answers_of(one.result, compared_with=first, explains=True, width=width))


def _problem(error: RatingsError, path: Path) -> str:
    """The sentence with the file's name alone: where it lies the person knows."""
    return problem_text(error).replace(str(path), path.name)
