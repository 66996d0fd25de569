"""What else people do all day, signed in each as themself: monitoring, scores from a file, forms, people, wordings."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.people import Role
from qa_desk.domain.sampling_plan import PlanDefinition, PlanPeriod, Quota, QuotaKind
from qa_desk.domain.scorecard import ScorecardDefinition, VersionState
from qa_desk.domain.text import LocalText
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.calls.monitoring_views import MonitoringDraft
from qa_desk.services.centre.administering import DepartmentDraft, PersonDraft
from qa_desk.services.centre.auditing import AuditQuery
from qa_desk.services.draws.sampling_estimates import CoverageQuery
from qa_desk.services.exchange.exchanging import ExportRequest
from qa_desk.services.forms.authoring_views import NewScorecard
from qa_desk.services.forms.phrasing_views import WordingDraft
from qa_desk.services.progress import NoProgress
from qa_desk.services.scoring.inspecting_views import MarkDraft
from tests.store.members.team import Team
from tests.store.members.test_main_job import MARCH
from tests.unit.services.exchange.conftest import HEADER, WHOLE

pytestmark = pytest.mark.usefixtures("calls")


def test_a_call_is_heard_live_and_scored_and_counts_in_no_figure(team: Team) -> None:
    anna, lea, tim = team.desk("Anna"), team.desk("Lea"), team.desk("Tim")
    agent = next(one for one in lea.services.administering.people(lea.actor) if one.name == "Li Na")
    draft = MonitoringDraft(MonitoringMode.LIVE, team.version().id, agent.id)
    begun = anna.services.monitoring.begin(anna.actor, draft)
    evaluation = anna.answer_all(begun.assignment_id, team.version(), failed=frozenset({"greeting"}))
    anna.services.inspecting.save_mark(anna.actor, evaluation.id, MarkDraft(1.0, 2.0, "a mark", "greeting"))
    anna.services.inspecting.note_listened(anna.actor, evaluation.id, ((0.0, 5.0),), 0.5)
    team.clock.moment += timedelta(minutes=5)
    anna.services.monitoring.end(anna.actor, begun.call_id)
    anna.services.inspecting.submit(anna.actor, evaluation.id)
    assert len(lea.services.reviewing.evaluations_of_call(lea.actor, begun.call_id)) == 1
    assert tim.services.reporting.common_issues(tim.actor, MARCH).n_calls == 0


@pytest.mark.parametrize("purpose", [Purpose.ROUTINE, Purpose.OVERLAP, Purpose.REPEAT])
def test_the_administrator_brings_scores_in_that_count_and_are_read(
    team: Team, tmp_path: Path, purpose: Purpose
) -> None:
    adam, lea, tim = team.desk("Adam"), team.desk("Lea"), team.desk("Tim")
    head = f"C-1,anna,{purpose.value},complaint,1,2026-03-02T09:00"
    answers = WHOLE | {"lets_finish": "3"}
    rows = [f"{head},{key},{answer},,,from a file,," for key, answer in answers.items()]
    path = tmp_path / "scores.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    plan = adam.services.exchanging.plan(adam.actor, path)
    assert (plan.refused, len(plan.ready)) == ((), 1)
    adam.services.exchanging.bring_in(adam.actor, plan)
    assert len(lea.services.reviewing.evaluations_of_call(lea.actor, team.calls()["C-1"])) == 1
    counted = tim.services.reporting.common_issues(tim.actor, MARCH).n_calls
    assert counted == (0 if purpose is Purpose.REPEAT else 1)
    assert len(lea.services.finding.find(lea.actor, "from a file")) == 1
    exported = lea.services.exchanging.export(lea.actor, ExportRequest(tmp_path / "out.csv"))
    assert exported.n_evaluations == 1


def test_a_form_is_begun_written_published_and_retired(team: Team) -> None:
    lea, anna = team.desk("Lea"), team.desk("Anna")
    authoring = lea.services.authoring
    version_id, _changes = authoring.begin_draft(lea.actor, "service")
    draft = authoring.version(lea.actor, version_id)
    definition = replace(ScorecardDefinition.of_version(draft), title=LocalText.of("Service, again"))
    saved, _changes = authoring.save_draft(lea.actor, version_id, definition, draft.n_saves)
    authoring.publish(lea.actor, "service", n_saves=saved.n_saves)
    found = anna.services.authoring.version(anna.actor, version_id)
    assert (found.title, found.state) == (LocalText.of("Service, again"), VersionState.PUBLISHED)
    authoring.retire(lea.actor, version_id)
    authoring.begin_scorecard(lea.actor, NewScorecard(LocalText.of("Chat"), "chat"))
    authoring.withdraw_draft(lea.actor, "chat")
    assert {one.key for one in authoring.scorecards(lea.actor)} == {"service", "complaint"}


def test_the_administrator_keeps_people_departments_targets_and_the_centre(team: Team) -> None:
    adam = team.desk("Adam")
    administering = adam.services.administering
    administering.save_person(adam.actor, PersonDraft("fay", "Fay", frozenset({Role.INSPECTOR})))
    fay = next(one for one in administering.people(adam.actor) if one.name == "Fay")
    roles = frozenset({Role.INSPECTOR, Role.LEAD})
    administering.save_person(adam.actor, PersonDraft("fay", "Fay B.", roles, fay.id, version=fay.version))
    administering.save_department(adam.actor, DepartmentDraft("Billing"))
    administering.set_target(adam.actor, TargetKind.AGREEMENT, 0.85, date(2026, 3, 20))
    administering.set_centre(adam.actor, name="Our centre", time_zone="UTC", first_weekday=6)
    assert administering.centre().time_zone == "UTC"
    assert next(one for one in administering.people(adam.actor) if one.id == fay.id).roles == roles
    told = [action for name, action in team.story() if name == "Adam"]
    assert told[-7:] == ["person.saved", "person.saved", "department.saved", "target.set", *["setting.set"] * 3]


def test_wordings_masks_and_what_was_heard(team: Team) -> None:
    adam, lea, anna = team.desk("Adam"), team.desk("Lea"), team.desk("Anna")
    said = LocalText.of("Two details are checked")
    words = WordingDraft(LocalText.of("Identity"), said, date(2026, 3, 1), business_type="billing")
    kept = lea.services.phrasing.save_wording(lea.actor, words)
    assert [one.title for one in anna.services.listening.call(anna.actor, team.calls()["C-1"]).wordings]
    lea.services.phrasing.withdraw_wording(lea.actor, kept.wording_id, 1)
    call_id = team.calls()["C-1"]
    anna.services.listening.note_heard(anna.actor, call_id, ((0.0, 0.1),))
    assert anna.services.listening.heard(anna.actor, call_id) == ((0.0, 0.1),)
    assert lea.services.listening.heard(lea.actor, call_id) == ()
    assert adam.services.listening.measure_talk(adam.actor) >= 0
    assert len(adam.services.listening.calls(adam.actor, CallQuery()).calls) == 3


def test_the_lead_draws_calls_by_a_plan_and_replaces_one(team: Team) -> None:
    lea = team.desk("Lea")
    sampling = lea.services.sampling
    week = {"period": PlanPeriod.GIVEN, "first": date(2026, 3, 1), "last": date(2026, 3, 8)}
    definition = PlanDefinition("week 10", "service", Quota(QuotaKind.TOTAL, 2), **week)  # pyright: ignore[reportArgumentType]
    plan_id, _changes = sampling.save_plan(lea.actor, definition)
    drawn, _changes = sampling.draw(lea.actor, plan_id, seed=3)
    assert drawn.draw_id is not None
    sampling.replace(lea.actor, drawn.draw_id, drawn.calls[0].call_id, "no sound")
    assert [draw.seed for draw in sampling.draws(lea.actor, plan_id)] == [3]
    waiting = [key for name in ("Anna", "Ben", "Cai", "Dee", "Eve") for key in team.desk(name).waiting()]
    assert len(waiting) == 2
    # what the draw says is for whoever may know of draws, on the server too
    asked = CoverageQuery(week["first"], week["last"])  # pyright: ignore[reportArgumentType]
    for name in ("Lea", "Ada"):
        desk = team.desk(name)
        (found,) = desk.services.sampling.coverage(desk.actor, asked)
        assert (found.n_drawn, found.n_dropped, found.n_scored) == (2, 1, 0)
        assert found.parts[0].expected is not None


def test_masks_are_proposed_by_inspectors_and_decided_by_others(team: Team) -> None:
    anna, adam, call_id = team.desk("Anna"), team.desk("Adam"), team.calls()["C-1"]
    mask_ids = anna.services.masking.mask(anna.actor, call_id, 0.01, 0.1)
    adam.services.masking.confirm(adam.actor, mask_ids)
    (mask,) = anna.services.masking.of_call(anna.actor, call_id)
    assert mask.is_confirmed
    adam.services.masking.remove(adam.actor, mask_ids)
    assert anna.services.masking.of_call(anna.actor, call_id) == ()


def test_the_auditor_reads_the_chain_and_the_administrator_forgets_a_customer(team: Team) -> None:
    ada, adam, tim = team.desk("Ada"), team.desk("Adam"), team.desk("Tim")
    tim.services.auditing.note_report(tim.actor, "common_issues", "issues.html", ("C-1",))
    lines = ada.services.auditing.entries(ada.actor, AuditQuery()).lines
    assert ("Adam", "import.begun") in {(line.person, line.action) for line in lines}
    assert ("Tim", "report") in {(line.person, line.action.partition(".")[0]) for line in lines}
    assert adam.services.retaining.preview(adam.actor) is not None
    assert adam.services.administering.check(adam.actor, verify_data=False, progress=NoProgress()).is_sound
