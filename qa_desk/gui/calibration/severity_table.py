"""The table of severity: how far each inspector's total scores lie from the settled ones."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.gui.calibration.result_tables import draw_member
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import _
from qa_desk.reports.measuring_words import points, points_limits
from qa_desk.services.figures.totals import Severity


def severity_columns() -> tuple[Column[Severity], ...]:
    """One inspector a row: the mean deviation with its interval, in words too."""
    return (
        Column("name", _("inspector"), lambda one: one.panellist.name, width=160, stretch=1, draw=_draw),
        Column(
            "severity",
            _("scores in words"),
            severity_words,
            width=200,
            stretch=1,
            icon=lambda one: ("trend-down", "muted") if _is_strict(one) else None,
        ),
        Column(
            "deviation",
            _("points from settled"),
            lambda one: one.deviation.value,
            align="right",
            width=150,
            runs=lambda one: (Run(points(one.deviation), weight="medium"),),
            description=_("mean of total scores minus the settled ones, not shrunken"),
        ),
        Column(
            "interval",
            _("interval"),
            lambda one: points_limits(one.deviation),
            align="right",
            width=160,
            token="muted",
        ),
        Column("calls", _("calls"), lambda one: one.deviation.n_calls, align="right", width=72),
    )


def severity_words(one: Severity) -> str:
    """Strict or lenient only where the interval says so."""
    low, high = one.deviation.ci_low, one.deviation.ci_high
    if low is None or high is None:
        return _("can't be told")
    if high < 0.0:
        return _("scores low: strict")
    return _("scores high: lenient") if low > 0.0 else _("can't be told apart from the standard")


def _is_strict(one: Severity) -> bool:
    return one.deviation.ci_high is not None and one.deviation.ci_high < 0.0


def _draw(painter: QPainter, rect: QRectF, row: Severity, theme: Theme) -> None:
    draw_member(painter, rect, row.panellist.seat, row.panellist.name, theme)
