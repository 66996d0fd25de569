"""Agreement over a period: all sessions of some months on one page, narrowed by chips; every figure opens its rows."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.coded_line import FAILED
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.permissions import Action
from qa_desk.gui.calibration.result_blocks import muted_label
from qa_desk.gui.calibration.result_figures import ResultFigures
from qa_desk.gui.calibration.result_rows import JudgementRow
from qa_desk.gui.calibration.result_words import category_words, counts_words
from qa_desk.gui.calibration.tolerance_field import ToleranceField
from qa_desk.gui.calibration.totals_block import TotalsBlock
from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.disclosing import note_shown
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.fact_filter import FactFilter
from qa_desk.i18n import N_, _, in_a_row, ngettext
from qa_desk.reports.result_charts import ALL_CRITERIA
from qa_desk.services.calibration.calibration_figures import Basis, InspectorAccuracy
from qa_desk.services.figures.accuracy import Mistake
from qa_desk.services.figures.judgements import (
    Judgement,
    judgements_of_criterion,
    judgements_of_mistakes,
    judgements_of_pair,
)
from qa_desk.services.figures.measuring_views import FactQuery, PeriodResult
from qa_desk.services.figures.totals import Severity

_KEY = "agreement_over_time"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A result and what its calls are called."""

    period: PeriodResult
    call_keys: dict[CallId, str]


class PeriodPage(Page):
    """The figures of a period as those of one session look, with totals and severity below."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Agreement with the settled answers"))
        self._shown: _Shown | None = None
        theme = context.theme
        self.filter = FactFilter(theme=theme)
        self._counts = muted_label("period_counts")
        self._counts.setWordWrap(False)
        self.tolerance = ToleranceField()
        self.totals = TotalsBlock(theme=theme, beside=self.tolerance)
        # not before it has a parent: it would open a window of its own
        self.tolerance.setVisible(context.may(Action.MANAGE_CENTRE))
        self.figures = ResultFigures(context, below=self.totals)
        self._build()
        self._connect()
        self.show_busy()

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Calibration"), Place.to("calibration")), Crumb(_("Over time")))

    def shown(self, place: Place) -> None:
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.SESSION, ObjectKind.EVALUATION, ObjectKind.SETTING):
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
        row.setContentsMargins(edge, 0, edge, 0)
        row.addWidget(self.filter, 1)
        row.addWidget(self._counts)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addLayout(row)
        column.addWidget(self.figures, 1)

    def _connect(self) -> None:
        self.filter.asked.connect(lambda _query: self._read())
        self.figures.criterion_opened.connect(self._on_criterion_opened)
        self.figures.pair_opened.connect(self._on_pair_opened)
        self.figures.inspector_opened.connect(self._on_inspector_opened)
        self.figures.judgement_opened.connect(lambda row: self.context.navigation.go(row.place))
        self.totals.severity_opened.connect(self._on_severity_opened)
        self.tolerance.chosen.connect(self._set_tolerance)
        has_data = {"list.copy": lambda: self._shown is not None and self.is_body_shown}
        self.context.commands.bind(self, {"list.copy": self._copy}, enabled=has_data)

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor

        def read() -> _Shown:
            period = services.measuring.period(actor, self.filter.query_on(centre_today(services)))
            return _Shown(period, services.measuring.call_keys(actor, period.facts.call_ids))

        self.context.jobs.run(
            self,
            _("Computing the figures"),
            lambda _progress: read(),
            self._show,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _show(self, shown: _Shown) -> None:
        is_other = self._shown is None or self._shown.period.query != shown.period.query
        self._shown = shown
        period, result = shown.period, shown.period.result
        self.filter.set_choices(period.choices, period.query)
        if not result.n_judgements:
            self.show_empty(self._nothing())
            return
        title = _("Agreement with the settled answers")
        if result.basis is Basis.BETWEEN:
            title = _("Agreement between inspectors")
        self.head.set_title(title)
        self.head.set_summary(self._sessions_words(period))
        self._counts.setText(counts_words(result))
        self.figures.show_result(result)
        self.totals.show_totals(period.totals)
        self.tolerance.show_points(period.totals.tolerance)
        if is_other:
            self.figures.begin_anew()
        self.show_body()
        self.give_keyboard(self.figures.forest)

    def _sessions_words(self, period: PeriodResult) -> str:
        told = ngettext("{n} session", "{n} sessions", period.n_sessions).format(n=period.n_sessions)
        if not period.n_left_out:
            return told
        left = ngettext(
            "{n} not settled yet is left out", "{n} not settled yet are left out", period.n_left_out
        ).format(n=period.n_left_out)
        return in_a_row((told, f"({left})"))

    def _nothing(self) -> EmptyState:
        return EmptyState(
            "calibration",
            _("No session in this period"),
            _(
                "Here all revealed sessions of a period stand together: how far the inspectors agree with what was "
                "settled, on which criteria, and who differs from whom."
            ),
            (PageAction(_("Look at the last 12 months"), self.filter.widen),),
        )

    def _on_criterion_opened(self, key: str) -> None:
        assert self._shown is not None
        facts = self._shown.period.facts
        title = _("All criteria")
        if key != ALL_CRITERIA:
            title = in_words(facts.criteria[facts.criterion_place(key)].title)
        self._show_rows(title, judgements_of_criterion(facts, None if key == ALL_CRITERIA else key))

    def _on_pair_opened(self, key: str) -> None:
        assert self._shown is not None
        first, _bar, second = key.partition("|")
        people = {str(one.person_id): one for one in self._shown.period.panel}
        title = _("Where {first} and {second} differ").format(first=people[first].name, second=people[second].name)
        pair: tuple[PersonId, PersonId] = (people[first].person_id, people[second].person_id)
        self._show_rows(title, judgements_of_pair(self._shown.period.facts, *pair))

    def _on_inspector_opened(self, one: InspectorAccuracy) -> None:
        title = _("Critical answers of {name} that were settled otherwise").format(name=one.panellist.name)
        self._show_mistakes(title, one.panellist.person_id, only_critical=True)

    def _on_severity_opened(self, one: Severity) -> None:
        title = _("Answers of {name} that were settled otherwise").format(name=one.panellist.name)
        self._show_mistakes(title, one.panellist.person_id, only_critical=False)

    def _show_mistakes(self, title: str, person_id: PersonId, *, only_critical: bool) -> None:
        assert self._shown is not None
        found = judgements_of_mistakes(
            self._shown.period.facts,
            person_id,
            is_wanted=lambda criterion, kind: (
                kind is not Mistake.WRONG_REASON and (criterion.critical is not None or not only_critical)
            ),
        )
        self._show_rows(title, found)

    def _show_rows(self, title: str, found: tuple[Judgement, ...]) -> None:
        assert self._shown is not None
        seats = {one.person_id: one.seat for one in self._shown.period.panel}
        rows = [_row(one, seats[one.person_id], self._shown.call_keys.get(one.call_id, "")) for one in found]
        self.figures.show_rows(title, rows)
        note_shown(self, self.context, (one.evaluation_id for one in found))

    def _set_tolerance(self, points: float) -> None:
        services, actor = self.context.services, self.context.actor

        def save() -> Changes:
            today = centre_today(services)
            return services.measuring.set_tolerance(actor, points, today)

        self.context.jobs.run(
            self,
            _("Saving"),
            lambda _progress: save(),
            self.context.hub.announce,
            lambda error: self.show_error(error, self._read),
            must_finish=True,
        )

    def _copy(self) -> None:
        assert self._shown is not None
        query: FactQuery = self._shown.period.query
        days = _("{first} to {last}").format(first=query.first_day, last=query.last_day)
        QApplication.clipboard().setText("\n\n".join((self.figures.data(days), self.totals.data())))
        self.context.notices.done(_("Copied: all figures of this period."), key=_KEY)

    def _report(self) -> None:
        query = self.filter.query
        first, last = query.first_day.isoformat(), query.last_day.isoformat()
        place = partial(Place.to, "reporting", report="calibration", first=first, last=last)
        self.context.navigation.go(place(scorecard=query.scorecard_key) if query.scorecard_key else place())


def _row(one: Judgement, seat: int, call_key: str) -> JudgementRow:
    return JudgementRow(
        one.evaluation_id,
        one.call_id,
        call_key,
        one.criterion.key,
        in_words(one.criterion.title),
        seat,
        one.inspector,
        _said(one.said, one.said_fraction),
        _said(one.settled, one.settled_fraction),
        one.is_same,
    )


def _said(code: str, fraction: float | None) -> str:
    """The category, and how much of a level or of points was given where it is a part."""
    words = category_words(code)
    if code != FAILED or not fraction:
        return words
    return _("{category}, {percent} % given").format(category=words, percent=round(100 * fraction))


PAGE = PageSpec(
    key=_KEY,
    title=N_("Agreement over time"),
    icon="compare",
    group=PageGroup.MEASURE,
    build=PeriodPage,
    action=Action.VIEW_SESSIONS,
)
