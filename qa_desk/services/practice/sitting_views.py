"""A sitting as its page shows it: what is to be scored without a name, and after it is over what came of each rule."""

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import visibility_of
from qa_desk.domain.practice import PracticeRecord
from qa_desk.domain.qualification import Outcome, Plan, Sitting
from qa_desk.measurement.pass_rule import PassRule, error_rates
from qa_desk.measurement.shares import share_of_calls
from qa_desk.services.practice.plan_words import ability_of, rule_title
from qa_desk.services.practice.qualifying_views import RuleResult, SittingItem, SittingView
from qa_desk.store.unit_of_work import UnitOfWork


def sitting_view(uow: UnitOfWork, actor: Actor, sitting: Sitting) -> SittingView:
    """What the reader may see of it; nothing of its cases before it is over, not even for lead and trainer."""
    blueprint = uow.qualifications.blueprint(sitting.blueprint_id)
    assert blueprint is not None, "a blueprint that was sat stays"
    titles = {form.scorecard_id: form.title for form in uow.scorecards.versions()}
    is_over = sitting.finished_at is not None
    outcome = sitting.outcome
    return SittingView(
        sitting,
        blueprint,
        titles[sitting.scorecard_id],
        uow.people.name_of(sitting.person_id),
        _items(uow, actor, sitting, is_over=is_over),
        _results(blueprint.plan, outcome) if outcome is not None else (),
        share_of_calls(outcome.n_other_agreeing, outcome.n_other) if outcome is not None else None,
    )


def _items(uow: UnitOfWork, actor: Actor, sitting: Sitting, *, is_over: bool) -> tuple[SittingItem, ...]:
    records = uow.practice.records_in(sitting.id, visibility_of(actor)) if is_over else ()
    by_case = {record.result.case_id: record for record in records}
    items: list[SittingItem] = []
    for seat in uow.practice.seats_of(sitting.id):
        assignment = uow.assignments.get(seat.assignment_id)
        if assignment is None:
            continue
        call = uow.calls.get(assignment.call_id)
        record = by_case.get(seat.case_id)
        items.append(
            SittingItem(
                seat.position,
                seat.assignment_id,
                call.key,
                call.duration_s,
                assignment.state,
                record.code if record else "",
                record.result.evaluation_id if record else None,
                _n_wrong(record) if record else None,
            )
        )
    return tuple(items)


def _n_wrong(record: PracticeRecord) -> int:
    return sum(one.is_critical and one.is_wrong_verdict for one in record.result.judgements)


def _results(plan: Plan, outcome: Outcome) -> tuple[RuleResult, ...]:
    return tuple(
        RuleResult(
            one,
            rule_title(one.rule),
            share_of_calls(one.rule.n_judgements - one.n_errors, one.rule.n_judgements),
            error_rates(PassRule(one.rule.n_judgements, one.rule.n_allowed), ability_of(one.rule, plan)),
        )
        for one in outcome.rules
    )
