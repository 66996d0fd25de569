"""The page Standard wordings: by kind of call, with the days they hold and who answers for them."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.people import Department
from qa_desk.domain.permissions import Action
from qa_desk.gui.scorecards.wordings.rows import matter_of, wording_columns
from qa_desk.gui.scorecards.wordings.wording_form import WordingForm, Writing
from qa_desk.gui.scorecards.wordings.wording_view import WordingPane
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction, Step
from qa_desk.gui.shell.words import in_words, wording_state_title
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.find_field import FindField
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.forms.phrasing_views import WordingDraft, WordingSaved, WordingState, WordingView

_KEY = "wordings"
_PANE_WIDTH, _FIELD_WIDTH = 440, 208


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings."""

    rows: tuple[WordingView, ...]
    departments: tuple[Department, ...]
    business_types: tuple[str, ...]
    today: date


class WordingsPage(Page):
    """What customers are told."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Standard wordings"))
        self._read_once: _Read | None = None
        self._only: WordingState | None = None
        self._asked = 0
        self._wanted: object = None
        self._takes_keyboard = False
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[WordingView]:
        """The wordings."""
        return self._table

    @property
    def form(self) -> WordingForm:
        """What is being written."""
        return self._form

    def shown(self, place: Place) -> None:
        self._takes_keyboard = True
        if self._read_once is None:
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.STANDARD_WORDING, ObjectKind.DEPARTMENT):
            self._read()

    def focus_find(self) -> bool:
        if self.is_body_shown:
            self._field.setFocus()
            self._field.selectAll()
        return self.is_body_shown

    def _may_change(self) -> bool:
        return self.context.may(Action.MANAGE_SCORECARDS)

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        self._field = FindField("wording_search", _("Find wordings"), hint=_("Matter, words, department …"))
        self._field.setFixedWidth(theme.px(_FIELD_WIDTH))
        self.head.add_widget(self._field)
        self._new: Button | None = None
        if self._may_change():
            self._new = self.head.add_action(
                _("New wording"), self._begin_new, kind="primary", command="list.new", name="new_wording"
            )
        self._chips = FilterChips(theme=theme, can_add=False, name="wording_states")
        self._table: DataTable[WordingView] = DataTable(
            wording_columns(),
            theme=theme,
            key=lambda row: row.wording.id,
            group=lambda row: matter_of(row.wording),
            name="wordings_table",
            title=_("Standard wordings"),
        )
        self._form = WordingForm(theme=theme, commands=context.commands)
        self._pane = WordingPane(theme=theme, may_change=self._may_change())
        self._side = QStackedWidget()
        for part in (self._pane, self._form):
            self._side.addWidget(part)
        area = QScrollArea()
        area.setObjectName("wording_area")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._side)
        area.setFixedWidth(theme.px(_PANE_WIDTH))
        left = QVBoxLayout()
        left.setSpacing(theme.size("sm"))
        left.addWidget(self._chips)
        left.addWidget(self._table, 1)
        body = QHBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, 0, theme.size("sm"))
        body.setSpacing(theme.size("sm"))
        body.addLayout(left, 1)
        body.addWidget(area)

    def _connect(self) -> None:
        self._field.textChanged.connect(self._table.set_filter)
        self._field.left.connect(self._table.take_keyboard)
        self._chips.toggled.connect(self._on_state_toggled)
        self._table.current_changed.connect(self._show_row)
        self._table.row_opened.connect(lambda _row: self._change())
        can_open = {"list.open": lambda: self._table.current_row() is not None}
        self.context.commands.bind(self._table, {"list.open": self._change}, enabled=can_open)
        self._pane.change_requested.connect(self._change)
        self._pane.successor_requested.connect(partial(self._write, Writing.SUCCESSOR))
        self._pane.withdraw_requested.connect(self._withdraw)
        self._form.draft_changed.connect(self._ask_overlaps)
        self._form.save_requested.connect(self._save)
        self._form.closed.connect(self._close_form)
        self.context.commands.bind(self, {"list.new": self._begin_new}, enabled={"list.new": self._may_change})

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor
        sees_people, sees_calls = self.context.may(Action.VIEW_PEOPLE), self.context.may(Action.VIEW_CALLS)

        def work(_progress: object) -> _Read:
            rows = services.phrasing.wordings(actor)
            kinds = set(services.listening.business_types(actor) if sees_calls else ())
            return _Read(
                rows,
                services.administering.departments(actor) if sees_people else (),
                tuple(sorted(kinds | {row.wording.business_type for row in rows} - {""})),
                centre_today(services),
            )

        self.context.jobs.run(
            self,
            _("Reading the standard wordings"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: _Read) -> None:
        self._read_once = read
        self._form.set_choices(read.business_types, read.departments)
        if not read.rows and self._side.currentWidget() is not self._form:
            self._show_nothing()
            return
        self.show_body()
        self._show_rows()
        if self._wanted is not None:
            self._table.select_key(self._wanted)
            self._wanted = None
        if self._table.current_row() is None:
            self._table.select_first()
        self._show_row(self._table.current_row())
        if self._takes_keyboard:
            self._takes_keyboard = False
            self._table.setFocus()

    def _show_rows(self) -> None:
        assert self._read_once is not None
        rows = self._read_once.rows
        self._chips.set_chips(
            [
                Chip(state.value, f"{wording_state_title(state)} {n}", ChipKind.TOGGLE, state is self._only)
                for state in (WordingState.IN_FORCE, WordingState.COMING, WordingState.OVER)
                if (n := sum(row.state is state for row in rows))
            ]
        )
        shown = [row for row in rows if self._only in (None, row.state)]
        self._table.set_rows(sorted(shown, key=lambda row: matter_of(row.wording)))
        n = sum(row.state is WordingState.IN_FORCE for row in rows)
        self.head.set_summary(ngettext("{n} in force", "{n} in force", n).format(n=n))

    def _show_row(self, row: WordingView | None) -> None:
        if self._side.currentWidget() is self._form:
            return
        self._side.setVisible(row is not None)
        if row is not None:
            self._pane.show_wording(row)

    def _on_state_toggled(self, key: str) -> None:
        state = WordingState(key)
        self._only = None if state is self._only else state
        self._show_rows()

    def _begin_new(self) -> None:
        self._write(Writing.NEW)

    def _change(self) -> None:
        """What calls were shown already keeps its words: only its end can be moved then."""
        row, read = self._table.current_row(), self._read_once
        if row is None or read is None or not self._may_change() or row.state is WordingState.OVER:
            return
        self._write(Writing.ENDING if row.wording.valid_from < read.today else Writing.CHANGE)

    def _write(self, writing: Writing) -> None:
        row, read = self._table.current_row(), self._read_once
        if read is None or (row is None and writing is not Writing.NEW):
            return
        self.show_body()
        self._side.show()
        self._show_side(self._form)
        self._form.begin(writing, None if writing is Writing.NEW or row is None else row.wording, read.today)

    def _show_side(self, part: QWidget) -> None:
        """The form or the pane; while the form is shown its button is the primary one."""
        self._side.setCurrentWidget(part)
        if self._new is not None:
            self._new.setVisible(part is self._pane)

    def _close_form(self) -> None:
        self._show_side(self._pane)
        if self._read_once is not None:
            self._on_read(self._read_once)
        self._table.setFocus()

    def _ask_overlaps(self, draft: WordingDraft) -> None:
        """Ask once what is written could be kept; until then there is nothing to warn of."""
        self._asked += 1
        asked = self._asked
        if not draft.title or not (draft.business_type.strip() or draft.campaign.strip()):
            self._form.show_overlaps(())
            return
        phrasing, actor = self.context.services.phrasing, self.context.actor
        # the words themselves may be written last
        draft = replace(draft, text=draft.text or draft.title)
        self.context.jobs.run(
            self,
            _("Looking for what else holds then"),
            lambda _progress: phrasing.overlaps(actor, draft),
            lambda overlaps: self._form.show_overlaps(overlaps) if asked == self._asked else None,
            lambda _error: self._form.show_overlaps(()),
            is_quiet=True,
        )

    def _save(self, draft: WordingDraft, writing: Writing) -> None:
        phrasing, actor, row = self.context.services.phrasing, self.context.actor, self._table.current_row()

        def work(_progress: object) -> WordingSaved:
            if writing is Writing.SUCCESSOR and row is not None:
                return phrasing.succeed_wording(actor, row.wording.id, draft)
            return phrasing.save_wording(actor, draft)

        self.context.jobs.run(
            self,
            _("Saving the wording"),
            work,
            partial(self._on_saved, draft),
            self._form.refuse,
            must_finish=True,
        )

    def _on_saved(self, draft: WordingDraft, saved: WordingSaved) -> None:
        self._wanted = saved.wording_id
        self._show_side(self._pane)
        words = _("“{title}” is shown beside calls of its kind on the days it holds.")
        self.context.notices.done(words.format(title=in_words(draft.title)), key=_KEY)
        self._takes_keyboard = True
        self.context.hub.announce(saved.changes)

    def _withdraw(self) -> None:
        row = self._table.current_row()
        if row is None:
            return
        phrasing, actor, wording = self.context.services.phrasing, self.context.actor, row.wording
        self.context.jobs.run(
            self,
            _("Withdrawing the wording"),
            lambda _progress: phrasing.withdraw_wording(actor, wording.id, wording.version),
            partial(self._on_withdrawn, in_words(wording.title)),
            lambda error: self.context.notices.error(error, key=_KEY),
            must_finish=True,
        )

    def _on_withdrawn(self, title: str, changes: Changes) -> None:
        self.context.notices.done(_("“{title}” was withdrawn.").format(title=title), key=_KEY)
        self._takes_keyboard = True
        self.context.hub.announce(changes)

    def _show_nothing(self) -> None:
        may = self._may_change()
        self.show_empty(
            EmptyState(
                "reports",
                _("No standard wording yet"),
                _(
                    "One wording to the customer: what is said about a matter, for calls of one business type or "
                    "campaign, on the days it holds."
                )
                if may
                else _("A calibration lead or a QA administrator writes them; the scoring desk shows what held."),
                (PageAction(_("New wording"), self._begin_new, "plus"),) if may else (),
                (
                    Step(_("Write"), _("The words, the kind of call, the days and who answers for it."), ("Ctrl+N",)),
                    Step(_("Follow up"), _("A change begins on a day; what was shown before stays as it was.")),
                    Step(_("Hear"), _("The scoring desk shows the wording of the call’s own day.")),
                ),
            )
        )


PAGE = PageSpec(
    key=_KEY,
    title=N_("Standard wordings"),
    icon="quote",
    group=PageGroup.MANAGE,
    build=WordingsPage,
    action=Action.VIEW_SCORECARDS,
)
