"""The tables of a result: critical errors by inspector, and the judgements behind a figure."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.agreement.estimate import Estimate, Extra
from qa_desk.gui.calibration.result_rows import JudgementRow
from qa_desk.gui.calibration.result_words import errors_words
from qa_desk.gui.calibration.seats import paint_seat
from qa_desk.gui.shell.figures import interval_or_reason
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import _
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.calibration.calibration_figures import InspectorAccuracy, PanelPair

_SHAPE = 12

RowT = TypeVar("RowT")


def accuracy_text(accuracy: Sequence[InspectorAccuracy]) -> str:
    """The table of critical errors as text, separated by tabs."""
    return _text(error_columns(), accuracy)


def pairs_text(pairs: Sequence[PanelPair]) -> str:
    """The table of pairs as text, separated by tabs."""
    return _text(pair_columns(), pairs)


def pair_columns() -> tuple[Column[PanelPair], ...]:
    """How often two agree, one pair a row."""
    return (
        Column("first", _("inspector"), lambda pair: pair.first.name, width=140, stretch=1, draw=_draw_first),
        Column("second", _("and"), lambda pair: pair.second.name, width=140, stretch=1, draw=_draw_second),
        Column("agreement", _("agree, %"), lambda pair: pair.agreement.value, align="right", width=88,
               runs=lambda pair: (Run(_percent(pair.agreement), weight="medium"),)),
        Column("interval", _("interval"), lambda pair: interval_or_reason(pair.agreement, is_share=True),
               align="right", width=176, token="muted"),
        Column("items", _("answers both gave"), lambda pair: pair.agreement.n_items, align="right", width=136,
               format=lambda n: f"{n:,}"),
        Column("apart", _("told apart"), lambda pair: _("below the rest") if pair.stands_out else _("no"), width=120,
               token=lambda pair: "fail" if pair.stands_out else "muted"),
    )  # fmt: skip


def error_columns() -> tuple[Column[InspectorAccuracy], ...]:
    """Critical failures missed and false alarms, one inspector a row."""

    def errors(
        key: str, title: str, of: Callable[[InspectorAccuracy], Estimate]
    ) -> tuple[Column[InspectorAccuracy], ...]:
        share = _("{title}, %").format(title=title)
        interval = _("{title}, interval").format(title=title)
        return (
            Column(key, title, lambda one: of(one).extras.get(Extra.MATCHED), align="right", width=104,
                   runs=lambda one: (Run(errors_words(of(one))),)),
            Column(f"{key}_share", _("%"), lambda one: of(one).value, align="right", width=56,
                   runs=lambda one: (Run(_percent(of(one)), weight="medium"),), description=share),
            Column(f"{key}_interval", _("interval"), lambda one: interval_or_reason(of(one), is_share=True),
                   align="right", width=176, token="muted", description=interval),
        )  # fmt: skip

    return (
        Column("name", _("inspector"), lambda one: one.panellist.name, width=128, stretch=1, draw=_draw_inspector),
        *errors("missed", _("missed"), lambda one: one.missed),
        *errors("alarms", _("false alarms"), lambda one: one.false_alarms),
        Column("agreement", _("settled answer given, %"), lambda one: one.agreement.value, align="right", width=168,
               runs=lambda one: (Run(_percent(one.agreement), weight="medium"),)),
        Column("agreement_interval", _("interval"), lambda one: interval_or_reason(one.agreement, is_share=True),
               align="right", width=120, token="muted", description=_("settled answer given, interval")),
    )  # fmt: skip


def row_columns() -> tuple[Column[JudgementRow], ...]:
    """The judgements behind a figure."""

    def sign(row: JudgementRow) -> tuple[str, str] | None:
        if row.is_same is None:
            return None
        return ("check", "pass") if row.is_same else ("cross", "fail")

    return (
        Column("call", _("call"), lambda row: row.call_key, width=64, weight="medium"),
        Column("criterion", _("criterion"), lambda row: row.criterion, width=200, stretch=2),
        Column("inspector", _("inspector"), lambda row: row.inspector, width=128, stretch=1, draw=_draw_judge),
        Column("said", _("said"), lambda row: row.said, width=128, stretch=1, icon=sign),
        Column("settled", _("settled"), lambda row: row.settled or None, width=128, stretch=1, token="muted"),
    )


def _text(columns: Sequence[Column[RowT]], rows: Sequence[RowT]) -> str:
    lines = ["\t".join(column.name for column in columns)]
    lines += ["\t".join(column.text(row) for column in columns) for row in rows]
    return "\n".join(lines)


def _percent(figure: Estimate) -> str:
    return "–" if figure.value is None else number_text(100 * figure.value, 1)


def _draw_first(painter: QPainter, rect: QRectF, row: PanelPair, theme: Theme) -> None:
    draw_member(painter, rect, row.first.seat, row.first.name, theme)


def _draw_second(painter: QPainter, rect: QRectF, row: PanelPair, theme: Theme) -> None:
    draw_member(painter, rect, row.second.seat, row.second.name, theme)


def _draw_inspector(painter: QPainter, rect: QRectF, row: InspectorAccuracy, theme: Theme) -> None:
    draw_member(painter, rect, row.panellist.seat, row.panellist.name, theme)


def _draw_judge(painter: QPainter, rect: QRectF, row: JudgementRow, theme: Theme) -> None:
    draw_member(painter, rect, row.seat, row.inspector, theme)


def draw_member(painter: QPainter, rect: QRectF, seat: int, name: str, theme: Theme) -> None:
    """Paint the shape of a seat and a name beside it."""
    side = theme.px(_SHAPE)
    paint_seat(painter, QRectF(rect.x(), rect.center().y() - side / 2, side, side), seat, theme)
    words = rect.adjusted(side + theme.size("sm"), 0, 0, 0)
    draw_text(painter, words, name, font=theme.font("body"), color=theme.color("text"))
