"""The common-issues page: what the filters ask for as a board, or the evaluations behind one of its figures."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.issues.behind import Behind
from qa_desk.gui.issues.board import Board
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction, PageState
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.period_filter import PeriodFilter
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.i18n import N_, _, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.issue_views import CommonIssues, IssueChoices, RowsBehind

_SHOWS = (ObjectKind.EVALUATION, ObjectKind.TRACKED_ITEM, ObjectKind.CALL, ObjectKind.SESSION)


class IssuesPage(Page):
    """Where points are lost, which critical criteria fail, and what is behind each figure."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Common issues"))
        self._choices: IssueChoices | None = None
        self._behind_key = ""
        self._behind_title = ""
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

    def crumbs(self) -> tuple[Crumb, ...]:
        if not self._behind_key:
            return (Crumb(self.title()),)
        return (Crumb(self.title(), Place.to("issues")), Crumb(self._behind_title or "…"))

    def shown(self, place: Place) -> None:
        self._behind_key = place.get("behind")
        self._behind_title = ""
        self._takes_keyboard = True
        self.context.commands.bind(
            self,
            {"sound.play_pause": self._play_current, "list.track": self._track, "list.open": self._open_or_step},
            enabled={
                "sound.play_pause": self._can_play,
                "list.track": self._can_track,
                "list.open": lambda: self._is_on_row() or self._main_action() is not None,
            },
        )
        self._views.setCurrentWidget(self._behind if self._behind_key else self._board)
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(*_SHOWS):
            self._read()

    def leave(self) -> None:
        self._sound.pause()

    def focus_find(self) -> bool:
        self._filter.focus_first()
        return True

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        report = self.head.add_action(_("Make a report"), self._report, kind="quiet", name="make_report")
        report.setToolTip(_("The same figures as a page to print or send"))
        self._track_button = self.head.add_action(
            _("Open tracked item"), self._track, kind="primary", command="list.track", name="open_tracked"
        )
        self._track_button.setVisible(context.may(Action.TRACK))
        self._filter = PeriodFilter(theme=theme)
        self._counts = QLabel()
        self._counts.setObjectName("issue_counts")
        self._counts.setProperty("tone", "muted")
        self._counts.setProperty("type", "caption")
        self._board = Board(context, self._sound)
        self._behind = Behind(context, self._sound)
        self._views = QStackedWidget()
        self._views.addWidget(self._board)
        self._views.addWidget(self._behind)
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
        elif self._behind_key:
            self._read_behind()
        else:
            self._read_board()

    def _on_choices(self, choices: IssueChoices) -> None:
        self._choices = choices
        self._filter.set_choices(choices)
        self._read()

    def _read_board(self) -> None:
        service, actor, query = self.context.services.reporting, self.context.actor, self._filter.query()
        self.context.jobs.run(
            self,
            _("Counting common issues"),
            lambda _progress: service.common_issues(actor, query),
            self._on_issues,
            self._on_failed,
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
        if self._behind_key or issues.query != self._filter.query():
            return
        if not issues.n_calls:
            self._show_nothing()
            return
        self.show_body()
        self._views.setCurrentWidget(self._board)
        self._board.show_issues(issues, self._choices.time_zone)
        self._counts.setText(_counts(issues))
        self._show_track_state()
        self._give_keyboard(self._board.table)

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
        (self._behind if self._behind_key else self._board).play_current()

    def _can_play(self) -> bool:
        return self.is_body_shown and (self._behind if self._behind_key else self._board).can_play()

    def _is_on_row(self) -> bool:
        return self.is_body_shown and (self._behind if self._behind_key else self._board).is_on_row()

    def _open_or_step(self) -> None:
        """Enter opens the row the keyboard is on; elsewhere it is the main step."""
        if self._is_on_row():
            (self._behind if self._behind_key else self._board).open_current()
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
            self._go(Place.to("tracked", new="yes", criterion=key, unit=self._filter.chosen.unit))

    def _report(self) -> None:
        query = self._filter.query()
        self._go(
            Place.to(
                "reporting",
                report="common_issues",
                first=query.first_day.isoformat(),
                last=query.last_day.isoformat(),
                by=query.by.value,
                unit=query.unit,
                business_type=query.business_type,
                cause_owner=query.cause_owner,
                scorecard=query.scorecard,
                campaign=query.campaign,
                customer_segment=query.customer_segment,
                service_stage=query.service_stage,
            )
        )


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
