"""What a session says beside the panel's figures: agents' answers, counted apart, and each inspector with themself."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.calibration import SeatKind
from qa_desk.gui.calibration.result_blocks import FigureBlock, Line, muted_label
from qa_desk.gui.calibration.result_tables import draw_member
from qa_desk.gui.calibration.result_words import Figure, figures
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.shell.figures import interval_or_reason, value_words
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.emptying import emptied
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, in_a_row, listed, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.calibration.calibrating_views import Repeatability
from qa_desk.services.calibration.calibration_figures import SessionResult

_TABLE_ROW = 28
_FIGURES_WIDTH = 312


class ResultApart(QWidget):
    """Two blocks below the figures, each only for a session that has it."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        theme = context.theme
        self._agents_words = muted_label("agents_words")
        self._agents_aside = QWidget()
        self._agents_figures = QVBoxLayout(self._agents_aside)
        self._agents_figures.setContentsMargins(0, 0, 0, 0)
        self._agents_figures.setSpacing(theme.size("md"))
        self.repeated: DataTable[Repeatability] = DataTable(
            repeatability_columns(),
            theme=theme,
            key=lambda one: one.person_id,
            row_height=_TABLE_ROW,
            name="repeatability",
            title=_("Repeatability"),
        )
        self._build()
        theme.changed.connect(self._measure)

    def show_session(self, session: ShownSession) -> None:
        """Show what this session has of the two."""
        self._agents.setVisible(session.agents is not None)
        emptied(self._agents_figures)
        if session.agents is not None:
            self._agents_words.setText(_agents_words(session, session.agents))
            for one in _agents_figures(session.agents):
                self._agents_figures.addWidget(FigureBlock(one, theme=self._context.theme, name=f"agents_{one.key}"))
        self._repeatability.setVisible(bool(session.repeated))
        self.repeated.set_rows(session.repeated)
        self._repeated_words.setText(_repeated_words(session.repeated))
        self.setVisible(session.agents is not None or bool(session.repeated))
        self._measure()

    def _build(self) -> None:
        theme = self._context.theme
        self._agents = QWidget()
        self._agents.setObjectName("agents_block")
        column = _column(self._agents, theme, _("Agents"))
        column.addWidget(self._agents_words)
        column.addWidget(self._agents_aside)
        self._repeatability = QWidget()
        self._repeatability.setObjectName("repeatability_block")
        column = _column(self._repeatability, theme, _("Repeatability"))
        self._repeated_words = muted_label("repeatability_words")
        column.addWidget(self._repeated_words)
        column.addWidget(self.repeated)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.size("lg"))
        outer.addWidget(self._agents)
        outer.addWidget(self._repeatability)

    def _measure(self) -> None:
        theme = self._context.theme
        self._agents_aside.setFixedWidth(theme.px(_FIGURES_WIDTH))
        self.repeated.setFixedHeight(theme.px(_TABLE_ROW) * (len(self.repeated.rows) + 1) + theme.size("xs"))


def apart_text(session: ShownSession) -> str:
    """Both blocks as text for a spreadsheet; empty where the session has neither."""
    lines: list[str] = []
    if session.agents is not None:
        lines += ["", _agents_words(session, session.agents)]
        lines += ["\t".join((one.title, one.value, one.interval)) for one in _agents_figures(session.agents)]
    if session.repeated:
        columns = repeatability_columns()
        lines += ["", "\t".join(column.name for column in columns)]
        lines += ["\t".join(column.text(one) for column in columns) for one in session.repeated]
    return "\n".join(lines)


def repeatability_columns() -> tuple[Column[Repeatability], ...]:
    """How far each gives the same answer the second time, one inspector a row."""

    def same(one: Repeatability) -> Estimate:
        return one.result.overall.between

    def ac1(one: Repeatability) -> Estimate:
        return one.result.overall.ac1

    return (
        Column("name", _("inspector"), lambda one: one.name, width=112, stretch=1, draw=_draw_inspector),
        Column("calls", _("calls"), lambda one: one.result.n_calls, align="right", width=56),
        Column("answers", _("answers"), lambda one: same(one).n_items, align="right", width=64),
        Column("same", _("with oneself, %"), lambda one: same(one).value, align="right", width=112,
               runs=lambda one: (Run(_percent(same(one)), weight="medium"),)),
        Column("same_interval", _("interval"), lambda one: interval_or_reason(same(one), is_share=True),
               align="right", width=264, token="muted"),
        Column("ac1", _("Gwet's AC1"), lambda one: ac1(one).value, align="right", width=88,
               runs=lambda one: (Run(value_words(ac1(one), is_share=False), weight="medium"),)),
        Column("ac1_interval", _("interval"), lambda one: interval_or_reason(ac1(one), is_share=False),
               align="right", width=264, token="muted"),
    )  # fmt: skip


def _agents_figures(result: SessionResult) -> tuple[Figure, ...]:
    """One alone agrees with the settled answers only: there is no pair."""
    return figures(result)[:1] if result.n_inspectors == 1 else figures(result)


def _agents_words(session: ShownSession, result: SessionResult) -> str:
    """Who they are, that they count apart, and on how much."""
    names = listed(seat.name for seat in session.view.session.seats if seat.kind is SeatKind.AGENT)
    counts = (
        ngettext("{n} call", "{n} calls", result.n_calls).format(n=f"{result.n_calls:,}"),
        ngettext("{n} judgement", "{n} judgements", result.n_judgements).format(n=f"{result.n_judgements:,}"),
    )
    told = _("What {names} answered counts here alone, in none of the figures above.").format(names=names)
    return in_a_row((told, " · ".join(counts)))


def _repeated_words(repeated: Sequence[Repeatability]) -> str:
    """What is counted; between two versions of the form, how many criteria that leaves."""
    told = _("How far each inspector gave the same answers again, call × criterion.")
    others = [one.other_forms for one in repeated if one.other_forms.n_calls]
    if not others:
        return told
    n_calls = sum(one.n_calls for one in others)
    words = ngettext(
        "{n} call was scored on two versions of the form: compared are the criteria that both ask alike, {alike} of "
        "{total}.",
        "{n} calls were scored on two versions of the form: compared are the criteria that both ask alike, at least "
        "{alike} of {total}.",
        n_calls,
    )
    least = min(one.n_alike for one in others)
    return in_a_row((told, words.format(n=n_calls, alike=least, total=others[0].n_asked)))


def _column(block: QWidget, theme: Theme, title: str) -> QVBoxLayout:
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.size("sm"))
    column.addWidget(Line(theme=theme))
    words = QLabel(title)
    words.setProperty("type", "title")
    column.addWidget(words)
    return column


def _percent(figure: Estimate) -> str:
    return "–" if figure.value is None else number_text(100 * figure.value, 1)


def _draw_inspector(painter: QPainter, rect: QRectF, row: Repeatability, theme: Theme) -> None:
    draw_member(painter, rect, row.seat, row.name, theme)
