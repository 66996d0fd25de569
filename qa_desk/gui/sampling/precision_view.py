"""How precisely a draw will tell of the centre, its units and its agents, and how many calls another takes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.sampling import Expected, Level
from qa_desk.gui.sampling.words import days_words
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.number_boxes import DecimalBox
from qa_desk.i18n import N_, _, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.sampling_words import margin_words
from qa_desk.services.draws.expecting import calls_wanted
from qa_desk.services.draws.sampling_views import DrawView, ScoreSpread

_TYPICAL = {Level.UNIT: N_("a unit, typically"), Level.AGENT: N_("an agent, typically")}
_LEVELS = {Level.CENTRE: N_("the centre"), Level.UNIT: N_("each unit"), Level.AGENT: N_("each agent")}
_POINTS = 5.0


class PrecisionView(QWidget):
    """The precision to expect, level by level the typical and the worst; below it what another would cost."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plan_precision")
        self._view: DrawView | None = None
        self._grid = QGridLayout()
        self._silent = _label(name="precision_silent", tone="muted")
        self._basis = _label(name="precision_basis", tone="muted")
        self._points = DecimalBox()
        self._level = ChoiceBox(theme=theme, name="wanted_level", title=_("For whom the precision is wanted"))
        self._answer = _label(name="wanted_calls")
        self._build(theme)
        self._points.valueChanged.connect(lambda _points: self._show_answer())
        self._level.chosen.connect(lambda _level: self._show_answer())

    def show_view(self, view: DrawView) -> None:
        """Show what a draw will be worth."""
        assert view.spread is not None, "what was tried out says what it rests on"
        self._view = view
        _clear(self._grid)
        heads = (_("95 % interval"), _("calls"), _("score"), _("failing critical"))
        lines = [heads, *_lines(view)]
        for line, cells in enumerate(lines):
            for place, words in enumerate(cells):
                label = _label(words, tone="" if line else "muted")
                label.setWordWrap(place == 0)
                side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
                label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(label, line, place)
        self._silent.setText(_silent_words(view.agents))
        self._silent.setVisible(bool(self._silent.text()))
        self._basis.setText(_basis_words(view.spread))
        self._level.set_choices(
            [(_(title), level.value) for level, title in _LEVELS.items() if _has_parts(view, level)]
        )
        self._show_answer()

    def _show_answer(self) -> None:
        view = self._view
        if view is None or not self._level.value:
            return
        found = calls_wanted(view, Level(self._level.value), self._points.value())
        if found is None:
            self._answer.setText("")
            return
        told = ngettext(
            "{n} call for any share of calls, {scored} for the mean score.",
            "{n} calls for any share of calls, {scored} for the mean score.",
            found.n_for_share,
        ).format(n=f"{found.n_for_share:,}", scored=f"{found.n_for_score:,}")
        if found.each_month is not None:
            each = _("That is up to {n} per agent and month.").format(n=number_text(found.each_month, 1))
            told = f"{told} {each}"
        self._answer.setText(told)

    def _build(self, theme: Theme) -> None:
        self._grid.setHorizontalSpacing(theme.size("lg"))
        self._grid.setVerticalSpacing(theme.size("xs"))
        self._grid.setColumnStretch(0, 1)
        self._points.setObjectName("wanted_points")
        self._points.setAccessibleName(_("Wanted precision in points"))
        self._points.setToolTip(_("Half the width of the 95 % interval, in points"))
        self._points.setRange(0.5, 50.0)
        self._points.setDecimals(1)
        self._points.setSingleStep(0.5)
        self._points.setPrefix(_("± "))
        self._points.setValue(_POINTS)
        asking = QHBoxLayout()
        asking.setSpacing(theme.size("sm"))
        asking.addWidget(self._points)
        asking.addWidget(_label(_("points for")))
        asking.addWidget(self._level)
        asking.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(_label(_("Precision to expect"), kind="caption"))
        column.addLayout(self._grid)
        for part in (self._silent, self._basis):
            column.addWidget(part)
        column.addSpacing(theme.size("sm"))
        column.addWidget(_label(_("Calls for a wanted precision"), kind="caption"))
        column.addLayout(asking)
        column.addWidget(self._answer)


def _lines(view: DrawView) -> list[tuple[str, str, str, str]]:
    found: list[tuple[str, str, str, str]] = []
    if view.centre is not None:
        found.append(_cells(_("the centre"), view.centre))
    for level, parts in ((Level.UNIT, view.units), (Level.AGENT, view.agents)):
        ranked = sorted((one for one in parts if one.n_population), key=_rank)
        if not ranked:
            continue
        worst = ranked[-1]
        if len(ranked) > 1:
            found.append(_cells(_(_TYPICAL[level]), ranked[(len(ranked) - 1) // 2]))
            found.append(_cells(_("least known: {name}").format(name=worst.name), worst))
        else:
            found.append(_cells(worst.name, worst))
    return found


def _rank(one: Expected) -> tuple[float, float, float]:
    """The best known first; where nothing can be promised, the one with more calls."""
    unknown = float("inf")
    score = unknown if one.score_margin is None else one.score_margin
    failing = unknown if one.failing_margin is None else one.failing_margin
    return score, failing, -one.n_calls


def _cells(title: str, one: Expected) -> tuple[str, str, str, str]:
    failing = None if one.failing_margin is None else 100 * one.failing_margin
    n_calls = number_text(one.n_calls, 0 if abs(one.n_calls - round(one.n_calls)) < 1e-6 else 1)
    return title, n_calls, margin_words(one.score_margin), margin_words(failing)


def _silent_words(agents: Sequence[Expected]) -> str:
    """Of how many agents a draw will not be able to tell anything."""
    n = sum(one.score_margin is None for one in agents)
    told = ngettext(
        "Of {n} agent too few calls are drawn to tell of them alone.",
        "Of {n} agents too few calls are drawn to tell of them alone.",
        n,
    )
    return told.format(n=f"{n:,}") if n else ""


def _basis_words(spread: ScoreSpread) -> str:
    if spread.first_day is None or spread.last_day is None:
        told = _(
            "Assumed, for too little is scored with this scorecard yet: scores {sd} points apart (standard deviation), "
            "and half of the calls failing, which is the worst there is."
        )
        return told.format(sd=number_text(spread.sd, 0))
    told = _(
        "As seen in {n} calls, {days}: scores {sd} points apart (standard deviation), {share} % of calls failing a "
        "critical criterion."
    )
    return told.format(
        n=f"{spread.n_calls:,}",
        days=days_words(spread.first_day, spread.last_day),
        sd=number_text(spread.sd, 1),
        share=number_text(100 * spread.share_failing, 1),
    )


def _has_parts(view: DrawView, level: Level) -> bool:
    return bool({Level.CENTRE: (view.centre,), Level.UNIT: view.units, Level.AGENT: view.agents}[level])


def _label(text: str = "", *, tone: str = "", kind: str = "", name: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(bool(name))
    label.setTextFormat(Qt.TextFormat.PlainText)
    for key, value in (("tone", tone), ("type", kind)):
        if value:
            label.setProperty(key, value)
    if name:
        label.setObjectName(name)
    return label


def _clear(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
