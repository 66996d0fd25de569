"""The certificate of a qualification that was passed: who, on which scorecard, until when, and what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import QualificationId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, current_language, listed
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.document import Cell, CellKind, Document, KeyFigure, KeyFigures, Paragraph, Table, TableColumn
from qa_desk.services.practice.qualifying_views import RuleResult, SittingView


class _Qualifying(Protocol):
    def sitting(self, actor: Actor, sitting_id: QualificationId) -> SittingView: ...


class _Centre(Protocol):
    @property
    def name(self) -> str: ...

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
    centre: str
    time_zone: str
    made_at: datetime
    made_by: str


class CertificateReport:
    """Handed out from the sitting's page, by whoever holds it, lead and trainer."""

    key = "certificate"
    title = N_("Certificate of a qualification")
    purpose = N_("Who is qualified, on which scorecard, until when")
    action = Action.PRACTISE
    asks = frozenset({"sitting"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> CertificateData:
        """The sitting named by its id. Raises NotFoundError, and WRONG_STATE where it was not passed."""
        try:
            sitting_id = QualificationId(UUID(params.sitting))
        except ValueError:
            raise NotFoundError(what=_("This sitting")) from None
        view = sources.qualifying.sitting(actor, sitting_id)
        if not view.sitting.passed:
            raise QADeskError(ErrorCode.WRONG_STATE, what=_("this sitting"), state=_("not passed"))
        centre = sources.administering.centre()
        return CertificateData(view, centre.name, centre.time_zone, sources.now(), actor.name)

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
            subtitle=listed(name for name in (view.person_name, data.centre) if name),
            blocks=(
                Paragraph(words.format(name=view.person_name, title=view.blueprint.plan.title, scorecard=scorecard)),
                KeyFigures(
                    (
                        KeyFigure(Cell(passed_on, CellKind.DATE), _("passed on")),
                        KeyFigure(Cell(until, CellKind.DATE), _("valid until")),
                        KeyFigure(Cell(len(view.items), CellKind.INTEGER), _("cases scored blind")),
                        *_rest(view),
                    )
                ),
                _rules(view),
                Paragraph(_how_sure(view), is_quiet=True),
            ),
            facts=(
                _("Sitting {attempt}, set drawn by seed {seed}; the cases were unseen by {name}.").format(
                    attempt=view.sitting.attempt, seed=view.sitting.seed, name=view.person_name
                ),
            ),
        )


def _how_sure(view: SittingView) -> str:
    rules = view.blueprint.plan.rules
    words = _(
        "Intervals are Wilson's at 95 %. The last two columns say how often a rule is wrong about somebody: it fails "
        "so many of those whose true error rate is acceptable ({acceptable}), and passes so many of those whose rate "
        "is not ({unacceptable}). Judgements are taken as independent."
    )
    return words.format(
        acceptable=_rates(rule.acceptable for rule in rules), unacceptable=_rates(rule.unacceptable for rule in rules)
    )


def _rates(shares: Iterable[float]) -> str:
    return listed(_("{share} %").format(share=f"{share * 100:g}") for share in sorted(set(shares)))


def _rest(view: SittingView) -> tuple[KeyFigure, ...]:
    rest = view.other
    if rest is None or rest.value is None:
        return ()
    share = Cell(rest.value, CellKind.PERCENT, low=rest.ci_low, high=rest.ci_high)
    return (KeyFigure(share, _("as settled on what is not critical")),)


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
            TableColumn("failed", _("fails the able"), is_numeric=True),
            TableColumn("passed", _("passes the unable"), is_numeric=True),
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
        Cell(one.rates.able_failed, CellKind.PERCENT),
        Cell(one.rates.unable_passed, CellKind.PERCENT),
    )
