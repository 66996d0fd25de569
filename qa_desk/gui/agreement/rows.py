"""The rows of the table of figures, and the same as text to be copied. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_desk.agreement.estimate import Estimate
from qa_desk.i18n import _
from qa_desk.reports.rated_set import RatedSet
from qa_desk.reports.statistic_names import interval_text, title_of, value_text
from qa_desk.reports.statistics_words import chance_test_text, method_text, reason_text


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of one set, or side by side of all: words ready to be read."""

    key: str
    title: str
    figures: tuple[Estimate | None, ...]

    @property
    def figure(self) -> Estimate | None:
        """The figure of the first set that has it."""
        return next((figure for figure in self.figures if figure is not None), None)

    def value(self, place: int = 0) -> str:
        """The value of a set, or "–"."""
        figure = self.figures[place]
        return "–" if figure is None or figure.value is None else value_text(self.key, figure.value)

    def interval(self, place: int = 0) -> str:
        """Its limits, or an empty text."""
        figure = self.figures[place]
        return "" if figure is None else interval_text(self.key, figure)

    def how(self, place: int = 0) -> str:
        """How the limits were found, or why there is no value."""
        figure = self.figures[place]
        if figure is None:
            return ""
        if figure.undefined:
            return reason_text(figure.undefined)
        return method_text(figure.method) if figure.has_interval else chance_test_text(figure)


def rows_of(sets: Sequence[RatedSet], *, shows_all: bool) -> tuple[FigureRow, ...]:
    """One row a figure, with its values in each set."""
    figures = [one.figures if shows_all else one.shown() for one in sets]
    keys = dict.fromkeys(key for one in figures for key in one)
    return tuple(FigureRow(key, title_of(key), tuple(one.get(key) for one in figures)) for key in keys)


def data_text(sets: Sequence[RatedSet]) -> str:
    """Every figure of every set in full precision, separated by tabs."""
    heads = (
        _("file"),
        _("statistic"),
        _("key"),
        _("value"),
        _("SE"),
        _("lower limit"),
        _("upper limit"),
        _("p"),
        _("n"),
        _("method"),
    )
    lines = ["\t".join(heads)]
    for one in sets:
        for key, figure in one.analysis.statistics.items():
            how = reason_text(figure.undefined) if figure.undefined else method_text(figure.method)
            numbers = (figure.value, figure.se, figure.ci_low, figure.ci_high, figure.p_value, figure.n_calls)
            cells = ["" if number is None else repr(number) for number in numbers]
            lines.append("\t".join([one.file, title_of(key), key, *cells, how]))
    return "\n".join(lines)
