"""The page Practise and qualify (`practice`, `practice?result=…`, `practice?sitting=…`, `practice?handed_in=…`,
`practice?cases=…` to take cases up).

Calls are scored on the desk of My calls, which leads back here when one is handed in.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import AssignmentId, CaseId, EvaluationId, QualificationId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.gui.practice.certificate_export import CertificateExport
from qa_desk.gui.practice.columns import result_columns
from qa_desk.gui.practice.comparison_view import ComparisonView
from qa_desk.gui.practice.deeds import Deeds
from qa_desk.gui.practice.planning import Planning
from qa_desk.gui.practice.qualify_view import Qualifications, QualifyView
from qa_desk.gui.practice.sitting_panel import SittingPanel
from qa_desk.gui.practice.today_view import TodayView
from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _
from qa_desk.services.issues.training_views import OfferedSet
from qa_desk.services.practice.practising_views import Comparison, ResultLine, Today
from qa_desk.services.practice.qualifying_views import SittingView

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services

_T = TypeVar("_T")

_KEY = "practice"
_SHOWS = (ObjectKind.PRACTICE, ObjectKind.QUALIFICATION, ObjectKind.STANDARD_CASE, ObjectKind.SETTING)


class PracticePage(Page):
    """Three lists, and what each opens: the desk, a comparison, a sitting, the form of a plan."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Practise and qualify"))
        self._time_zone = "UTC"
        self._sound = RowSound(context, self)
        self._reads: dict[str, Callable[[], None]] = {
            "today": self._read_today,
            "qualify": self._read_qualifications,
            "results": self._read_results,
        }
        self._place = Place.to(_KEY)
        self._build()
        self._connect()

    @property
    def today(self) -> TodayView:
        """What is due."""
        return self._today

    @property
    def qualify(self) -> QualifyView:
        """What can be sat."""
        return self._qualify

    @property
    def comparison(self) -> ComparisonView:
        """One result."""
        return self._comparison

    @property
    def sitting(self) -> SittingPanel:
        """One sitting."""
        return self._sitting

    @property
    def results(self) -> DataTable[ResultLine]:
        """What was practised."""
        return self._results

    @property
    def _first_view(self) -> str:
        """Who asks the centre for certificates and scores nothing finds that alone."""
        return "today" if self.context.may(Action.PRACTISE) else "qualify"

    def crumbs(self) -> tuple[Crumb, ...]:
        if self._parts.currentWidget() in (self._today, self._qualify, self._results):
            return super().crumbs()
        words = {self._comparison: _("Result"), self._sitting: _("Sitting")}
        first = Crumb(self.title(), Place.to(_KEY, view=str(self._views.value)))
        return (first, Crumb(words.get(self._parts.currentWidget(), _("Plan"))))

    def shown(self, place: Place) -> None:
        self._place = place
        result, sitting = place.get_id("result", EvaluationId), place.get_id("sitting", QualificationId)
        handed_in = place.get_id("handed_in", AssignmentId)
        cases = place.get("cases")
        if result is not None:
            self._read_comparison(result)
        elif sitting is not None:
            self._read_sitting(sitting)
        elif handed_in is not None:
            self._read_handed_in(handed_in)
        elif cases:
            self._deeds.take_up([CaseId(UUID(one)) for one in cases.split(",")])
        else:
            asked = place.get("view") or str(self._views.value or self._first_view)
            self._show_list(asked if self.context.may(Action.PRACTISE) else self._first_view)

    def refresh(self, changes: Changes | None) -> None:
        if changes is not None and not changes.touches(*_SHOWS):
            return
        shown = self._parts.currentWidget()
        if shown is self._sitting and self._sitting.view is not None:
            self._read_sitting(self._sitting.view.sitting.id)
        elif shown in (self._today, self._qualify, self._results):
            self._reads[str(self._views.value)]()

    def leave(self) -> None:
        self._sound.pause()

    def _build(self) -> None:
        theme = self.context.theme
        segments = (
            Segment("today", _("Today")),
            Segment("qualify", _("Qualify")),
            Segment("results", _("Results")),
        )
        self._views = SegmentedChoice(segments, theme=theme, name="practice_views", subject=_("View"))
        self._views.set_value(self._first_view)
        self.head.add_widget(self._views)
        self._views.setVisible(self.context.may(Action.PRACTISE))
        self._today, self._qualify = TodayView(self.context), QualifyView(self.context)
        self._comparison, self._sitting = ComparisonView(self.context), SittingPanel(self.context)
        everyone = self.context.may(Action.VIEW_PRACTICE)
        self._results: DataTable[ResultLine] = DataTable(
            result_columns(lambda: self._time_zone, of_everyone=everyone),
            theme=theme,
            key=lambda line: line.record.result.evaluation_id,
            name="practice_results",
            title=_("Results"),
        )
        self._planning, self._deeds = Planning(self.context, self), Deeds(self.context, self, notice=_KEY)
        self._certificates = CertificateExport(self.context, self)
        self._lists: dict[str, QWidget] = {
            "today": self._today,
            "qualify": self._qualify,
            "results": self._results,
        }
        self._parts = QStackedWidget()
        for view in (*self._lists.values(), self._comparison, self._sitting):
            self._parts.addWidget(view)
        body = QVBoxLayout(self.body)
        edge = theme.size("xl")
        body.setContentsMargins(edge, 0, edge, theme.size("lg"))
        body.addWidget(self._parts)

    def _connect(self) -> None:
        go = self.context.navigation.go
        self._views.chosen.connect(lambda code: go(Place.to(_KEY, view=str(code))))
        self._deeds.taken_up.connect(self._to_desk)
        self._deeds.sitting_begun.connect(lambda one: go(Place.to(_KEY, sitting=str(one))))
        self._today.begin_requested.connect(self._deeds.take_up)
        self._today.open_requested.connect(self._to_desk)
        self._today.aside_requested.connect(self._deeds.put_aside)
        self._results.row_opened.connect(self._to_result)
        self.context.commands.bind(self._results, {"list.open": self._open_result})
        self._comparison.play_requested.connect(self._sound.toggle)
        self._comparison.case_requested.connect(lambda case_id: go(Place.to("library", case=str(case_id))))
        self._qualify.begin_requested.connect(self._deeds.begin_sitting)
        self._qualify.sitting_requested.connect(lambda one: go(Place.to(_KEY, sitting=str(one))))
        self._qualify.plan_requested.connect(self._planning.open)
        self._planning.opened.connect(self._on_form)
        self._planning.closed.connect(lambda: self._show_list("qualify"))
        self._qualify.end_requested.connect(self._deeds.end_plan)
        self._qualify.requirement_requested.connect(self._deeds.set_requirement)
        self._sitting.open_requested.connect(self._to_desk)
        self._sitting.result_requested.connect(lambda one: go(Place.to(_KEY, result=str(one))))
        self._sitting.give_up_requested.connect(self._deeds.give_up)
        self._sitting.time_over.connect(lambda: self.refresh(None))
        self._sitting.certificate_requested.connect(self._to_certificate)

    def _show_list(self, code: str) -> None:
        self._views.set_value(code)
        self._planning.close()
        self._parts.setCurrentWidget(self._lists[code])
        self._name_actions()
        self.crumbs_changed.emit()
        self.show_busy()
        self._reads[code]()

    def _show_one(self, view: QWidget) -> None:
        self._parts.setCurrentWidget(view)
        self._name_actions()
        self.show_body()
        self.crumbs_changed.emit()

    def _name_actions(self) -> None:
        self.head.clear_actions()
        self.head.set_summary("")
        shown = self._parts.currentWidget()
        if shown is self._today:
            self.head.add_action(_("Practise"), self._today.begin_current, kind="primary", name="practise")
        elif shown is self._qualify and self.context.may(Action.PLAN_QUALIFICATIONS):
            self.head.add_action(_("Plan a qualification …"), self._planning.open, name="plan_qualification")
        elif shown is self._comparison:
            self.head.add_action(_("Go on practising"), self._to_today, kind="primary", name="go_on_practising")

    def _on_form(self, form: QWidget) -> None:
        self._parts.addWidget(form)
        self._show_one(form)

    def _to_today(self) -> None:
        self.context.navigation.go(Place.to(_KEY, view="today"))

    def _to_desk(self, assignment_id: AssignmentId) -> None:
        self.context.navigation.go(Place.to("my_calls", assignment=str(assignment_id)))

    def _to_result(self, line: ResultLine) -> None:
        self.context.navigation.go(Place.to(_KEY, result=str(line.record.result.evaluation_id)))

    def _open_result(self) -> None:
        line = self._results.current_row()
        if line is not None:
            self._to_result(line)

    def _to_certificate(self) -> None:
        view = self._sitting.view
        if view is not None:
            self._certificates.ask(view.sitting.id)

    def _run(self, title: str, work: Callable[[], _T], done: Callable[[_T], None]) -> None:
        def failed(error: Exception) -> None:
            if self.is_body_shown:
                self.context.notices.error(error, key=_KEY)
            else:
                self.show_error(error, lambda: self.shown(self._place))

        self.context.jobs.run(self, title, lambda _progress: work(), done, failed, is_quiet=True)

    def _read_today(self) -> None:
        services, actor = self.context.services, self.context.actor
        self._run(
            _("Reading what is due"),
            lambda: (services.practising.today(actor), services.training.offered(actor)),
            self._on_today,
        )

    def _on_today(self, read: tuple[Today, tuple[OfferedSet, ...]]) -> None:
        today, sets = read
        if not (today.taken_up or today.suggestions or today.fresh or today.later or today.n_practised):
            words = _(
                "Here you score standard cases as on any call, and see criterion by criterion where and why you differ "
                "from what is settled. What you get wrong comes back after some days. The library has no valid case "
                "yet."
            )
            to_library = PageAction(_("Go to standard cases"), lambda: self.context.navigation.go(Place.to("library")))
            self.show_empty(EmptyState("cases", _("Practise on what is settled"), words, (to_library,)))
            return
        self.show_body()
        self._today.show_today(today, sets)
        self.give_keyboard(self._today.table)

    def _read_qualifications(self) -> None:
        services, actor = self.context.services, self.context.actor

        def work() -> Qualifications:
            qualifying, practises = services.qualifying, self.context.may(Action.PRACTISE)
            return Qualifications(
                centre_today(services),
                services.administering.centre().time_zone,
                qualifying.offers(actor) if practises else (),
                qualifying.sittings(actor) if practises else (),
                qualifying.requirement(actor),
            )

        self._run(_("Reading qualifications"), work, self._on_qualifications)

    def _on_qualifications(self, read: Qualifications) -> None:
        may_require = self.context.may(Action.REQUIRE_QUALIFICATION)
        if not (read.offers or read.sittings or may_require):
            self._show_none_planned()
            return
        self.show_body()
        self._qualify.show_qualifications(read)
        self.give_keyboard(self._qualify.first_control)

    def _show_none_planned(self) -> None:
        words = _(
            "A qualification is a set of standard cases that nobody sitting it has met, scored blind and in time. Its "
            "rules say beforehand how often they fail somebody able and pass somebody who is not; who passes holds a "
            "certificate."
        )
        actions: tuple[PageAction, ...] = ()
        if self.context.may(Action.PLAN_QUALIFICATIONS):
            actions = (PageAction(_("Plan a qualification …"), self._planning.open, "practice"),)
        self.show_empty(EmptyState("cases", _("No qualification is planned yet"), words, actions))

    def _read_results(self) -> None:
        services, actor = self.context.services, self.context.actor
        self._run(
            _("Reading results"),
            lambda: (services.practising.results(actor), services.administering.centre().time_zone),
            self._on_results,
        )

    def _on_results(self, read: tuple[tuple[ResultLine, ...], str]) -> None:
        lines, self._time_zone = read
        if not lines:
            words = _("What you practise and sit is listed here, with what differed from the settled answers.")
            to_today = PageAction(_("See what to practise"), self._to_today)
            self.show_empty(EmptyState("cases", _("Nothing is handed in yet"), words, (to_today,)))
            return
        self.show_body()
        self._results.set_rows(lines)
        if self._results.current_row() is None:
            self._results.select_first()
        self.give_keyboard(self._results)

    def _read_comparison(self, evaluation_id: EvaluationId) -> None:
        practising, actor = self.context.services.practising, self.context.actor
        self._run(_("Comparing"), lambda: practising.comparison(actor, evaluation_id), self._on_comparison)

    def _on_comparison(self, comparison: Comparison) -> None:
        self._comparison.show_comparison(comparison)
        self._views.set_value("results")
        self._show_one(self._comparison)
        self.head.set_summary(_("{code} · {title}").format(code=comparison.case.code, title=comparison.case.title))
        self.give_keyboard(self._comparison.table)

    def _read_handed_in(self, assignment_id: AssignmentId) -> None:
        """What follows when the desk handed in: the comparison of a practice, or the sitting that the call is of."""
        services, actor = self.context.services, self.context.actor
        self._run(
            _("Comparing"),
            lambda: (
                services.qualifying.sitting_of(actor, assignment_id),
                services.practising.result_of(actor, assignment_id),
            ),
            self._on_handed_in,
        )

    def _on_handed_in(self, found: tuple[QualificationId | None, EvaluationId | None]) -> None:
        sitting_id, evaluation_id = found
        if sitting_id is not None:
            self._read_sitting(sitting_id)
        elif evaluation_id is not None:
            self._read_comparison(evaluation_id)
        else:
            self._show_list("today")

    def _read_sitting(self, sitting_id: QualificationId) -> None:
        qualifying, actor = self.context.services.qualifying, self.context.actor
        self._run(_("Reading the sitting"), lambda: qualifying.sitting(actor, sitting_id), self._on_sitting)

    def _on_sitting(self, view: SittingView) -> None:
        is_news = self._sitting.ends_with(view)
        self._sitting.show_sitting(view)
        self._views.set_value("qualify")
        self._show_one(self._sitting)
        self.head.set_summary(view.person_name)
        self.give_keyboard(self._sitting.items)
        if is_news:
            # its time ended it while it was read: its calls wait no more
            over = Changes.of(ObjectKind.QUALIFICATION, view.sitting.id)
            self.context.hub.announce(over | Changes.of(ObjectKind.ASSIGNMENT))


def _n_waiting(services: "Services", actor: Actor) -> int:
    """Criteria that come back today, sets on offer, and certificates that end."""
    return services.practising.n_due(actor) + services.training.n_offered(actor) + services.qualifying.n_ending(actor)


PAGE = PageSpec(
    key=_KEY,
    title=N_("Practise and qualify"),
    icon="practice",
    group=PageGroup.MEASURE,
    build=PracticePage,
    action=Action.PRACTISE,
    other_action=Action.REQUIRE_QUALIFICATION,
    count=_n_waiting,
    counts_of=frozenset({ObjectKind.PRACTICE, ObjectKind.QUALIFICATION}),
    has_sound=True,
)
