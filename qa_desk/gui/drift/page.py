"""The page Drift (`drift`, `drift?person=…`): who moves away from the standard, on what, since when, and what to do."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import DriftRestartId, PersonId
from qa_desk.domain.permissions import Action
from qa_desk.gui.drift.columns import inspector_columns
from qa_desk.gui.drift.detail import Detail
from qa_desk.gui.drift.notes import NoteForm, Noting
from qa_desk.gui.shell.dates import local_day
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.reports.drift_words import delay_words, promise_words, sittings_words
from qa_desk.services.drift.board import DriftBoard, DriftLine, InspectorDrift
from qa_desk.services.drift.evidence import DriftRow, Practice

_KEY = "drift"
_LIST_WIDTH = 304
_ROW_HEIGHT = 56
_SHOWS = (
    ObjectKind.DRIFT,
    ObjectKind.SESSION,
    ObjectKind.EVALUATION,
    ObjectKind.QUALIFICATION,
    ObjectKind.STANDARD_CASE,
    ObjectKind.SETTING,
)


class DriftPage(Page):
    """Left every inspector in small, right the chart chosen with what stands behind it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Drift"))
        self._board: DriftBoard | None = None
        self._wanted: PersonId | None = None
        self._note: NoteForm | None = None
        self._build()
        self._connect()

    @property
    def inspectors(self) -> DataTable[InspectorDrift]:
        """Everybody watched."""
        return self._inspectors

    @property
    def detail(self) -> Detail:
        """The inspector chosen."""
        return self._detail

    @property
    def note(self) -> NoteForm | None:
        """The form that is open."""
        return self._note

    def shown(self, place: Place) -> None:
        self._wanted = place.get_id("person", PersonId)
        if self._board is None:
            self.show_busy(_("Laying the charts …"))
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(*_SHOWS):
            self._read()

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        watches = context.may(Action.WATCH_INSPECTORS)
        report = self.head.add_action(_("Make a report"), self._report, kind="quiet", name="make_report")
        report.setVisible(context.may(Action.VIEW_REPORTS) and watches)
        accepted = self.head.add_action(
            _("False alarms …"), lambda: self._begin(Noting.FALSE_ALARMS), kind="quiet", name="set_false_alarms"
        )
        accepted.setVisible(context.may(Action.MANAGE_CENTRE) and watches)
        training = self.head.add_action(
            _("Note a training …"), lambda: self._begin(Noting.TRAINING), kind="plain", name="note_training"
        )
        training.setVisible(watches)
        self._acknowledge = self.head.add_action(
            _("Acknowledge …"), lambda: self._begin(Noting.ALARM), kind="primary", name="acknowledge"
        )
        self._acknowledge.setVisible(watches)
        self._inspectors: DataTable[InspectorDrift] = DataTable(
            inspector_columns(), theme=theme, key=lambda one: one.inspector.id, row_height=_ROW_HEIGHT,
            name="drift_inspectors", title=_("Inspectors"),
        )  # fmt: skip
        self._inspectors.setFixedWidth(theme.px(_LIST_WIDTH))
        self._delay = QLabel()
        self._delay.setObjectName("drift_promise")
        self._delay.setProperty("tone", "muted")
        self._delay.setProperty("type", "caption")
        self._delay.setWordWrap(True)
        self._detail = Detail(context)
        self._note_place = QVBoxLayout()
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(theme.size("sm"))
        left.addWidget(self._inspectors, 1)
        left.addWidget(self._delay)
        right.addLayout(self._note_place)
        right.addWidget(self._detail, 1)
        body = QHBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("sm"))
        body.setSpacing(theme.size("xl"))
        body.addLayout(left)
        body.addLayout(right, 1)

    def _connect(self) -> None:
        self._inspectors.current_changed.connect(self._on_inspector)
        self._detail.line_changed.connect(self._on_line)
        self._detail.call_requested.connect(self._open_call)
        self._detail.case_requested.connect(self._open_case)

    def _read(self) -> None:
        watching, actor = self.context.services.watching, self.context.actor
        self.context.jobs.run(
            self,
            _("Laying the charts of drift"),
            lambda _progress: watching.board(actor),
            self._on_board,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_board(self, board: DriftBoard) -> None:
        self._board = board
        if not board.inspectors:
            self._show_nothing()
            return
        self.show_body()
        self.head.set_summary(promise_words(board.promise))
        told = (delay_words(board.promise), sittings_words(board))
        self._delay.setText("\n".join(words for words in told if words))
        self._inspectors.set_rows(board.inspectors)
        if self._wanted is not None:
            self._inspectors.select_key(self._wanted)
            self._wanted = None
        if self._inspectors.current_row() is None:
            self._inspectors.select_first()
        self._on_inspector(self._inspectors.current_row())
        self.give_keyboard(self._inspectors)

    def _show_nothing(self) -> None:
        words = _(
            "Once calibration sessions are settled, this page charts how far each inspector lies from the settled "
            "answers, session by session, and tells when somebody becomes too strict or too lenient."
        )
        to_sessions = PageAction(_("Go to calibration"), lambda: self.context.navigation.go(Place.to("calibration")))
        self.show_empty(EmptyState("agreement", _("Here you see who drifts"), words, (to_sessions,)))

    def _on_inspector(self, one: InspectorDrift | None) -> None:
        if one is not None and self._board is not None:
            self._detail.show_inspector(self._board, one)

    def _on_line(self, line: DriftLine) -> None:
        self._close_note()
        self._acknowledge.set_disabled_reason("" if line.alarm else _("This chart is not in alarm"))
        watching, actor, key = self.context.services.watching, self.context.actor, line.key
        self.context.jobs.run(
            self,
            _("Reading what is behind the chart"),
            lambda _progress: (watching.rows_behind(actor, key), watching.practice(actor, key)),
            lambda read: self._detail.show_rows(line, *read),
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _begin(self, noting: Noting) -> None:
        line = self._detail.line
        if line is None or self._board is None or (noting is Noting.ALARM and line.alarm is None):
            return
        self._close_note()
        services = self.context.services
        today = local_day(services.now(), str(self._board.zone))
        note = NoteForm(self.context, noting, today=today)
        note.saved.connect(self._save)
        note.cancelled.connect(self._close_note)
        self._note = note
        self._note_place.addWidget(note)
        note.begin(f"{self._board.promise.a_year:g}" if noting is Noting.FALSE_ALARMS else "")

    def _close_note(self) -> None:
        if self._note is not None:
            self._note_place.removeWidget(self._note)
            self._note.hide()
            self._note.deleteLater()
            self._note = None

    def _save(self, noting: Noting) -> None:
        line, note = self._detail.line, self._note
        if line is None or note is None:
            return
        watching, actor, text, day = self.context.services.watching, self.context.actor, note.text, note.day
        person_id, key = line.inspector.id, line.key

        def work(_progress: object) -> tuple[DriftRestartId | None, Changes]:
            if noting is Noting.ALARM:
                return watching.acknowledge(actor, key, text)
            if day is not None:
                return watching.note_training(actor, person_id, day, text)
            return None, watching.set_false_alarms(actor, _as_number(text))

        note.form.set_busy(True)
        self.context.jobs.run(
            self,
            _("Noting"),
            work,
            lambda done: self._on_saved(noting, line.inspector.name, *done),
            note.form.refuse,
            must_finish=True,
        )

    def _on_saved(self, noting: Noting, name: str, restart_id: DriftRestartId | None, changes: Changes) -> None:
        self._close_note()
        told = {
            Noting.ALARM: _("The alarm of {name} is acknowledged."),
            Noting.TRAINING: _("The training of {name} is noted."),
            Noting.FALSE_ALARMS: _("The limits are drawn anew."),
        }[noting].format(name=name)
        self.context.notices.done(told, key=_KEY)
        if restart_id is not None:
            self.context.undo.push(UndoStep(told, lambda: self._take_back(restart_id)))
        self.context.hub.announce(changes)

    def _take_back(self, restart_id: DriftRestartId) -> None:
        watching, actor = self.context.services.watching, self.context.actor
        self.context.jobs.run(
            self,
            _("Taking it back"),
            lambda _progress: watching.take_back(actor, restart_id),
            self.context.hub.announce,
            lambda error: self.show_error(error, self._read),
            must_finish=True,
        )

    def _open_call(self, row: DriftRow) -> None:
        place = Place.to("calls", call=str(row.call_id), evaluation=str(row.evaluation_id))
        self.context.navigation.go(place)

    def _open_case(self, case: Practice) -> None:
        self.context.navigation.go(Place.to("library", case=str(case.case_id)))

    def _report(self) -> None:
        self.context.navigation.go(Place.to("reporting", report=_KEY))


def _as_number(text: str) -> float:
    """What was typed as a number; what is none is refused by whoever is asked to keep it."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("nan")


PAGE = PageSpec(
    key=_KEY,
    title=N_("Drift"),
    icon="chart-line",
    group=PageGroup.MEASURE,
    build=DriftPage,
    action=Action.VIEW_OWN_DRIFT,
    count=lambda services, actor: services.watching.n_waiting(actor),
    counts_of=frozenset({ObjectKind.DRIFT, ObjectKind.SESSION}),
    waits=lambda n: ngettext("{n} drift alarm", "{n} drift alarms", n).format(n=n),
)
