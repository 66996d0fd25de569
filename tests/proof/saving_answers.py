"""An inspector who answers one criterion after another and is told of each that it is saved, until somebody ends it."""

import itertools
from collections.abc import Callable, Iterable
from pathlib import Path

from qa_desk.bootstrap import Workspace, open_workspace
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.people import Actor
from qa_desk.services.scoring.inspecting_views import AnswerDraft


def work(folder: str, first: str) -> None:
    """Save answers from that number on, in the process that is killed; the number of each is told."""
    with open_workspace(Path(folder)) as workspace:
        save(workspace, itertools.count(int(first)), lambda number: print(number, flush=True))  # noqa: T201


def open_evaluation(workspace: Workspace) -> tuple[Actor, Evaluation]:
    """The one call that waits for Anna, opened."""
    anna = workspace.services.administering.actor_named("i-1")
    (item,) = workspace.services.inspecting.my_calls(anna)
    return anna, workspace.services.inspecting.open(anna, item.assignment_id).evaluation


def save(workspace: Workspace, numbers: Iterable[int], told: Callable[[int], None]) -> None:
    """Answer the criteria in turn, round and round; the comment holds the number."""
    anna, evaluation = open_evaluation(workspace)
    criteria = workspace.services.authoring.latest_published(anna, "service").criteria
    for number in numbers:
        criterion = criteria[number % len(criteria)]
        points = {option.points: option.code for option in criterion.scale.prompt().options}
        rating = points.get(criterion.scale.maximum, criterion.scale.maximum)
        draft = AnswerDraft(criterion.key, rating, comment=_comment(number))
        workspace.services.inspecting.answer(anna, evaluation.id, draft)
        told(number)


def n_saved(workspace: Workspace) -> int:
    """How many answers are there, counted from the first. Fails when one of them is missing or half there."""
    anna, evaluation = open_evaluation(workspace)
    # whoever goes on saving must not find the draft open here
    workspace.services.inspecting.let_go(anna, evaluation.id)
    criteria = workspace.services.authoring.latest_published(anna, "service").criteria
    found = {answer.criterion_key: answer.comment for answer in evaluation.answers if answer.comment}
    last = max((int(comment.split()[1]) for comment in found.values()), default=-1)
    expected = {criteria[n % len(criteria)].key: _comment(n) for n in range(last + 1)}
    assert found == expected, "an answer is missing that was saved before another that is there"
    return last + 1


def _comment(number: int) -> str:
    return f"answer {number} {'heard at once ' * (number % 40)}".strip()
