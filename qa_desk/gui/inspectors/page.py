"""Inspectors: how accurate each is against the settled answers, and how far they repeat themselves and each other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.inspectors.accuracy_view import AccuracyView
from qa_desk.gui.inspectors.study_view import StudyView
from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.widgets.fact_filter import FactFilter
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.figures.measuring_views import AccuracyResult, GaugeResult

_KEY = "inspectors"
_ACCURACY, _STUDY = "accuracy", "study"


class InspectorsPage(Page):
    """Two views under one filter: accuracy, and the gauge study (`view=study`)."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Inspectors"))
        self._view = _ACCURACY
        self.filter = FactFilter(theme=context.theme)
        segments = (Segment(_ACCURACY, _("Accuracy")), Segment(_STUDY, _("Repeatability and study")))
        self.switch = SegmentedChoice(segments, theme=context.theme)
        self.switch.set_subject(_("What is shown of the inspectors"))
        self.switch.set_value(_ACCURACY)
        self.accuracy = AccuracyView(context)
        self.study = StudyView(context)
        self._views = QStackedWidget()
        self._views.addWidget(self.accuracy)
        self._views.addWidget(self.study)
        self._build()
        self._connect()
        self.show_busy()

    def shown(self, place: Place) -> None:
        self._view = _STUDY if place.get("view") == _STUDY else _ACCURACY
        self.switch.set_value(self._view)
        self.filter.offer_cases(self._view == _ACCURACY)
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(
            ObjectKind.SESSION, ObjectKind.EVALUATION, ObjectKind.PRACTICE, ObjectKind.SETTING
        ):
            self._read()

    def focus_find(self) -> bool:
        self.filter.focus_first()
        return True

    def _build(self) -> None:
        theme = self.context.theme
        self.head.add_action(_("Copy data"), self._copy, kind="quiet", command="list.copy", name="copy_data")
        report = self.head.add_action(_("Report"), self._report, name="make_report")
        report.setToolTip(_("The same figures as a page to print or send"))
        report.setVisible(self.context.may(Action.VIEW_REPORTS))
        edge = theme.size("xl")
        row = QHBoxLayout()
        row.addWidget(self.filter, 1)
        row.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(edge, 0, edge, theme.size("sm"))
        column.setSpacing(theme.size("md"))
        column.addLayout(row)
        column.addWidget(self._views, 1)

    def _connect(self) -> None:
        self.filter.asked.connect(lambda _query: self._read())
        self.switch.chosen.connect(lambda view: self.context.navigation.go(Place.to(_KEY, view=str(view))))
        for view in (self.accuracy, self.study):
            view.call_requested.connect(self._open_call)
        self.context.commands.bind(self, {"list.copy": self._copy}, enabled={"list.copy": lambda: self.is_body_shown})

    def _open_call(self, call: str, evaluation: str, criterion: str) -> None:
        self.context.navigation.go(Place.to("calls", call=call, evaluation=evaluation, criterion=criterion))

    def _read(self) -> None:
        services, actor, is_study = self.context.services, self.context.actor, self._view == _STUDY

        def read() -> AccuracyResult | GaugeResult:
            query = self.filter.query_on(centre_today(services))
            return services.measuring.gauge(actor, query) if is_study else services.measuring.accuracy(actor, query)

        self.context.jobs.run(
            self,
            _("Computing the figures"),
            lambda _progress: read(),
            self._show,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _show(self, result: AccuracyResult | GaugeResult) -> None:
        self.filter.set_choices(result.choices, result.query)
        has_any = bool(result.inspectors) if isinstance(result, AccuracyResult) else bool(result.panel)
        if isinstance(result, GaugeResult):
            has_any = has_any or result.repeated.n_lines > 0
        if not has_any:
            self.show_empty(self._nothing())
            return
        n_people = len(result.inspectors) if isinstance(result, AccuracyResult) else len(result.panel)
        people = ngettext("{n} inspector", "{n} inspectors", n_people).format(n=n_people)
        if isinstance(result, AccuracyResult) and result.query.cases:
            people = _("{people} · with practice and qualification").format(people=people)
        self.head.set_summary(people)
        self.show_body()
        if isinstance(result, AccuracyResult):
            self.accuracy.show_result(result)
            self._views.setCurrentWidget(self.accuracy)
            self.give_keyboard(self.accuracy.table)
        else:
            self.study.show_result(result)
            self._views.setCurrentWidget(self.study)
            self.give_keyboard(self.study.table)

    def _nothing(self) -> EmptyState:
        return EmptyState(
            "people",
            _("Nothing is settled in this period"),
            _(
                "An inspector's accuracy is how often they gave the answer that a calibration session settled on. Once "
                "a session is settled, its panel stands here: who misses failures, who is strict, who repeats."
            ),
            (PageAction(_("Look at the last 12 months"), self.filter.widen),),
        )

    def _copy(self) -> None:
        view = self._views.currentWidget()
        assert isinstance(view, AccuracyView | StudyView)
        QApplication.clipboard().setText(view.data())
        self.context.notices.done(_("Copied: all figures shown."), key=_KEY)

    def _report(self) -> None:
        query = self.filter.query
        first, last = query.first_day.isoformat(), query.last_day.isoformat()
        key = "gauge_study" if self._view == _STUDY else "inspector_accuracy"
        cases = "yes" if query.cases and self._view == _ACCURACY else ""
        self.context.navigation.go(
            Place.to("reporting", report=key, first=first, last=last, scorecard=query.scorecard_key, cases=cases)
        )


PAGE = PageSpec(
    key=_KEY,
    title=N_("Inspectors"),
    icon="ribbon",
    group=PageGroup.MEASURE,
    build=InspectorsPage,
    action=Action.VIEW_OWN_ACCURACY,
)
