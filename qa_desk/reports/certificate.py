"""The certificate of a qualification that was passed: who, on which scorecard, until when, and what it rests on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import QualificationId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, current_language
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.document import Cell, CellKind, Document, KeyFigure, KeyFigures, Paragraph, Table, TableColumn
from qa_desk.services.qualifying_views import RuleResult, SittingView


class _Qualifying(Protocol):
    def sitting(self, actor: Actor, sitting_id: QualificationId) -> SittingView: ...


class _Centre(Protocol):
    @property
    def time_zone(self) -> str: ...


class _Administering(Protocol):
    def centre(self) -> _Centre: ...


class Sources(Protocol):
    """The services this report asks."""

    @property
    def qualifying(self) -> _Qualifying:
        """What was sat."""
        ...

    @property
    def administering(self) -> _Administering:
        """The centre's time zone."""
        ...

    def now(self) -> datetime:
        """This moment."""
        ...


@dataclass(frozen=True, slots=True)
class CertificateData:
    """One sitting that was passed."""

    view: SittingView
    time_zone: str
    made_at: datetime
    made_by: str


class CertificateReport:
    """Handed out from the sitting's page, by whoever holds it, lead and trainer."""

    key = "certificate"
    title = N_("Certificate of a qualification")
    purpose = N_("Who is qualified, on which scorecard, until when")
    action = Action.PRACTISE

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> CertificateData:
        """The sitting named by its id. Raises NotFoundError, and WRONG_STATE where it was not passed."""
        try:
            sitting_id = QualificationId(UUID(params.sitting))
        except ValueError:
            raise NotFoundError(what=_("This sitting")) from None
        view = sources.qualifying.sitting(actor, sitting_id)
        if not view.sitting.passed:
            raise QADeskError(ErrorCode.WRONG_STATE, what=_("this sitting"), state=_("not passed"))
        return CertificateData(view, sources.administering.centre().time_zone, sources.now(), actor.name)

    def compose(self, data: CertificateData) -> Document:
        """The certificate in the language in use."""
        view = data.view
        finished, until = view.sitting.finished_at, view.sitting.valid_until
        assert finished is not None, "what was passed is over"
        assert until is not None, "what was passed has an end"
        scorecard = view.scorecard_title.in_language(current_language())
        passed_on = finished.astimezone(ZoneInfo(data.time_zone)).date()
        words = _("{name} has passed the qualification “{title}” for the scorecard “{scorecard}”.")
        return composed(
            self.key,
            _("Certificate"),
            data,
            subtitle=view.person_name,
            blocks=(
                Paragraph(words.format(name=view.person_name, title=view.blueprint.plan.title, scorecard=scorecard)),
                KeyFigures(
                    (
                        KeyFigure(Cell(passed_on, CellKind.DATE), _("passed on")),
                        KeyFigure(Cell(until, CellKind.DATE), _("valid until")),
                    )
                ),
                _rules(view),
                Paragraph(_("Intervals are Wilson's at 95 %, with judgements taken as independent."), is_quiet=True),
            ),
            facts=(
                _("Sitting {attempt}, set drawn by seed {seed}; the cases were unseen by {name}.").format(
                    attempt=view.sitting.attempt, seed=view.sitting.seed, name=view.person_name
                ),
            ),
        )


def _rules(view: SittingView) -> Table:
    return Table(
        "rules",
        _("What it rests on"),
        (
            TableColumn("rule", _("rule")),
            TableColumn("judgements", _("judgements"), is_numeric=True),
            TableColumn("allowed", _("errors allowed"), is_numeric=True),
            TableColumn("errors", _("errors"), is_numeric=True),
            TableColumn("right", _("right judgements"), is_numeric=True),
        ),
        tuple(_row(one) for one in view.results),
    )


def _row(one: RuleResult) -> tuple[Cell, ...]:
    rule, right = one.outcome.rule, one.right
    return (
        Cell(one.title),
        Cell(rule.n_judgements, CellKind.INTEGER),
        Cell(rule.n_allowed, CellKind.INTEGER),
        Cell(one.outcome.n_errors, CellKind.INTEGER),
        Cell(right.value, CellKind.PERCENT, low=right.ci_low, high=right.ci_high),
    )
