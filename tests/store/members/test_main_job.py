"""The main job by people who are signed in each as themself: the same on a SQLite file and on a server."""

from datetime import date
from pathlib import Path

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.case_filter import CaseQuery
from qa_desk.domain.ids import SessionId
from qa_desk.domain.meeting import DecisionKind
from qa_desk.services.calibration.calibrating_views import CriterionDifference, SessionDraft, SettleDraft
from qa_desk.services.calibration.meeting_views import DecisionDraft
from qa_desk.services.cases.curating import CaseDraft
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.tracked.tracking_views import TrackedDraft
from tests.store.members.team import INSPECTORS, Team

SECRET = "heard at once"
FAILED = {"Anna": frozenset({"no_disclosure"}), "Ben": frozenset({"greeting"})}
N_SETTLED = 2 * 14
"""Two calls, each with all criteria of the form."""

MARCH = IssueQuery(date(2026, 3, 1), date(2026, 3, 31))


def test_five_score_blind_the_lead_settles_and_the_trainer_follows_up(team: Team, tmp_path: Path) -> None:
    report = team.import_calls(tmp_path / "in")
    assert (report.n_imported, report.n_refused) == (3, 0)
    session_id = _opened(team)
    _scored_blind(team, session_id)
    _revealed_and_settled(team, session_id)
    _kept_as_a_case(team, session_id)
    _scored_in_routine(team)
    _followed_up(team)
    assert team.story() == STORY


def _opened(team: Team) -> SessionId:
    lea, calls = team.desk("Lea"), team.calls()
    panel = tuple(team.id_of(name) for name in INSPECTORS)
    draft = SessionDraft("March", (calls["C-1"], calls["C-2"]), panel, team.version().id, quorum=4)
    session_id, _changes = lea.services.calibrating.create(lea.actor, draft)
    return session_id


def _scored_blind(team: Team, session_id: SessionId) -> None:
    """Four of the five hand in; nobody else sees a word of it, and everybody sees who is done."""
    version = team.version()
    for name in INSPECTORS[:4]:
        desk = team.desk(name)
        answer = desk.answer_each if name == "Anna" else desk.answer_all
        for assignment_id in desk.waiting().values():
            evaluation = answer(assignment_id, version, failed=FAILED.get(name, frozenset()))
            desk.services.inspecting.submit(desk.actor, evaluation.id)
    for name in ("Lea", "Adam", "Tim", "Ada", "Eve"):
        desk = team.desk(name)
        assert desk.services.finding.find(desk.actor, SECRET) == ()
        for call_id in team.calls().values():
            assert desk.services.reviewing.evaluations_of_call(desk.actor, call_id) == ()
    for name in ("Lea", "Anna", "Eve"):
        desk = team.desk(name)
        seats = desk.services.calibrating.session(desk.actor, session_id).session.seats
        assert [seat.is_done for seat in seats] == [True] * 4 + [False]


def _revealed_and_settled(team: Team, session_id: SessionId) -> None:
    lea = team.desk("Lea")
    calibrating = lea.services.calibrating
    calibrating.reveal(lea.actor, session_id)
    for name in ("Lea", "Tim", "Ada", "Anna"):
        desk = team.desk(name)
        assert _said(desk.services.calibrating.differences(desk.actor, session_id)) == {SECRET}
    found = calibrating.differences(lea.actor, session_id)
    lea.services.meeting.settle_agreed(lea.actor, session_id)
    for difference in found:
        if difference.differs:
            wanted = next(answer for answer in difference.answers if answer.name == "Cai")
            reason = SettleDraft(
                difference.call_id, difference.criterion.key, wanted.rating, na=wanted.na, rationale="as the form says"
            )
            lea.services.meeting.settle(lea.actor, session_id, reason)
    ended = calibrating.session(lea.actor, session_id).session
    assert ended.state is SessionState.SETTLED
    draft = DecisionDraft(DecisionKind.ACTION, "Rewrite the guidance", team.id_of("Tim"), date(2026, 4, 1))
    lea.services.meeting.decide(lea.actor, session_id, draft)
    calibrating.close(lea.actor, session_id)
    panel = calibrating.result(team.desk("Ada").actor, session_id)
    assert panel == team.desk("Ben").services.calibrating.result(team.desk("Ben").actor, session_id)


def _kept_as_a_case(team: Team, session_id: SessionId) -> None:
    lea, tim = team.desk("Lea"), team.desk("Tim")
    draft = CaseDraft(session_id, team.calls()["C-1"], "A number read out", "never read a number out")
    case_id, _changes = lea.services.curating.keep(lea.actor, draft)
    tim.services.curating.approve(tim.actor, case_id)
    for name in ("Leo", "Cai", "Adam"):
        desk = team.desk(name)
        assert [one.title for one in desk.services.browsing_cases.page(desk.actor, CaseQuery()).cases] == [
            "A number read out"
        ]


def _scored_in_routine(team: Team) -> None:
    team.assign("Eve", calls=("C-3",))
    eve = team.desk("Eve")
    eve.score(eve.waiting()["C-3"], team.version(), failed=frozenset({"no_disclosure", "greeting"}))


def _followed_up(team: Team) -> None:
    tim, olga = team.desk("Tim"), team.desk("Olga")
    issues = tim.services.reporting.common_issues(tim.actor, MARCH)
    assert issues.n_calls == 1
    assert {row.criterion_key for row in (*issues.criteria, *issues.critical) if row.n_failed} == {
        "no_disclosure",
        "greeting",
    }
    draft = TrackedDraft("Numbers read out", "no_disclosure", olga.actor.person_id, date(2026, 4, 1), "Train it")
    item_id, _changes = tim.services.tracking.open_item(tim.actor, draft)
    olga.services.tracking.begin(olga.actor, item_id)
    olga.services.tracking.mark_done(olga.actor, item_id, "trained on Monday")
    tim.services.tracking.sign_effect(tim.actor, item_id, shown=True, note="none since")
    assert len(tim.services.tracking.history(tim.actor, item_id)) == 4


def _said(differences: tuple[CriterionDifference, ...]) -> set[str]:
    return {answer.comment for one in differences for answer in one.answers if answer.comment}


STORY = [
    ("Adam", "import.begun"),
    ("Adam", "person.saved"),
    ("Adam", "person.saved"),
    ("Adam", "import.finished"),
    ("Lea", "session.created"),
    *[(name, "evaluation.submitted") for name in INSPECTORS[:4] for _call in ("C-1", "C-2")],
    ("Lea", "session.revealed"),
    *[("Lea", "answer.settled")] * N_SETTLED,
    ("Lea", "decision.taken"),
    ("Lea", "session.closed"),
    ("Lea", "case.kept"),
    ("Tim", "case.approved"),
    ("Eve", "evaluation.submitted"),
    ("Tim", "tracked_item.opened"),
    ("Olga", "tracked_item.in_work"),
    ("Olga", "tracked_item.done"),
    ("Tim", "tracked_item.effect_shown"),
]
