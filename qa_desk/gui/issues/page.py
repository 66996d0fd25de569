"""The common-issues page: what the filters ask for as a board, the evaluations behind one of its figures, or the pack
that is handed to the trainer (`issues?behind=…`, `issues?pack=yes`)."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.issues.behind import Behind
from qa_desk.gui.issues.board import Board
from qa_desk.gui.issues.days_asked import asked_in, words_of
from qa_desk.gui.issues.handing_over import HandingOver
from qa_desk.gui.issues.training import TrainingView
from qa_desk.gui.shell.jobs import Job, is_cancelled
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction, PageState
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.period_filter import PeriodFilter
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.i18n import N_, _, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.issues.issue_views import CommonIssues, IssueChoices, RowsBehind
from qa_desk.services.issues.training_views import TrainingPack

_SHOWS = (ObjectKind.EVALUATION, ObjectKind.TRACKED_ITEM, ObjectKind.CALL, ObjectKind.SESSION)
_PACK_SHOWS = (ObjectKind.STANDARD_CASE, ObjectKind.PRACTICE)


class IssuesPage(Page):
    """Where points are lost, which critical criteria fail, and what is behind each figure."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Common issues"))
        self._choices: IssueChoices | None = None
        self._behind_key = ""
        self._behind_title = ""
        self._is_pack = False
        self._counting: Job | None = None
        self._counted: CommonIssues | None = None
        self._was_left = False
        self._takes_keyboard = False
        self._sound = RowSound(context, self)
        self._build()
        self._connect()

    @property
    def filter(self) -> PeriodFilter:
        """The chips."""
        return self._filter

    @property
    def board(self) -> Board:
        """Figures and table."""
        return self._board

    @property
    def behind(self) -> Behind:
        """The evaluations behind a figure."""
        return self._behind

    @property
    def training(self) -> TrainingView:
        """The pack for the trainer."""
        return self._training

    def crumbs(self) -> tuple[Crumb, ...]:
        if self._is_pack:
            return (Crumb(_("Common issues"), Place.to("issues")), Crumb(_("Training pack")))
        if not self._behind_key:
            return (Crumb(_("Common issues")),)
        return (Crumb(_("Common issues"), Place.to("issues")), Crumb(self._behind_title or "…"))

    def shown(self, place: Place) -> None:
        self._behind_key = place.get("behind")
        self._behind_title = ""
        self._is_pack = bool(place.get("pack"))
        self._takes_keyboard = True
        if self._was_left:
            self._counted, self._was_left = None, False
        asked = asked_in(place)
        if asked is not None:
            self._filter.set_asked(asked)
        self._bind()
        self._name_actions()
        self._views.setCurrentWidget(self._view())
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(*_SHOWS) or (self._is_pack and changes.touches(*_PACK_SHOWS)):
            self._counted = None
            self._read()

    def leave(self) -> None:
        self._was_left = True
        self._sound.pause()

    def focus_find(self) -> bool:
        self._filter.focus_first()
        return True

    def _bind(self) -> None:
        playlist = self._training.playlist
        self.context.commands.bind(
            self,
            {
                "sound.play_pause": self._play_current,
                "sound.next_mark": playlist.next,
                "sound.previous_mark": playlist.previous,
                "list.track": self._track,
                "list.hand_over": self._hand_over,
                "list.offer_practice": self._handing_over.offer,
                "list.open": self._open_or_step,
            },
            enabled={
                "sound.play_pause": self._can_play,
                "sound.next_mark": lambda: self._is_pack and self._training.can_play(),
                "sound.previous_mark": lambda: self._is_pack and playlist.place >= 0,
                "list.track": self._can_track,
                "list.hand_over": lambda: self._pack_button.isVisible(),
                "list.offer_practice": lambda: self._offer_button.isVisible() and self._offer_button.isEnabled(),
                "list.open": lambda: self._is_on_row() or self._main_action() is not None,
            },
        )

    def _view(self) -> Board | Behind | TrainingView:
        if self._is_pack:
            return self._training
        return self._behind if self._behind_key else self._board

    def _name_actions(self) -> None:
        may = self.context.may
        self.head.set_title(_("Training pack") if self._is_pack else _("Common issues"))
        self._track_button.setVisible(may(Action.TRACK) and not self._is_pack)
        self._pack_button.setVisible(not self._is_pack and not self._behind_key)
        self._offer_button.setVisible(may(Action.OFFER_PRACTICE) and self._is_pack)

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        report = self.head.add_action(_("Make a report"), self._report, kind="quiet", name="make_report")
        report.setToolTip(_("The same figures as a page to print or send"))
        self._pack_button = self.head.add_action(
            _("Hand to the trainer"), self._hand_over, command="list.hand_over", name="hand_over"
        )
        self._pack_button.setToolTip(_("Top issues, passages one after another, and cases to practise"))
        self._track_button = self.head.add_action(
            _("Open tracked item"), self._track, kind="primary", command="list.track", name="open_tracked"
        )
        self._offer_button = self.head.add_action(
            _("Make a practice set"), lambda: self._handing_over.offer(), kind="primary",
            command="list.offer_practice", name="offer_practice",
        )  # fmt: skip
        self._filter = PeriodFilter(theme=theme)
        self._counts = QLabel()
        self._counts.setObjectName("issue_counts")
        self._counts.setProperty("tone", "muted")
        self._counts.setProperty("type", "caption")
        self._board = Board(context, self._sound)
        self._behind = Behind(context, self._sound)
        self._training = TrainingView(context, self._sound)
        self._handing_over = HandingOver(context, self._training)
        self._views = QStackedWidget()
        for view in (self._board, self._behind, self._training):
            self._views.addWidget(view)
        # In the body and not in its place: the filters stay in reach.
        self._nothing = PageState(theme=theme)
        self._views.addWidget(self._nothing)
        filters = QHBoxLayout()
        filters.addWidget(self._filter, 1)
        filters.addWidget(self._counts)
        column = QVBoxLayout(self.body)
        edge = theme.size("xl")
        column.setContentsMargins(edge, 0, edge, theme.size("sm"))
        column.setSpacing(theme.size("md"))
        column.addLayout(filters)
        column.addWidget(self._views, 1)

    def _connect(self) -> None:
        self._filter.asked.connect(lambda _query: self._read())
        self._board.behind_requested.connect(lambda key: self._go(Place.to("issues", behind=key)))
        self._board.narrowed.connect(lambda by, value: self._filter.narrow(by.value, value))
        self._board.row_chosen.connect(self._show_track_state)
        for part in (self._board, self._behind):
            part.call_requested.connect(self._open_call)
        self._training.case_requested.connect(lambda case_id: self._go(Place.to("library", case=str(case_id))))
        self._handing_over.read_done.connect(self._on_pack)
        self._handing_over.failed.connect(self._on_failed)

    def _go(self, place: Place) -> None:
        self.context.navigation.go(place)

    def _open_call(self, row: object) -> None:
        call_id, evaluation_id = getattr(row, "call_id", None), getattr(row, "evaluation_id", None)
        self._go(Place.to("calls", call=str(call_id), evaluation=str(evaluation_id)))

    def _read(self) -> None:
        if self._choices is None:
            self.show_busy()
            service, actor = self.context.services.reporting, self.context.actor
            self.context.jobs.run(
                self, _("Reading the filters"), lambda _p: service.choices(actor), self._on_choices, self._on_failed,
                is_quiet=True,
            )  # fmt: skip
        elif self._is_pack:
            self._handing_over.read(self._filter.query(), self._choices.time_zone)
        elif self._behind_key:
            self._read_behind()
        elif self._counted is not None and self._counted.query == self._filter.query():
            # back from what is behind it, and nothing has changed meanwhile
            self._on_issues(self._counted)
        else:
            self._read_board()

    def _on_choices(self, choices: IssueChoices) -> None:
        self._choices = choices
        self._filter.set_choices(choices)
        self._read()

    def _read_board(self) -> None:
        service, actor, query = self.context.services.reporting, self.context.actor, self._filter.query()
        if self._counting is not None:
            # asked for before these changes or filters: not counted where that has not begun
            self._counting.cancel()
        self._counting = self.context.jobs.run(
            self,
            _("Counting common issues"),
            lambda _progress: service.common_issues(actor, query),
            self._on_issues,
            lambda error: None if is_cancelled(error) else self._on_failed(error),
            is_quiet=True,
        )

    def _read_behind(self) -> None:
        service, actor, query = self.context.services.reporting, self.context.actor, self._filter.query()
        key = self._behind_key
        self.context.jobs.run(
            self,
            _("Reading the evaluations behind"),
            lambda _progress: service.rows_behind(actor, query, key),
            lambda behind: self._on_behind(key, behind),
            self._on_failed,
            is_quiet=True,
        )

    def _on_issues(self, issues: CommonIssues) -> None:
        assert self._choices is not None
        if self._behind_key or self._is_pack or issues.query != self._filter.query():
            return
        self._counted = issues
        if not issues.n_calls:
            self._show_nothing()
            return
        self.show_body()
        self._views.setCurrentWidget(self._board)
        self._board.show_issues(issues, self._choices.time_zone)
        self._counts.setText(_counts(issues))
        self._show_track_state()
        self._give_keyboard(self._board.table)

    def _on_pack(self, pack: TrainingPack) -> None:
        if not self._is_pack or pack.query != self._filter.query():
            return
        if not pack.issues:
            self._show_nothing()
            return
        self.show_body()
        self._views.setCurrentWidget(self._training)
        self._offer_button.set_disabled_reason("" if pack.case_ids else _("No standard case matches these issues"))
        self._counts.setText(ngettext("{n} call", "{n} calls", pack.n_calls).format(n=f"{pack.n_calls:,}"))
        if self._training.passages is not None:
            self._give_keyboard(self._training.passages)

    def _hand_over(self) -> None:
        self._go(Place.to("issues", pack="yes"))

    def _on_behind(self, key: str, behind: RowsBehind) -> None:
        assert self._choices is not None
        if key != self._behind_key:
            return
        self.show_body()
        n_rows = len(behind.rows) + behind.n_closed
        words = ngettext("{criterion}: {count} failure", "{criterion}: {count} failures", n_rows)
        self._behind_title = words.format(criterion=in_words(behind.title), count=n_rows)
        self._counts.setText(self._behind_title)
        self._behind.show_rows(behind, self._choices.time_zone)
        self.crumbs_changed.emit()
        if self._behind.table is not None:
            self._give_keyboard(self._behind.table)

    def _give_keyboard(self, table: QWidget) -> None:
        """Once after the page was asked for; news from others take it from nobody."""
        if self._takes_keyboard and not self._filter.hasFocus():
            table.setFocus()
        self._takes_keyboard = False

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error, self._read)

    def _show_nothing(self) -> None:
        self.show_body()
        self._counts.clear()
        self._track_button.set_disabled_reason(_("There is nothing to follow here"))
        self._offer_button.set_disabled_reason(_("There is nothing to practise here"))
        self._views.setCurrentWidget(self._nothing)
        if self._filter.is_filtered:
            self._nothing.show_empty(
                EmptyState(
                    "search",
                    _("No scored call matches"),
                    _("In these days no evaluation that counts fits the filters."),
                    (PageAction(_("Clear filters"), self._filter.clear, "close"),),
                )
            )
            return
        self._nothing.show_empty(
            EmptyState(
                "issues",
                _("Here you see where points are lost"),
                _(
                    "As soon as calls are scored, this page shows the few criteria that cost most, whether they moved, "
                    "and passages to hear. In the days chosen nothing that counts has been handed in."
                ),
                (
                    PageAction(_("Look at the last 3 months"), self._filter.widen, "calendar"),
                    PageAction(_("Go to the calls"), lambda: self._go(Place.to("calls")), "phone"),
                ),
            )
        )

    def _play_current(self) -> None:
        self._view().play_current()

    def _can_play(self) -> bool:
        return self.is_body_shown and self._view().can_play()

    def _is_on_row(self) -> bool:
        return self.is_body_shown and self._view().is_on_row()

    def _open_or_step(self) -> None:
        """Enter opens the row the keyboard is on; elsewhere it is the main step."""
        if self._is_on_row():
            self._view().open_current()
        else:
            self._take_main_step()

    def _can_track(self) -> bool:
        return self.is_body_shown and self._track_button.isVisible() and self._track_button.isEnabled()

    def _show_track_state(self) -> None:
        row = self._board.current_row()
        self._track_button.set_disabled_reason("" if row or self._behind_key else _("Choose a criterion first"))

    def _track(self) -> None:
        row = self._board.current_row()
        key = self._behind_key or (row.criterion_key if row else "")
        if key:
            self._go(Place.to("tracked", new="yes", criterion=key, **words_of(self._filter.query())))

    def _report(self) -> None:
        report = "training_pack" if self._is_pack else "common_issues"
        query = self._filter.query()
        self._go(Place.to("reporting", report=report, by=query.by.value, **words_of(query)))


def _counts(issues: CommonIssues) -> str:
    calls = ngettext("{n} call", "{n} calls", issues.n_calls).format(n=f"{issues.n_calls:,}")
    people = ngettext("{n} inspector", "{n} inspectors", issues.n_inspectors).format(n=issues.n_inspectors)
    points = _("{points} points lost").format(points=number_text(issues.points_lost, 0))
    return f"{calls} · {people} · {points}"


PAGE = PageSpec(
    "issues",
    N_("Common issues"),
    "bars",
    PageGroup.IMPROVE,
    IssuesPage,
    action=Action.VIEW_REPORTS,
    has_sound=True,
)
