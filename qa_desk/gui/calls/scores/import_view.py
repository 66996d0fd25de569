"""Bringing in a table of scores: choose it, settle what its columns and words mean, watch the count, import, report."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.evaluation import Purpose
from qa_desk.gui.calls.scores.columns_view import ColumnsView
from qa_desk.gui.calls.scores.file_line import FileLine
from qa_desk.gui.calls.scores.items_view import ScoreItemsView
from qa_desk.gui.calls.scores.open_questions import OpenQuestions
from qa_desk.gui.calls.scores.settled import Settled, guessed_columns, guessed_words
from qa_desk.gui.calls.scores.targets import Targets
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.jobs import Job, Progress
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words, purpose_title
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.gui.widgets.status_line import ProgressLine
from qa_desk.i18n import _, in_a_row, ngettext
from qa_desk.services.exchange.mapping import ScoreMapping
from qa_desk.services.exchange.plan import MappingPlan, ScoreOutcome, ScoresReport
from qa_desk.services.exchange.settling import SettlingChoices

_WIDTH = 1080
_NOTICE = "scores"


class ScoresImportView(QWidget):
    """An administrator's import of scores. Nothing is written before the button says how much comes in.

    Signals:
        running_changed: an import began or ended.
    """

    running_changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._settled: Settled | None = None
        self._plan: MappingPlan | None = None
        self._choices = SettlingChoices((), ())
        self._job: Job | None = None
        self._is_running = False
        self._asked = 0
        self._errors: list[NoticeBar] = []
        self.setObjectName("scores_import")
        self._build()
        self._connect()

    @property
    def columns(self) -> ColumnsView:
        """The columns with their choices."""
        return self._columns

    @property
    def items(self) -> ScoreItemsView:
        """What comes of each evaluation."""
        return self._items

    def begin(self) -> None:
        """Come to the page: wait for a file, or go on with the one that is being settled."""
        if self._settled is None:
            self._file.choose_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take(self, path: Path) -> None:
        """Read this file, as one of the same columns was settled before."""
        if self._is_running:
            return
        exchanging, actor = self._context.services.exchanging, self._context.actor
        self._settled, self._plan = Settled(path), None
        self._file.show_file(path)
        self._questions.forget()
        for part in (self._area, self._start, self._count):
            part.hide()
        self._ask(
            _("Reading the table"),
            lambda progress: (*exchanging.begin(actor, path, progress), exchanging.choices(actor)),
            partial(self._on_begun, path),
        )

    def start(self) -> None:
        """Import what the count says."""
        plan, settled = self._plan, self._settled
        if plan is None or settled is None or not plan.ready or self._is_running:
            return
        exchanging, actor = self._context.services.exchanging, self._context.actor
        self._show_errors(())
        self._start.set_busy(_("Importing …"))
        self._progress.show_progress(_("Importing …"))
        self._is_running = True
        self._job = self._context.jobs.run(
            self,
            _("Importing scores"),
            lambda progress: (
                exchanging.keep_mapping(actor, plan, settled.mapping),
                exchanging.bring_in(actor, plan, progress),
            )[1],
            self._on_imported,
            self._on_failed,
        )
        self.running_changed.emit()

    def _build(self) -> None:
        theme = self._context.theme
        self._file = FileLine(theme=theme)
        self._columns = ColumnsView(theme=theme)
        self._questions = OpenQuestions(theme=theme)
        self._items = ScoreItemsView(theme=theme)
        self._scorecard = ChoiceBox(theme=theme, name="scores_scorecard", title=_("Scorecard"))
        self._purpose = ChoiceBox(theme=theme, name="scores_purpose", title=_("Purpose"))
        self._count = QLabel()
        self._count.setObjectName("scores_count")
        self._count.setWordWrap(True)
        self._start = Button(_("Import"), theme=theme, kind="primary", name="start_scores")
        self._progress = ProgressLine(theme=theme, name="scores_progress")
        self._hint = QLabel(
            _(
                "A row for each answer or a column for each criterion, as you keep it. Titles above the header do no "
                "harm; columns are known by the criteria’s keys or titles in any language. Nothing is written before "
                "you have seen what was recognised, and nothing comes in twice."
            )
        )
        self._hint.setWordWrap(True)
        self._hint.setProperty("tone", "muted")
        self._error_place = QVBoxLayout()
        self._error_place.setSpacing(theme.size("xs"))
        foot = QHBoxLayout()
        foot.setSpacing(theme.size("lg"))
        foot.addWidget(self._start)
        foot.addWidget(self._count, 1)
        foot.addWidget(self._progress)
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("sm"), edge, theme.size("lg"))
        column.setSpacing(theme.size("lg"))
        column.addWidget(self._file)
        column.addWidget(self._hint)
        column.addLayout(self._error_place)
        self._area = self._build_area()
        column.addWidget(self._area, 100)
        column.addLayout(foot)
        column.addStretch(1)
        for part in (self._area, self._start, self._count):
            part.hide()

    def _build_area(self) -> QScrollArea:
        theme = self._context.theme
        inner = QWidget()
        inner.setMaximumWidth(theme.px(_WIDTH))
        defaults = QHBoxLayout()
        defaults.setSpacing(theme.size("sm"))
        for words, box in ((_("Where a row names none: scorecard"), self._scorecard), (_("purpose"), self._purpose)):
            label = QLabel(words)
            label.setProperty("tone", "muted")
            label.setBuddy(box)
            defaults.addWidget(label)
            defaults.addWidget(box)
        defaults.addStretch(1)
        self._said = QLabel()
        self._said.setProperty("type", "title")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.size("md"), 0)
        column.setSpacing(theme.size("lg"))
        column.addWidget(self._columns)
        column.addLayout(defaults)
        column.addWidget(self._questions)
        column.addWidget(self._said)
        column.addWidget(self._items)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("scores_area")
        area.setAccessibleName(_("What the table was taken for"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _connect(self) -> None:
        self._file.file_chosen.connect(self.take)
        self._file.mapping_chosen.connect(self._use_mapping)
        self._file.mapping_wanted.connect(self._save_mapping)
        self._file.guesses_wanted.connect(self._take_guesses)
        self._columns.target_chosen.connect(
            lambda column, target: self._settle(self._now().with_target(column, target))
        )
        self._questions.value_settled.connect(
            lambda key, word, cell: self._settle(self._now().with_value(key, word, cell))
        )
        self._questions.person_settled.connect(lambda name, person: self._settle(self._now().with_person(name, person)))
        self._questions.calls_settled.connect(
            lambda made, without: self._settle(replace(self._now(), makes_calls=made, without_calls=without))
        )
        for box in (self._scorecard, self._purpose):
            box.chosen.connect(
                lambda _value: self._settle(self._now().with_defaults(self._scorecard.value, self._purpose.value))
            )
        self._start.clicked.connect(self.start)
        self._progress.cancel_requested.connect(self._cancel)
        self._context.jobs.progressed.connect(self._on_progressed)

    def _now(self) -> Settled:
        assert self._settled is not None
        return self._settled

    def _settle(self, settled: Settled) -> None:
        """Look again what would come in; a look that is still under way is given up."""
        self._settled = settled
        exchanging, actor = self._context.services.exchanging, self._context.actor
        self._ask(
            _("Looking through the table"),
            lambda progress: exchanging.plan(
                actor,
                settled.path,
                settled.mapping,
                makes_calls=settled.makes_calls,
                without_calls=settled.without_calls,
                progress=progress,
            ),
            self._on_plan,
        )

    def _ask(self, title: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        if self._job is not None and not self._job.is_finished:
            self._job.cancel()
        self._asked += 1
        asked = self._asked
        self._start.set_disabled_reason(_("The table is being looked through"))

        def show(result: Any) -> None:
            if asked == self._asked:
                done(result)

        def fail(error: Exception) -> None:
            if asked == self._asked:
                self._on_unreadable(error)

        self._job = self._context.jobs.run(self, title, work, show, fail)

    def _on_begun(self, path: Path, read: tuple[MappingPlan, ScoreMapping, SettlingChoices]) -> None:
        plan, mapping, self._choices = read
        self._settled = Settled(path, mapping, is_remembered=mapping != ScoreMapping())
        self._scorecard.set_choices(
            [(_("by the criteria"), ""), *((in_words(one.title), one.key) for one in self._choices.scorecards)]
        )
        self._purpose.set_choices([(purpose_title(one), one.value) for one in Purpose if one != Purpose.CALIBRATION])
        self._hint.hide()
        self._area.show()
        self._on_plan(plan)
        self._columns.setFocus()

    def _on_plan(self, plan: MappingPlan) -> None:
        settled, self._plan = self._now(), plan
        mapping = settled.mapping
        targets = Targets(plan, self._choices, mapping.scorecard)
        self._show_notices([targets.obstacle(error) for error in plan.obstacles])
        self._file.show_plan(plan, _guesses(plan, targets), is_remembered=settled.is_remembered)
        self._columns.show_plan(plan, targets)
        self._scorecard.set_value(mapping.scorecard)
        self._purpose.set_value((mapping.purpose or Purpose.ROUTINE).value)
        self._questions.show_plan(plan, mapping, self._choices, without_calls=settled.without_calls)
        self._said.setText(_("What would come in"))
        self._said.setVisible(bool(plan.n_evaluations))
        self._items.show_plan(plan)
        self._items.setVisible(bool(plan.n_evaluations))
        self._show_count(plan)

    def _show_count(self, plan: MappingPlan) -> None:
        n = len(plan.ready)
        self._start.show()
        self._count.show()
        self._start.set_text(ngettext("Import {n} evaluation", "Import {n} evaluations", n).format(n=n))
        self._start.set_disabled_reason("" if n else _("Nothing of the table would come in as it is settled now"))
        self._count.setText(_count_words(plan))

    def _on_unreadable(self, error: Exception) -> None:
        self._show_errors((error,))
        self._start.set_disabled_reason(_("The table can’t be read as it is settled now"))

    def _take_guesses(self) -> None:
        if self._plan is not None:
            self._settle(self._now().with_guesses(self._plan))

    def _use_mapping(self, path: Path) -> None:
        exchanging, actor = self._context.services.exchanging, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the mapping"),
            lambda _progress: exchanging.read_mapping(actor, path),
            lambda mapping: self._settle(replace(self._now(), mapping=mapping, is_remembered=False)),
            lambda error: self._show_errors((error,)),
        )

    def _save_mapping(self, path: Path) -> None:
        plan, settled = self._plan, self._now()
        if plan is None:
            return
        exchanging, actor, notices = self._context.services.exchanging, self._context.actor, self._context.notices
        self._context.jobs.run(
            self,
            _("Saving the mapping"),
            lambda _progress: exchanging.write_mapping(actor, path, plan, settled.mapping),
            lambda _done: notices.done(_("Written to {file}.").format(file=str(path)), key=_NOTICE),
            lambda error: self._show_errors((error,)),
        )

    def _on_progressed(self, job: Job) -> None:
        if self._is_running and job is self._job:
            self._progress.show_progress(_("Importing …"), job.share, job.left_s)

    def _cancel(self) -> None:
        if self._is_running and self._job is not None:
            self._job.cancel()

    def _end(self) -> None:
        self._is_running = False
        self._start.set_busy(None)
        self._progress.end()
        self.running_changed.emit()

    def _on_imported(self, report: ScoresReport) -> None:
        self._end()
        self._plan = None
        self._said.setText(_("The import was stopped") if report.cancelled else _("What the import came to"))
        self._items.show_report(report)
        self._count.setText(_report_words(report))
        self._start.hide()
        self._area.ensureWidgetVisible(self._said)
        self._items.table.setFocus()
        self._context.hub.announce(report.changes)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self._show_errors((error,))

    def _show_errors(self, errors: tuple[Exception, ...]) -> None:
        self._show_notices([Notice(NoticeKind.ERROR, sentence(error)) for error in errors])

    def _show_notices(self, notices: list[Notice]) -> None:
        for bar in self._errors:
            self._error_place.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self._errors = [NoticeBar(notice, theme=self._context.theme, closable=False) for notice in notices]
        for bar in self._errors:
            self._error_place.addWidget(bar)


def _guesses(plan: MappingPlan, targets: Targets) -> list[str]:
    """What would be taken for what: “Datum” → Day or time of handing in."""
    words = _("“{found}” → {meaning}")
    columns = [(column.label, targets.words(target)) for column, target in guessed_columns(plan)]
    values = [(odd.value, odd.suggestion) for odd in guessed_words(plan)]
    return [words.format(found=found, meaning=meaning) for found, meaning in (*columns, *values)]


def _count_words(plan: MappingPlan) -> str:
    """How much comes in, how much is left out, and what comes without a reason that is asked for today."""
    if plan.obstacles:
        return _("Settle the columns first.")
    n, n_refused, n_here = plan.n_answers, len(plan.refused), len(plan.already_here)
    parts = [ngettext("{n} answer comes in.", "{n} answers come in.", n).format(n=n)]
    if n_refused:
        parts.append(ngettext("{n} is left out.", "{n} are left out.", n_refused).format(n=n_refused))
    if n_here:
        parts.append(ngettext("{n} is here already.", "{n} are here already.", n_here).format(n=n_here))
    if plan.n_unexplained:
        words = _("Failures without the reason or comment asked for today: {n}")
        parts.append(words.format(n=plan.n_unexplained))
    return in_a_row(parts)


def _report_words(report: ScoresReport) -> str:
    n = report.count(ScoreOutcome.IMPORTED)
    parts = [ngettext("{n} evaluation came in.", "{n} evaluations came in.", n).format(n=n)]
    if report.n_calls_made:
        parts.append(_("Calls made without a recording: {n}").format(n=report.n_calls_made))
    if report.cancelled:
        parts.append(_("What came in is kept. The same table goes on where it stopped."))
    return in_a_row(parts)
