"""The effect of a draft on real evaluations: a sentence, figures before and after, and the calls that change."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.gui.scorecards.editing.field_grid import clear_layout
from qa_desk.gui.scorecards.effect.words import (
    bin_words,
    effect_rows,
    headline,
    not_carried_words,
    score_words,
    unseen_words,
)
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.these_calls import TheseCalls
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.status_line import ShareBar
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, ngettext
from qa_desk.services.forms.what_if import ChangeBin, ChangedCall, WhatIf

_BAR_WIDTH = 160


class EffectView(QWidget):
    """Left the figures, right the calls, those that change most first.

    Signals:
        call_opened: the `ChangedCall` that is to be looked at.
        calls_requested: `TheseCalls` whose outcome changes.
    """

    call_opened = Signal(object)
    calls_requested = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("effect_view")
        self._headline = QLabel()
        self._headline.setObjectName("effect_headline")
        self._headline.setProperty("type", "title")
        self._headline.setWordWrap(True)
        self._figures, self._bins, self._notes = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._flips: TheseCalls | None = None
        self._show_flips = Button(theme=theme, small=True, name="show_flips")
        self._table: DataTable[ChangedCall] = DataTable(
            _columns(),
            theme=theme,
            key=lambda call: call.evaluation_id,
            name="changed_calls",
            title=_("Calls, those that change most first"),
        )
        self._table.row_opened.connect(self.call_opened)
        self._show_flips.clicked.connect(lambda: self.calls_requested.emit(self._flips))
        self._build()

    @property
    def table(self) -> DataTable[ChangedCall]:
        """The calls."""
        return self._table

    def show_effect(self, effect: WhatIf, version: ScorecardVersion) -> None:
        """Show this effect of the version."""
        for place in (self._figures, self._bins, self._notes):
            clear_layout(place)
        self._headline.setText(headline(effect))
        self._offer_flips(effect, version)
        self._table.set_rows(effect.calls)
        self._table.setVisible(bool(effect.calls))
        if not effect.n_evaluations:
            return
        self._figures.addWidget(self._figures_grid(effect))
        if effect.n_comparable:
            self._bins.addWidget(self._bins_grid(effect.changes))
        n_unseen = effect.n_comparable - len(effect.calls)
        if n_unseen:
            self._notes.addWidget(_label(unseen_words(n_unseen), tone="muted"))
        for one in effect.not_carried:
            self._notes.addWidget(_label(not_carried_words(one, version), tone="muted"))

    def _build(self) -> None:
        theme = self._theme
        left = QVBoxLayout()
        left.setSpacing(theme.size("lg"))
        left.addWidget(self._headline)
        left.addWidget(self._show_flips, 0, Qt.AlignmentFlag.AlignLeft)
        for place in (self._figures, self._bins, self._notes):
            left.addLayout(place)
        left.addStretch(1)
        place = QWidget()
        place.setLayout(left)
        row = QHBoxLayout(self)
        edge = theme.size("xl")
        row.setContentsMargins(edge, theme.size("sm"), edge, theme.size("sm"))
        row.setSpacing(edge)
        row.addWidget(place, 1)
        row.addWidget(self._table, 1)

    def _offer_flips(self, effect: WhatIf, version: ScorecardVersion) -> None:
        n, named = len(effect.flips), {"title": in_words(version.title), "number": version.number}
        words = _("outcome changes on {title}, version {number}").format(**named)
        self._flips = TheseCalls.of(words, (call.call_id for call in effect.flips))
        told = ngettext("Show the {n} call whose outcome changes", "Show the {n} calls whose outcome changes", n)
        self._show_flips.set_text(told.format(n=f"{n:,}"))
        self._show_flips.setVisible(bool(n))

    def _figures_grid(self, effect: WhatIf) -> QWidget:
        place, grid = self._grid()
        for column, words in enumerate(("", _("as scored"), _("on this draft"), _("change"))):
            grid.addWidget(_label(words, tone="muted"), 0, column)
        for at, row in enumerate(effect_rows(effect), 1):
            cells = (row.title, row.before, row.after, row.change)
            for column, words in enumerate(cells):
                label = _label(words, tone="muted" if column == 0 else "")
                label.setObjectName(f"effect_{row.key}_{column}")
                grid.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)
        return place

    def _bins_grid(self, bins: Sequence[ChangeBin]) -> QWidget:
        place, grid = self._grid()
        most = max((one.n for one in bins), default=0) or 1
        grid.addWidget(_label(_("Change of the score, points"), tone="muted"), 0, 0, 1, 2)
        grid.addWidget(_label(_("calls"), tone="muted"), 0, 2)
        for at, one in enumerate((one for one in bins if one.n), 1):
            bar = ShareBar(theme=self._theme, width=_BAR_WIDTH)
            bar.set_share(one.n / most)
            grid.addWidget(_label(bin_words(one)), at, 0)
            grid.addWidget(bar, at, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(_label(f"{one.n:,}"), at, 2)
        return place

    def _grid(self) -> tuple[QWidget, QGridLayout]:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.size("lg"))
        grid.setVerticalSpacing(self._theme.size("xs"))
        return place, grid


def _columns() -> tuple[Column[ChangedCall], ...]:
    return (
        Column("call", _("call"), lambda call: call.call_key, width=120, stretch=1, weight="medium", is_fixed=True),
        Column("before", _("as scored"), lambda call: score_words(call.score_before), align="right", width=88),
        Column("after", _("on this draft"), lambda call: score_words(call.score_after), align="right", width=96),
        Column("outcome", _("outcome"), _outcome_words, width=144,
               token=lambda call: "text" if call.flips else "muted"),
    )  # fmt: skip


def _outcome_words(call: ChangedCall) -> str:
    if not call.flips:
        return _("passes as before") if call.passed_after else _("fails as before")
    return _("passes now") if call.passed_after else _("fails now")


def _label(text: str, *, tone: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    if tone:
        label.setProperty("tone", tone)
    return label
