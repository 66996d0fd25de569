"""Practise and qualify at the window: to the desk and back to what differs; planning and sitting a set."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.passage import Passage
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CaseId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.practice import Mistake
from qa_desk.domain.qualification import FamilyRule, Plan, Side
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.gui.my_calls.page import MyCallsPage
from qa_desk.gui.practice.page import PracticePage
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.time_left import TimeLeft
from tests.calibration_panel import newcomer
from tests.library_of_cases import author_of_cases, hand_in, keep_case, practise
from tests.small_centre import NOW, SmallCentre, later, open_copy
from tests.widget.room import Room, entered

K = Qt.Key
CRITICAL = ("no_disclosure", "consent", "correct_information")


@dataclass
class Studio:
    """A centre with three cases, and who wrote them."""

    centre: SmallCentre
    author: Actor
    cases: list[CaseId] = field(default_factory=list)


@pytest.fixture(scope="module")
def made_studio(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cases by a trainer: one fails everything critical, one the tone, one nothing."""
    folder = tmp_path_factory.mktemp("practice") / "workspace"
    centre = open_copy(made_centre, folder)
    author = author_of_cases(centre)
    for key, failed in (("1009", CRITICAL), ("1010", ("tone",)), ("1043", ())):
        keep_case(centre, author, failed, key=key)
    centre.workspace.close()
    return folder


@pytest.fixture
def studio(made_studio: Path, tmp_path: Path) -> Iterator[Studio]:
    """The centre with its cases."""
    centre = open_copy(made_studio, tmp_path / "practice")
    author = centre.services.administering.actor_named("t-9")
    cases = [one.case_id for one in centre.services.practising.today(centre.anna).fresh]
    yield Studio(centre, author, cases)
    centre.workspace.close()


@pytest.fixture
def enter(
    studio: Studio, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator["Entering"]:
    """Lets somebody in."""
    made = Entering(studio, qtbot, jobs, settings, theme)
    yield made
    made.leave()


@dataclass
class Entering:
    """Opens the window for one person."""

    studio: Studio
    qtbot: QtBot
    jobs: ImmediateJobs
    settings: SettingsStore
    theme: Theme
    _open: list[object] = field(default_factory=list)

    def __call__(self, actor: Actor, **arguments: str) -> Room:
        manager = entered(self.studio.centre, actor, self.qtbot, self.jobs, self.settings, self.theme, "practice")
        self._open.append(manager)
        room = manager.__enter__()
        if arguments:
            room.go("practice", **arguments)
        return room

    def leave(self) -> None:
        for manager in self._open:
            manager.__exit__(None, None, None)  # type: ignore[attr-defined]


def page_of(room: Room) -> PracticePage:
    page = room.page
    assert isinstance(page, PracticePage)
    return page


def text_of(room: Room, name: str) -> str:
    label = room.child(name)
    assert isinstance(label, QLabel)
    return label.text()


def short_plan(**changes: object) -> Plan:
    rules = tuple(FamilyRule(family, 3, 0, unacceptable=0.5) for family in CriticalFamily)
    return Plan("First line", 3, rules, **changes)  # type: ignore[arg-type]


def test_enter_takes_a_case_to_the_desk(enter: Entering) -> None:
    room = enter(enter.studio.centre.anna)
    assert [one.code for one in page_of(room).today.table.rows] == ["SC-001", "SC-002", "SC-003"]
    room.focus("today_cases")
    room.press(K.Key_Return)
    assert isinstance(room.page, MyCallsPage)
    (item,) = enter.studio.centre.services.inspecting.my_calls(enter.studio.centre.anna)
    assert (item.call_key, item.purpose) == ("1009", Purpose.PRACTICE)


def test_a_case_that_is_a_passage_is_marked_on_the_desk_and_heard_from_there(enter: Entering) -> None:
    studio = enter.studio
    case_id = keep_case(studio.centre, studio.author, key="1043", passage=(8.0, 14.0))
    room = enter(studio.centre.anna, cases=str(case_id))
    page = room.page
    assert isinstance(page, MyCallsPage)
    assert page.desk.passage.text == "This case is the passage 00:08–00:14. Answer for it alone."
    assert page.desk.waveform.overview.case == Passage(8.0, 14.0)
    assert room.bridge.player.position_s == pytest.approx(8.0)


def test_handing_in_at_the_desk_leads_to_what_differs(enter: Entering) -> None:
    centre, first = enter.studio.centre, enter.studio.cases[0]
    (assignment_id,), _changes = centre.services.practising.begin(centre.anna, [first])
    centre.answer_all(centre.anna, assignment_id, failed=frozenset({"consent"}))
    room = enter(centre.anna)
    room.click("go_on_0")
    room.click("submit")
    page = page_of(room)
    rows = page.comparison.table.rows
    assert [(row.criterion.key, row.judgement.mistake) for row in rows[:2]] == [
        ("no_disclosure", Mistake.MISS),
        ("correct_information", Mistake.MISS),
    ]
    assert "2 critical failures were missed." in text_of(room, "comparison_summary")
    assert text_of(room, "compared_kind") == "It failed, and you let it pass."
    assert "the guidance names exactly this" in text_of(room, "compared_why")
    room.click("go_on_practising")
    assert [one.code for one in page_of(room).today.table.rows] == ["SC-002", "SC-003"]


def test_the_passage_that_proves_the_settled_answer_plays(enter: Entering) -> None:
    studio = enter.studio
    evaluation_id = practise(studio.centre, studio.centre.anna, studio.cases[0])
    room = enter(studio.centre.anna, result=str(evaluation_id))
    room.focus("compared")
    room.press(K.Key_Return)
    assert room.bridge.player.state is PlayerState.PLAYING
    assert text_of(room, "compared_said").startswith("You said: Pass\nSettled: Fail")


def test_what_is_due_says_why_and_what_comes_later_is_named(enter: Entering) -> None:
    studio = enter.studio
    keep_case(studio.centre, studio.author, ["tone"])
    tone = studio.cases[1]
    practise(studio.centre, studio.centre.anna, tone)
    later(studio.centre, days=1)
    room = enter(studio.centre.anna)
    assert text_of(room, "today_words") == "1 criterion comes back today."
    first = page_of(room).today.table.rows[0]
    assert first.code == "SC-004"
    assert text_of(room, "why_words") == "Tone: missed on 18 Nov, box 1 of 5"
    room.go("practice", cases=str(first.case_id))
    (item,) = [
        one
        for one in studio.centre.services.inspecting.my_calls(studio.centre.anna)
        if one.call_key == "call of SC-004"
    ]
    hand_in(studio.centre, studio.centre.anna, item.assignment_id, ["tone"])
    room.go("practice", view="today")
    assert text_of(room, "later_words") == "On 22 Nov come back: Tone."


def test_a_practice_is_put_aside(enter: Entering) -> None:
    studio = enter.studio
    studio.centre.services.practising.begin(studio.centre.anna, [studio.cases[0]])
    room = enter(studio.centre.anna)
    assert room.is_shown("taken_up_0")
    room.click("put_aside_0")
    assert not room.is_shown("taken_up_0")


def test_a_page_without_cases_teaches(made_centre: Path, tmp_path: Path, qtbot: QtBot, jobs: ImmediateJobs,
                                      settings: SettingsStore, theme: Theme) -> None:  # fmt: skip
    centre = open_copy(made_centre, tmp_path / "empty")
    with entered(centre, centre.anna, qtbot, jobs, settings, theme, "practice") as room:
        assert not page_of(room).is_body_shown
        room.go("practice", view="results")
        assert not page_of(room).is_body_shown
    centre.workspace.close()


def test_while_a_plan_is_written_its_error_rates_stand_beside_it(enter: Entering) -> None:
    studio = enter.studio
    room = enter(studio.author, view="qualify")
    assert not page_of(room).is_body_shown, "what a qualification is is told while there is none"
    room.click("plan_qualification")
    assert (text_of(room, "failed_customer_all"), text_of(room, "passed_customer_all")) == ("11.4 %", "19.9 %")
    assert "Cases needed: 29; there are 3" in text_of(room, "plan_problems")
    room.click("blueprint_save")
    assert not studio.centre.services.qualifying.blueprints(studio.author)
    write(room, blueprint_n_cases="3", blueprint_minutes="30", quota_failing_customer="1")
    for family in CriticalFamily:
        write_rule(room, f"{family.value}_all", n=3, allowed=0, unacceptable=50)
    choose(room, "rule_compliance_counts", Side.PASSING.value)
    write_rule(room, "compliance_passing", n=2, allowed=0, unacceptable=60)
    room.click("blueprint_save")
    (view,) = studio.centre.services.qualifying.blueprints(studio.author)
    assert (view.blueprint.plan.n_cases, view.blueprint.plan.minutes) == (3, 30)
    assert [rule.side for rule in view.blueprint.plan.rules] == [Side.ALL, Side.ALL, Side.PASSING]
    assert room.child("offer_0")
    room.click("replan_0")
    edit = room.child("blueprint_title")
    assert isinstance(edit, QLineEdit)
    edit.setText("Second line")
    room.click("blueprint_save")
    assert [one.blueprint.plan.title for one in studio.centre.services.qualifying.blueprints(studio.author)] == [
        "Second line"
    ]
    room.click("end_plan_0")
    assert not page_of(room).is_body_shown


def write(room: Room, **texts: str) -> None:
    for name, text in texts.items():
        edit = room.child(name)
        assert isinstance(edit, QLineEdit)
        edit.setText(text)


def write_rule(room: Room, of: str, **numbers: int) -> None:
    write(room, **{f"rule_{of}_{part}": str(number) for part, number in numbers.items()})


def choose(room: Room, name: str, value: str) -> None:
    box = room.child(name)
    assert isinstance(box, ChoiceBox)
    box.set_value(value)
    box.chosen.emit(value)


def test_misses_and_false_alarms_are_written_apart_each_with_both_error_rates(enter: Entering, qtbot: QtBot) -> None:
    studio = enter.studio
    room = enter(studio.author, view="qualify")
    room.click("plan_qualification")
    write(room, blueprint_n_cases="3")
    for family in ("customer", "business"):
        write_rule(room, f"{family}_all", n=3, allowed=0, unacceptable=50)
    choose(room, "rule_compliance_counts", "apart")
    assert not room.is_shown("rule_compliance_all_n")
    write_rule(room, "compliance_failing", n=1, allowed=0, unacceptable=90)
    write_rule(room, "compliance_passing", n=2, allowed=2, unacceptable=60)
    qtbot.waitUntil(lambda: text_of(room, "passed_compliance_passing") == "100.0 %")
    rates = [text_of(room, f"{part}_compliance_failing") for part in ("failed", "passed")]
    assert rates == ["2.0 %", "10.0 %"]
    assert "so everybody would pass" in text_of(room, "problem_compliance_passing")
    assert not room.is_shown("problem_compliance_failing")
    room.click("blueprint_save")
    assert not studio.centre.services.qualifying.blueprints(studio.author)
    write_rule(room, "compliance_passing", allowed=0)
    room.click("blueprint_save")
    (view,) = studio.centre.services.qualifying.blueprints(studio.author)
    found = [(one.side, one.n_judgements) for one in view.blueprint.plan.rules[2:]]
    assert found == [(Side.FAILING, 1), (Side.PASSING, 2)]
    room.click("replan_0")
    assert text_of(room, "passed_compliance_failing") == "10.0 %"


def test_what_is_no_number_is_refused_where_it_stands(enter: Entering) -> None:
    room = enter(enter.studio.author, view="qualify")
    room.click("plan_qualification")
    edit = room.child("blueprint_n_cases")
    assert isinstance(edit, QLineEdit)
    edit.setText("many")
    room.click("blueprint_save")
    assert edit.isVisible()
    assert not enter.studio.centre.services.qualifying.blueprints(enter.studio.author)


def test_a_set_is_sat_from_the_page_and_its_certificate_handed_out(enter: Entering, tmp_path: Path) -> None:
    studio = enter.studio
    services, anna = studio.centre.services, studio.centre.anna
    services.qualifying.write(studio.author, studio.centre.version.scorecard_id, short_plan(minutes=30))
    room = enter(anna)
    room.go("my_calls")
    room.go("practice", view="qualify")
    room.press(K.Key_Space)
    assert text_of(room, "confirm_words").endswith("30 minutes for 3 calls.")
    room.click("confirm_yes")
    assert text_of(room, "time_left") == "30:00 left"
    room.click("next_call")
    assert isinstance(room.page, MyCallsPage)
    assert text_of(room, "time_left") == "30:00 left"
    settled = {"1009": CRITICAL, "1010": ("tone",), "1043": ()}
    for _number in range(3):
        item = next(one for one in services.inspecting.my_calls(anna) if one.submitted_at is None)
        hand_in(studio.centre, anna, item.assignment_id, settled[item.call_key])
    (line,) = services.qualifying.sittings(anna)
    room.go("practice", sitting=str(line.sitting.id))
    assert text_of(room, "sitting_words").startswith("Passed. The certificate holds until")
    assert [one.outcome.n_errors for one in room.window.page.sitting.view.results] == [0, 0, 0]  # type: ignore[union-attr]
    page = page_of(room)
    page._certificates.save(line.sitting.id, tmp_path / "certificate.html")
    words = (tmp_path / "certificate.html").read_text(encoding="utf-8")
    assert "Anna Berg has passed the qualification “First line” for the scorecard “Service call”." in words
    assert (
        "those whose true error rate is acceptable (2 %), and passes so many of those whose rate is not (50 %)" in words
    )
    assert "certificate.html" in room.notices()
    room.go("practice", view="qualify")
    assert [one.sitting.passed for one in page_of(room).qualify.sittings.rows] == [True]


def test_time_that_runs_out_ends_the_sitting_on_the_page(enter: Entering) -> None:
    studio = enter.studio
    services, anna = studio.centre.services, studio.centre.anna
    services.qualifying.write(studio.author, studio.centre.version.scorecard_id, short_plan(minutes=30))
    room = enter(anna, view="qualify")
    room.click("begin_sitting_0")
    room.click("confirm_yes")
    later(studio.centre, minutes=31)
    tick(room)
    assert text_of(room, "sitting_words").startswith("Not passed. Its time ran out: 0 of 3 calls were handed in")
    assert not room.is_shown("next_call")
    assert room.child("page_my_calls").accessibleName() == "My calls"


def test_a_call_of_a_sitting_that_ran_out_meanwhile_leads_to_what_came_of_it(enter: Entering) -> None:
    studio = enter.studio
    services, anna = studio.centre.services, studio.centre.anna
    blueprint_id, _ = services.qualifying.write(
        studio.author, studio.centre.version.scorecard_id, short_plan(minutes=30)
    )
    services.qualifying.begin(anna, blueprint_id)
    room = enter(anna)
    room.go("my_calls")
    later(studio.centre, minutes=31)
    room.focus("queue")
    room.press(Qt.Key.Key_Return)
    assert text_of(room, "sitting_words").startswith("Not passed. Its time ran out")
    assert room.child("page_my_calls").accessibleName() == "My calls"


def tick(room: Room) -> None:
    """Let the clock of the sitting look."""
    clock = room.child("time_left")
    assert isinstance(clock, TimeLeft)
    clock._tick.timeout.emit()


def test_time_that_runs_out_at_the_desk_leads_to_what_came_of_it(enter: Entering) -> None:
    studio = enter.studio
    services, anna = studio.centre.services, studio.centre.anna
    services.qualifying.write(studio.author, studio.centre.version.scorecard_id, short_plan(minutes=30))
    room = enter(anna, view="qualify")
    room.click("begin_sitting_0")
    room.click("confirm_yes")
    room.click("next_call")
    later(studio.centre, minutes=26)
    tick(room)
    assert (text_of(room, "time_left"), room.child("time_left").property("tone")) == ("4:00 left", "warning")
    later(studio.centre, minutes=4)
    tick(room)
    assert text_of(room, "sitting_words").startswith("Not passed. Its time ran out: 0 of 3 calls were handed in")
    assert room.child("page_my_calls").accessibleName() == "My calls"


def test_nothing_of_a_sitting_is_told_before_it_is_over(enter: Entering) -> None:
    studio = enter.studio
    services, anna = studio.centre.services, studio.centre.anna
    services.qualifying.write(studio.author, studio.centre.version.scorecard_id, short_plan())
    room = enter(anna, view="qualify")
    room.click("begin_sitting_0")
    item = services.inspecting.my_calls(anna)[0]
    evaluation_id = hand_in(studio.centre, anna, item.assignment_id, ["greeting"])
    room.go("practice", view="results")
    assert not page_of(room).is_body_shown
    assert services.practising.results(studio.author) == ()
    assert services.practising.today(anna).later == ()
    with pytest.raises(NotFoundError):
        services.practising.comparison(anna, evaluation_id)


def test_an_administrator_finds_what_the_centre_asks_for_and_nothing_to_score(enter: Entering) -> None:
    studio = enter.studio
    adam = newcomer(studio.centre, "Adam Bauer", Role.ADMINISTRATOR)
    room = enter(adam)
    assert not room.is_shown("practice_views")
    assert "nobody needs one to score" in text_of(room, "requirement")
    room.click("switch_requirement")
    assert studio.centre.services.qualifying.requirement(adam).is_on


def test_a_sitting_is_given_up(enter: Entering) -> None:
    studio = enter.studio
    services, anna = studio.centre.services, studio.centre.anna
    services.qualifying.write(studio.author, studio.centre.version.scorecard_id, short_plan())
    room = enter(anna, view="qualify")
    room.click("begin_sitting_0")
    assert not room.is_shown("time_left")
    room.click("give_up")
    assert "3 calls are not handed in; their judgements count as errors." in text_of(room, "confirm_words")
    room.click("confirm_no")
    assert services.qualifying.sittings(anna)[0].sitting.finished_at is None
    room.click("give_up")
    room.click("confirm_yes")
    assert text_of(room, "sitting_words").startswith("Not passed.")


def test_the_administrator_lets_the_centre_ask_for_a_certificate(enter: Entering) -> None:
    studio = enter.studio
    services = studio.centre.services
    services.qualifying.write(studio.author, studio.centre.version.scorecard_id, short_plan())
    room = enter(studio.centre.lead, view="qualify")
    room.click("switch_requirement")
    assert services.qualifying.requirement(studio.centre.lead).is_on
    assert "Without a certificate: Anna Berg" in text_of(room, "requirement")
    room.click("switch_requirement")
    assert not services.qualifying.requirement(studio.centre.lead).is_on
    first_day = room.child("requirement_day")
    assert isinstance(first_day, DayEdit)
    first_day.set_day(NOW.date() + timedelta(days=14))
    room.click("switch_requirement")
    coming = services.qualifying.requirement(studio.centre.lead)
    assert (coming.is_on, coming.next_change, coming.next_is_on) == (False, NOW.date() + timedelta(days=14), True)


def test_lead_and_trainer_see_the_results_of_others(enter: Entering) -> None:
    studio = enter.studio
    practise(studio.centre, studio.centre.anna, studio.cases[0])
    room = enter(studio.author, view="results")
    assert [line.person_name for line in page_of(room).results.rows] == ["Anna Berg"]
    room.focus("practice_results")
    room.press(K.Key_Return)
    assert text_of(room, "comparison_summary").startswith("Scored by Anna Berg.")
