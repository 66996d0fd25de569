"""From the plan to what it says of all calls: written in the form, its precision told, drawn, scored, and estimated.

The last figures are reckoned here once more from the answers alone: Cochran's stratified mean, its variance and limits.
"""

import math
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import cycle
from statistics import mean, variance

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scipy import stats  # pyright: ignore[reportMissingTypeStubs]  # a second reckoning of Student's limits

from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.evaluation import AssignmentState, WorkItem
from qa_desk.domain.people import Actor
from qa_desk.domain.sampling import Level
from qa_desk.gui.pages import PAGES
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.calls.listening_views import CallQuery
from tests.busy_centre import N_CALLS, bring_calls
from tests.centre_fixtures import centre, made_centre  # noqa: F401  # pytest finds fixtures by their names here
from tests.small_centre import SmallCentre, later
from tests.widget.rooms import CTRL, Room, opened

K = Qt.Key
N_OF_EACH = 4
AT_THE_DESK = frozenset({"greeting", "pace"})
FAILED = (
    frozenset({"tone", "pace"}),
    frozenset({"understanding", "tone", "closing"}),
    frozenset[str](),
    frozenset({"tone", "closing"}),
    frozenset({"understanding", "pace", "same_care", "closing"}),
)
# in full: a level is the third of three, points are filled up, a deduction is none
_KEYS_OF = {PassFail: [K.Key_1], Levels: [K.Key_3], Points: [K.Key_Plus], Deduction: [K.Key_1]}


@dataclass
class Story:
    """The centre, and the window of whoever sits there."""

    centre: SmallCentre
    qtbot: QtBot
    settings: SettingsStore
    theme: Theme

    def sit(self, actor: Actor, page: str) -> AbstractContextManager[Room]:
        """The window on that page."""
        specs = sorted(PAGES, key=lambda spec: spec.key != page)
        return opened(self.centre, actor, specs, self.qtbot, ImmediateJobs(), self.settings, self.theme)


@pytest.fixture
def story(
    centre: SmallCentre,  # noqa: F811  # the fixture imported above
    qtbot: QtBot,
    settings: SettingsStore,
    qapp: QApplication,
) -> Story:
    """Sixty calls of two agents in the week before."""
    bring_calls(centre)
    later(centre, days=-7)
    return Story(centre, qtbot, settings, Theme("light"))


def test_a_plan_is_written_drawn_scored_and_speaks_for_all_calls(story: Story) -> None:
    with story.sit(story.centre.lead, "sampling") as room:
        expected = _a_plan_is_written_and_says_its_precision(room)
        _it_is_drawn_and_given_out(room)
    with story.sit(story.centre.anna, "my_calls") as room:
        failed_of = {_a_call_is_scored_by_keyboard(room): AT_THE_DESK}
    failed_of |= _the_others_are_scored(story.centre)
    with story.sit(story.centre.lead, "sampling") as room:
        _what_they_say_is_what_the_answers_say(room, failed_of, expected)


def _a_plan_is_written_and_says_its_precision(room: Room) -> str:
    room.press(K.Key_N, modifier=CTRL)
    room.find("plan_name").setFocus()
    room.type("Weekly")
    room.find("plan_scorecard").set_value("service")
    room.find("plan_number").setValue(N_OF_EACH)
    room.press(K.Key_Return, modifier=CTRL)
    words = room.words().split("\n")
    assert f"Would draw {2 * N_OF_EACH} calls of {N_CALLS}: 2 Nov 2026 to 8 Nov 2026" in "\n".join(words)
    at = words.index("the centre")
    calls, score = words[at + 1 : at + 3]
    assert calls == str(2 * N_OF_EACH)
    return score


def _it_is_drawn_and_given_out(room: Room) -> None:
    room.press(K.Key_D)
    assert f"{2 * N_OF_EACH} calls were drawn and given out." in room.notices()


def _a_call_is_scored_by_keyboard(room: Room) -> str:
    """The first call of the queue, its greeting missing and why; the id of the call."""
    first = _queue(room.centre, room.centre.anna)[0]
    room.press(K.Key_Return)
    for criterion in room.centre.version.criteria:
        room.press(*_KEYS_OF[type(criterion.scale)])
        if criterion.key in AT_THE_DESK:
            room.press(K.Key_1, K.Key_R, K.Key_1, K.Key_Return)
        room.press(K.Key_Down)
    room.press(K.Key_Return, modifier=CTRL)
    assert "submitted" in room.notices()[-1]
    return first.call_key


def _the_others_are_scored(centre: SmallCentre) -> Mapping[str, frozenset[str]]:  # noqa: F811
    """What failed in the rest of the calls, by the id of the call."""
    waiting = [(who, item) for who in (centre.lead, centre.anna, centre.ben) for item in _queue(centre, who)]
    failed_of: dict[str, frozenset[str]] = {}
    for (inspector, item), failed in zip(waiting, cycle(FAILED)):
        evaluation = centre.answer_all(inspector, item.assignment_id, failed=failed)
        centre.services.inspecting.submit(inspector, evaluation.id)
        failed_of[item.call_key] = failed
    return failed_of


def _what_they_say_is_what_the_answers_say(room: Room, failed_of: Mapping[str, frozenset[str]], margin: str) -> None:
    (plan,) = room.centre.services.sampling.plans(room.centre.lead)
    (draw,) = room.centre.services.sampling.draws(room.centre.lead, plan.id)
    room.go("draw", draw=str(draw.id), part="say")
    table = room.page.estimates.table
    centre_row = next(row for row in table.rows if row.level is Level.CENTRE)
    found = centre_row.score.estimate
    value, low, high = _reckoned(room.centre, failed_of)
    assert (centre_row.n_scored, found.value) == (2 * N_OF_EACH, pytest.approx(value))
    assert (found.ci_low, found.ci_high) == (pytest.approx(low), pytest.approx(high))
    words = [str(table.model().index(0, column).data()) for column in range(table.model().columnCount())]
    assert f"{value:.1f} {low:.1f}–{high:.1f}" in words
    assert margin in words


def _reckoned(centre: SmallCentre, failed_of: Mapping[str, frozenset[str]]) -> tuple[float, float, float]:  # noqa: F811
    """Mean of all sixty calls and its limits: of each of two agents four of thirty calls were drawn."""
    agent_of = {call.key: call.agent_name for call in centre.services.listening.calls(centre.lead, CallQuery()).calls}
    weights = {one.key: one.weight for one in centre.version.criteria if one.critical is None and not one.bonus}
    bonus = sum(one.weight for one in centre.version.criteria if one.bonus)
    scores: dict[str, list[float]] = {}
    for key, failed in failed_of.items():
        kept = sum(weight for name, weight in weights.items() if name not in failed)
        scores.setdefault(agent_of[key], []).append(min(100.0, 100 * (kept + bonus) / sum(weights.values())))
    assert [len(of_agent) for of_agent in scores.values()] == [N_OF_EACH, N_OF_EACH]
    value = mean(mean(of_agent) for of_agent in scores.values())
    n_population = N_CALLS / 2
    parts = [(1 - N_OF_EACH / n_population) * variance(one) / N_OF_EACH / 4 for one in scores.values()]
    freedom = sum(parts) ** 2 / sum(part**2 / (N_OF_EACH - 1) for part in parts)
    half = float(stats.t.ppf(0.975, freedom)) * math.sqrt(sum(parts))
    return value, value - half, min(100.0, value + half)


def _queue(centre: SmallCentre, inspector: Actor) -> list[WorkItem]:  # noqa: F811
    return [one for one in centre.services.inspecting.my_calls(inspector) if one.state is not AssignmentState.DONE]
