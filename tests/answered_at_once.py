"""A draft answered in one transaction: what the desk does criterion by criterion, for tests of what comes after it."""

from collections.abc import Iterable

from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import agent_score, score
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.answer_checks import checked_answer, with_answer
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from qa_desk.store.store import Store


def answer_at_once(
    store: Store,
    clock: Clock,
    actor: Actor,
    evaluation: Evaluation,
    version: ScorecardVersion,
    drafts: Iterable[AnswerDraft],
) -> Evaluation:
    """The evaluation with these answers, which are kept like those of a desk; nobody answered any of them before."""
    with store.unit_of_work(actor, clock) as uow:
        for draft in drafts:
            answer = checked_answer(version, evaluation, draft)
            uow.evaluations.save_answer(answer)
            evaluation = with_answer(evaluation, answer.criterion_key, answer)
        uow.evaluations.save_scores(
            evaluation.id, score(version, evaluation.answers), agent_score(version, evaluation.answers)
        )
        uow.commit()
    return evaluation
