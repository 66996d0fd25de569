"""The tables of a result: critical errors by inspector, and the judgements behind a figure."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.agreement.estimate import Estimate
from qa_desk.gui.calibration.result_rows import JudgementRow
from qa_desk.gui.calibration.result_words import errors_words, interval_or_reason
from qa_desk.gui.calibration.seats import paint_seat
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import _
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.calibration_figures import InspectorAccuracy

_SHAPE = 12


def accuracy_text(accuracy: Sequence[InspectorAccuracy]) -> str:
    """The table of critical errors as text, separated by tabs."""
    columns = error_columns()
    lines = ["\t".join(column.name for column in columns)]
    lines += ["\t".join(column.text(one) for column in columns) for one in accuracy]
    return "\n".join(lines)


def error_columns() -> tuple[Column[InspectorAccuracy], ...]:
    """Critical failures missed and false alarms, one inspector a row."""

    def percent(figure: Estimate) -> str:
        return "–" if figure.value is None else number_text(100 * figure.value, 1)

    return (
        Column("name", "", lambda one: one.panellist.name, width=96, stretch=1, draw=_draw_inspector,
               description=_("Inspector")),
        Column("missed", _("missed"), lambda one: errors_words(one.missed), align="right", width=64,
               tip=lambda one: interval_or_reason(one.missed, is_share=True)),
        Column("rate", _("%"), lambda one: one.missed.value, align="right", width=44,
               runs=lambda one: (Run(percent(one.missed), weight="medium"),)),
        Column("interval", _("interval"), lambda one: interval_or_reason(one.missed, is_share=True), align="right",
               width=88, token="muted"),
        Column("alarms", _("false alarms"), lambda one: errors_words(one.false_alarms), align="right", width=84,
               token="muted", tip=lambda one: interval_or_reason(one.false_alarms, is_share=True)),
    )  # fmt: skip


def row_columns() -> tuple[Column[JudgementRow], ...]:
    """The judgements behind a figure."""

    def sign(row: JudgementRow) -> tuple[str, str] | None:
        if row.is_same is None:
            return None
        return ("check", "pass") if row.is_same else ("cross", "fail")

    return (
        Column("call", _("Call"), lambda row: row.call_key, width=64, weight="medium"),
        Column("criterion", _("Criterion"), lambda row: row.criterion, width=200, stretch=2),
        Column("inspector", _("Inspector"), lambda row: row.inspector, width=128, stretch=1, draw=_draw_judge),
        Column("said", _("Said"), lambda row: row.said, width=128, stretch=1, icon=sign),
        Column("settled", _("Settled"), lambda row: row.settled or None, width=128, stretch=1, token="muted"),
    )


def _draw_inspector(painter: QPainter, rect: QRectF, row: InspectorAccuracy, theme: Theme) -> None:
    _draw_member(painter, rect, row.panellist.seat, row.panellist.name, theme)


def _draw_judge(painter: QPainter, rect: QRectF, row: JudgementRow, theme: Theme) -> None:
    _draw_member(painter, rect, row.seat, row.inspector, theme)


def _draw_member(painter: QPainter, rect: QRectF, seat: int, name: str, theme: Theme) -> None:
    side = theme.px(_SHAPE)
    paint_seat(painter, QRectF(rect.x(), rect.center().y() - side / 2, side, side), seat, theme)
    words = rect.adjusted(side + theme.size("sm"), 0, 0, 0)
    draw_text(painter, words, name, font=theme.font("body"), color=theme.color("text"))
