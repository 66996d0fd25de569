"""A sitting that somebody of the demo might have passed, for the certificate: nobody there has sat one."""

from datetime import datetime, timedelta
from uuid import UUID

from qa_desk.agreement.estimate import Method
from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.ids import AssignmentId, BlueprintId, PersonId, QualificationId, ScorecardId
from qa_desk.domain.qualification import Blueprint, FamilyRule, Outcome, Plan, RuleOutcome, Sitting
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import LocalText
from qa_desk.measurement.pass_rule import Ability, PassRule, error_rates
from qa_desk.measurement.shares import share_of_calls
from qa_desk.reports.certificate import CertificateData, CertificateReport
from qa_desk.reports.document import Document
from qa_desk.services.practice.plan_words import rule_title
from qa_desk.services.practice.qualifying_views import RuleResult, SittingItem, SittingView

_NO_ID = UUID(int=1)
_RULES = (
    (FamilyRule(CriticalFamily.CUSTOMER, 30, 1), 1),
    (FamilyRule(CriticalFamily.BUSINESS, 24, 1), 0),
    (FamilyRule(CriticalFamily.COMPLIANCE, 40, 2), 1),
)
_N_CASES = 30


def certificate(person: str, scorecard: LocalText, made_by: str, now: datetime) -> Document:
    """The certificate in the language in use."""
    return CertificateReport().compose(
        CertificateData(_view(person, scorecard, now), "Lakeside", "Asia/Shanghai", now, made_by)
    )


def _view(person: str, scorecard: LocalText, now: datetime) -> SittingView:
    outcomes = tuple(RuleOutcome(rule, n_errors) for rule, n_errors in _RULES)
    plan = Plan("Quality inspector", _N_CASES, tuple(rule for rule, _n in _RULES), minutes=180)
    finished = now - timedelta(days=3)
    written_at = now - timedelta(days=80)
    blueprint = Blueprint(BlueprintId(_NO_ID), ScorecardId(_NO_ID), plan, PersonId(_NO_ID), written_at)
    sitting = Sitting(
        QualificationId(_NO_ID),
        PersonId(_NO_ID),
        blueprint.scorecard_id,
        blueprint.id,
        attempt=1,
        seed=20261120,
        started_at=finished - timedelta(hours=2),
        due_at=finished + timedelta(hours=1),
        n_judgements=sum(rule.n_judgements for rule, _n in _RULES),
        n_allowed_errors=sum(rule.n_allowed for rule, _n in _RULES),
        finished_at=finished,
        n_errors=sum(n for _rule, n in _RULES),
        passed=True,
        valid_until=(finished + timedelta(days=365)).date(),
        outcome=Outcome(outcomes, 300, 281, _N_CASES, _N_CASES, passed=True),
    )
    items = tuple(
        SittingItem(place, AssignmentId(_NO_ID), str(4000 + place), 120.0, AssignmentState.DONE)
        for place in range(1, _N_CASES + 1)
    )
    results = tuple(map(_result, outcomes))
    return SittingView(sitting, blueprint, scorecard, person, items, results, share_of_calls(281, 300))


def _result(outcome: RuleOutcome) -> RuleResult:
    rule = outcome.rule
    right = share_of_calls(rule.n_judgements - outcome.n_errors, rule.n_judgements)
    assert right.method is Method.WILSON
    rates = error_rates(PassRule(rule.n_judgements, rule.n_allowed), Ability())
    return RuleResult(outcome, rule_title(rule), right, rates)
