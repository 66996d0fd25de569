"""Before its time nothing of an evaluation leaves any service, for anybody: every public method, tried by every role.

`ASKED` names them all; a method that is missing there fails. What comes back, errors, log lines, reports and files are
searched for words, keys and scores that only the sealed evaluations hold.
"""

import inspect
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from qa_desk.audio.input.fed import FedInput
from qa_desk.bootstrap import Services
from qa_desk.domain.accounts import SignInClaim
from qa_desk.domain.calibration import SettledAnswer
from qa_desk.domain.call_filter import SavedFilter, WantedCalls
from qa_desk.domain.calls import CallId, MonitoringMode
from qa_desk.domain.case_filter import CaseQuery
from qa_desk.domain.case_package import Centre
from qa_desk.domain.errors import ConflictError, QADeskError
from qa_desk.domain.evaluation import DeskPlace, Evaluation, Purpose
from qa_desk.domain.feedback import FeedbackRules, Verdict
from qa_desk.domain.ids import (
    AssignmentId,
    BlueprintId,
    CaseId,
    CoachingNoteId,
    DecisionId,
    DrawId,
    DriftRestartId,
    FeedbackId,
    MaskId,
    PersonId,
    PlanId,
    PracticeSetId,
    QualificationId,
    RecurrenceId,
    SavedFilterId,
    SessionId,
    TrackedItemId,
    TrainingNoteId,
    UnitId,
    VersionId,
    WordingId,
)
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.meeting import DecisionKind, MeetingPlace
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import Action, may
from qa_desk.domain.qualification import Plan
from qa_desk.domain.recognition import RecognitionRules
from qa_desk.domain.recurrence import Every, Evidence
from qa_desk.domain.retention import RetentionPurpose
from qa_desk.domain.sampling import ExemptionState
from qa_desk.domain.sampling_plan import PlanDefinition, PlanPeriod, Quota, QuotaKind
from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.domain.standard_case import CaseAnswer
from qa_desk.domain.text import LocalText
from qa_desk.reports import AGENT_REPORTS, REPORTS, SESSION_REPORTS, STANDING_REPORTS
from qa_desk.reports.base import ReportParams
from qa_desk.reports.render import RENDERERS
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calibration.calibrating_views import SessionDraft, SettleDraft
from qa_desk.services.calibration.convening_views import RecurrenceDraft, SuggestionQuery
from qa_desk.services.calibration.meeting_views import DecisionDraft
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.calls.monitoring_views import MonitoringDraft
from qa_desk.services.cases.curating import CaseDraft
from qa_desk.services.cases.sheets import CaseSheet
from qa_desk.services.centre.administering import DepartmentDraft, PersonDraft
from qa_desk.services.centre.auditing import AuditQuery
from qa_desk.services.draws.sampling_estimates import CoverageQuery, DrawnCalls
from qa_desk.services.drift.board import LineKey
from qa_desk.services.exchange.exchanging import ExportRequest
from qa_desk.services.exchange.mapping import NO_MAPPING
from qa_desk.services.feedback.coaching_agents import CoachingDraft
from qa_desk.services.feedback.feedback_views import Claim, Ruling
from qa_desk.services.feedback.feeding_back_views import AgentQuery
from qa_desk.services.feedback.recognising_views import DisputeQuery
from qa_desk.services.figures.measuring_views import FactQuery
from qa_desk.services.forms.authoring_views import NewScorecard
from qa_desk.services.forms.phrasing_views import WordingDraft
from qa_desk.services.issues.explaining_views import CutBy
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.keeping.change_journal import KeptChange
from qa_desk.services.keeping.desk_changes import AnswerChange
from qa_desk.services.keeping.left_recording import LeftRecording
from qa_desk.services.packages.sharing import PackageRequest, PackageView
from qa_desk.services.periods import Days, Period
from qa_desk.services.progress import NoProgress
from qa_desk.services.results.behind import CallsBehind, Failed
from qa_desk.services.results.recognition_views import CountedCalls, RecognitionQuery
from qa_desk.services.scoring.inspecting_views import AnswerDraft, AssignmentDraft, MarkDraft
from qa_desk.services.tracked.following import Goals
from qa_desk.services.tracked.tracking_views import TrackedDraft
from qa_desk.wording import explain
from tests.small_centre import NOW, SmallCentre, build, open_copy

DAYS = (NOW.date() - timedelta(days=400), NOW.date() + timedelta(days=30))
ROLES = {
    "administrator": Role.ADMINISTRATOR,
    "second lead": Role.LEAD,
    "trainer": Role.TRAINER,
    "auditor": Role.AUDITOR,
    "team leader": Role.TEAM_LEADER,
    "learner": Role.LEARNER,
    "owner": Role.OWNER,
    "agent": Role.AGENT,
}
# A PDF and a workbook pack their words, so that none would be found; they are made of the same document.
IN_PLAIN_WORDS = {"html", "csv", "json"}
READS_ROUTINE = {"lead", "second lead", "trainer", "auditor", "team leader"}


@dataclass(frozen=True, slots=True)
class Secret:
    """What must not be seen, and by whose names it may be."""

    traces: tuple[str, ...]
    readers: frozenset[str]


@dataclass(slots=True)
class World:
    """A centre in which much is sealed, and the keys that a curious person could ask for."""

    centre: SmallCentre
    people: dict[str, Actor]
    session_id: SessionId
    secrets: dict[str, Secret]
    evaluations: dict[str, Evaluation]
    assignments: dict[str, AssignmentId]
    folder: Path

    @property
    def services(self) -> Services:
        """What one can do."""
        return self.centre.services

    @property
    def call_ids(self) -> tuple[CallId, ...]:
        """Every call."""
        return tuple(self.centre.calls.values())


Ask = Callable[[World, Actor], object]


def _case_sheet(world: World) -> CaseSheet:
    answers = (CaseAnswer("greeting", None, True, (), "curious"),)
    return CaseSheet(world.centre.calls["1009"], world.centre.version.id, "curious", answers)


def _own_filter(actor: Actor) -> SavedFilter:
    return SavedFilter(SavedFilterId(UUID(int=7)), actor.person_id, "curious", WantedCalls(text="secret"))


def _each(world: World, ask: Callable[[Evaluation], object]) -> list[object]:
    """Ask for every secret evaluation, going on after a refusal, which is part of what comes back."""
    return [_answer_or_refusal(lambda one=one: ask(one)) for one in world.evaluations.values()]


def _answer_or_refusal(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except QADeskError as error:
        return (str(error), error.params, explain(error))


def _kept(evaluation: Evaluation) -> KeptChange:
    """An answer that expects to find none, which a refusal could tell about."""
    return KeptChange(1, AnswerChange(evaluation.id, AnswerDraft("tone", True), expects=()))


def _mapping_file(world: World) -> Path:
    path = world.folder / "kept.yaml"
    path.write_text("scorecard: service\n", encoding="utf-8")
    return path


def _scores_file(world: World) -> Path:
    """A file that guesses what Anna has answered."""
    path = world.folder / "guess.csv"
    row = "1009,p-anna,overlap,2026-11-18T06:00:00Z,greeting,0"
    path.write_text(f"call_id,inspector,purpose,submitted_at,criterion,answer\n{row}\n", encoding="utf-8")
    return path


def _session_draft(world: World) -> SessionDraft:
    panel = (world.people["anna"].person_id, world.people["ben"].person_id)
    return SessionDraft("another", (world.centre.calls["1043"],), panel, world.centre.version.id)


def _wording_draft() -> WordingDraft:
    return WordingDraft(LocalText.of("Refunds"), LocalText.of("Soon."), NOW.date(), business_type="billing complaint")


def _package_view(world: World) -> PackageView:
    return PackageView(world.folder / "none.qacase", "", Centre("", b"", ""), True, (), 0)


_BEHIND_DRAWS = (
    DrawnCalls(days=Days(date(2026, 1, 1), date(2026, 12, 31)), is_scored=True),
    CountedCalls(RecognitionQuery(date(2026, 1, 1), date(2026, 12, 31))),
)


def _issue_query() -> IssueQuery:
    return IssueQuery(*DAYS)


def _charts(world: World) -> list[LineKey]:
    """What somebody curious about Anna would ask for."""
    return [LineKey(world.people["anna"].person_id, "service", subject) for subject in (":total", "greeting", "tone")]


PLAN = PlanDefinition(
    name="everything",
    scorecard="service",
    quota=Quota(QuotaKind.PERCENT, 100),
    period=PlanPeriod.GIVEN,
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    exclude_evaluated=False,
)

QUALIFYING = Plan("a set", 1, ())

ASKED: dict[str, Ask] = {
    "signing_in.has_password": lambda w, a: w.services.signing_in.has_password(w.people["anna"].person_id),
    "signing_in.own_password": lambda w, a: w.services.signing_in.own_password(a),
    "signing_in.sign_in": lambda w, a: w.services.signing_in.sign_in(SignInClaim(w.people["anna"].person_id)),
    "signing_in.sit_down_with_code": lambda w, a: w.services.signing_in.sit_down_with_code("2345-6789"),
    "signing_in.set_own_password": lambda w, a: w.services.signing_in.set_own_password(a, "short"),
    "signing_in.remove_own_password": lambda w, a: w.services.signing_in.remove_own_password(a, password=None),
    "signing_in.own_results": lambda w, a: w.services.signing_in.own_results(a),
    "coaching_agents.notes": lambda w, a: w.services.coaching_agents.notes(a),
    "coaching_agents.of_agent": lambda w, a: w.services.coaching_agents.of_agent(a, a.person_id),
    "coaching_agents.own": lambda w, a: w.services.coaching_agents.own(a),
    "coaching_agents.n_due": lambda w, a: w.services.coaching_agents.n_due(a),
    "coaching_agents.coaches": lambda w, a: w.services.coaching_agents.coaches(a, a.person_id),
    "coaching_agents.start": lambda w, a: w.services.coaching_agents.start(a, a.person_id),
    "coaching_agents.give": lambda w, a: _each(
        w,
        lambda one: w.services.coaching_agents.give(
            a, CoachingDraft(a.person_id, "again", date(2099, 1, 1), evaluation_id=one.id)
        ),
    ),
    "coaching_agents.hand_over": lambda w, a: w.services.coaching_agents.hand_over(
        a, CoachingNoteId(uuid4()), a.person_id, date(2099, 1, 1)
    ),
    "coaching_agents.finish": lambda w, a: w.services.coaching_agents.finish(a, CoachingNoteId(uuid4()), "well"),
    "coaching_agents.take_back": lambda w, a: w.services.coaching_agents.take_back(a, CoachingNoteId(uuid4())),
    "answering_feedback.rules": lambda w, a: w.services.answering_feedback.rules(a),
    "answering_feedback.set_rules": lambda w, a: w.services.answering_feedback.set_rules(a, FeedbackRules(0)),
    "answering_feedback.waiting_for_release": lambda w, a: w.services.answering_feedback.waiting_for_release(a),
    "answering_feedback.release_due": lambda w, a: w.services.answering_feedback.release_due(a),
    "answering_feedback.release": lambda w, a: _each(w, lambda one: w.services.answering_feedback.release(a, [one.id])),
    "answering_feedback.hold_back": lambda w, a: _each(
        w, lambda one: w.services.answering_feedback.hold_back(a, [one.id], "wait")
    ),
    "answering_feedback.own": lambda w, a: w.services.answering_feedback.own(a),
    "answering_feedback.released": lambda w, a: w.services.answering_feedback.released(a),
    "answering_feedback.disputes": lambda w, a: w.services.answering_feedback.disputes(a),
    "answering_feedback.n_to_answer": lambda w, a: w.services.answering_feedback.n_to_answer(a),
    "answering_feedback.n_to_decide": lambda w, a: w.services.answering_feedback.n_to_decide(a),
    "answering_feedback.feedback": lambda w, a: w.services.answering_feedback.feedback(a, FeedbackId(uuid4())),
    "answering_feedback.acknowledge": lambda w, a: w.services.answering_feedback.acknowledge(a, FeedbackId(uuid4())),
    "answering_feedback.dispute": lambda w, a: w.services.answering_feedback.dispute(
        a, FeedbackId(uuid4()), "no", (Claim("tone", "no"),)
    ),
    "answering_feedback.reassign": lambda w, a: w.services.answering_feedback.reassign(
        a, FeedbackId(uuid4()), a.person_id
    ),
    "answering_feedback.outcome": lambda w, a: w.services.answering_feedback.outcome(
        a, FeedbackId(uuid4()), (Ruling("greeting", Verdict.UPHELD, "so"),)
    ),
    "answering_feedback.decide": lambda w, a: w.services.answering_feedback.decide(
        a, FeedbackId(uuid4()), "so", (Ruling("tone", Verdict.UPHELD, "so"),)
    ),
    "signing_in.is_account_of": lambda w, a: w.services.signing_in.is_account_of("anna", a.person_id),
    "signing_in.connected": lambda w, a: w.services.signing_in.connected(),
    "admitting.make_login": lambda w, a: w.services.admitting.make_login(a, w.people["cai"].person_id, "cai"),
    "admitting.remove_login": lambda w, a: w.services.admitting.remove_login(a, w.people["cai"].person_id),
    "admitting.sign_in_of": lambda w, a: w.services.admitting.sign_in_of(a, w.people["anna"].person_id),
    "admitting.give_first_password": lambda w, a: w.services.admitting.give_first_password(
        a, w.people["cai"].person_id
    ),
    "admitting.set_system_account": lambda w, a: w.services.admitting.set_system_account(a, a.person_id, "somebody"),
    "admitting.make_code": lambda w, a: w.services.admitting.make_code(a, w.people["agent"].person_id),
    "safekeeping.keep_daily_copy": lambda w, a: w.services.safekeeping.keep_daily_copy(),
    "safekeeping.back_up": lambda w, a: w.services.safekeeping.back_up(
        a, w.folder.parent / f"{uuid4()}.qabackup", with_sound=False, progress=NoProgress()
    ),
    "importing.import_files": lambda w, a: w.services.importing.import_files(
        a, ImportRequest((w.folder,)), NoProgress()
    ),
    "importing.look_through": lambda w, a: w.services.importing.look_through(a, ImportRequest((w.folder,))),
    "importing.last_report": lambda w, a: w.services.importing.last_report(a),
    "administering.people": lambda w, a: w.services.administering.people(a),
    "administering.people_to_sign_in": lambda w, a: w.services.administering.people_to_sign_in(),
    "administering.actor_for": lambda w, a: w.services.administering.actor_for(a.person_id),
    "administering.actor_named": lambda w, a: w.services.administering.actor_named("Anna Berg"),
    "administering.actor_of_account": lambda w, a: w.services.administering.actor_of_account("nobody"),
    "administering.save_person": lambda w, a: w.services.administering.save_person(
        a, PersonDraft(f"new-{uuid4()}", "New", frozenset({Role.INSPECTOR}))
    ),
    "administering.units": lambda w, a: w.services.administering.units(a),
    "administering.departments": lambda w, a: w.services.administering.departments(a),
    "administering.save_department": lambda w, a: w.services.administering.save_department(
        a, DepartmentDraft(f"new {uuid4()}")
    ),
    "administering.targets": lambda w, a: w.services.administering.targets(a, NOW.date()),
    "administering.set_target": lambda w, a: w.services.administering.set_target(
        a, TargetKind.AGREEMENT, 0.9, NOW.date()
    ),
    "administering.centre": lambda w, a: w.services.administering.centre(),
    "administering.set_centre": lambda w, a: w.services.administering.set_centre(a, name="Centre"),
    "administering.check": lambda w, a: w.services.administering.check(a, verify_data=False, progress=NoProgress()),
    "administering.add_first_person": lambda w, a: w.services.administering.add_first_person("Late"),
    "authoring.scorecards": lambda w, a: w.services.authoring.scorecards(a),
    "authoring.version": lambda w, a: w.services.authoring.version(a, w.centre.version.id),
    "authoring.latest_published": lambda w, a: w.services.authoring.latest_published(a, "service"),
    "authoring.import_file": lambda w, a: w.services.authoring.import_file(a, w.folder / "none.yaml"),
    "authoring.publish": lambda w, a: w.services.authoring.publish(a, "service"),
    "authoring.export": lambda w, a: w.services.authoring.export(a, "service"),
    "authoring.export_file": lambda w, a: w.services.authoring.export_file(a, "service", w.folder / "form.csv"),
    "authoring.install_bundled": lambda w, a: w.services.authoring.install_bundled(a),
    "authoring.past_keys": lambda w, a: w.services.authoring.past_keys(a, "service"),
    "authoring.templates": lambda w, a: w.services.authoring.templates(a),
    "authoring.template": lambda w, a: w.services.authoring.template(a, "service"),
    "authoring.begin_scorecard": lambda w, a: w.services.authoring.begin_scorecard(
        a, NewScorecard(LocalText.of("New"), copy_of=w.centre.version.id)
    ),
    "authoring.begin_draft": lambda w, a: w.services.authoring.begin_draft(a, "complaint"),
    "authoring.save_draft": lambda w, a: w.services.authoring.save_draft(
        a, w.centre.version.id, ScorecardDefinition.of_version(w.centre.version), 0
    ),
    "authoring.withdraw_draft": lambda w, a: w.services.authoring.withdraw_draft(a, "complaint"),
    "authoring.difference": lambda w, a: w.services.authoring.difference(a, w.centre.version.id, w.centre.version.id),
    "authoring.what_if": lambda w, a: w.services.authoring.what_if(
        a, ScorecardDefinition.of_version(w.centre.version), *DAYS
    ),
    "authoring.item_statistics": lambda w, a: w.services.authoring.item_statistics(a, w.centre.version.id, *DAYS),
    "authoring.retire": lambda w, a: w.services.authoring.retire(a, VersionId(uuid4())),
    "phrasing.wordings": lambda w, a: w.services.phrasing.wordings(a),
    "phrasing.overlaps": lambda w, a: w.services.phrasing.overlaps(a, _wording_draft()),
    "phrasing.save_wording": lambda w, a: w.services.phrasing.save_wording(a, _wording_draft()),
    "phrasing.succeed_wording": lambda w, a: w.services.phrasing.succeed_wording(
        a, WordingId(uuid4()), _wording_draft()
    ),
    "phrasing.withdraw_wording": lambda w, a: w.services.phrasing.withdraw_wording(a, WordingId(uuid4()), 1),
    "listening.calls": lambda w, a: [
        w.services.listening.calls(a, query)
        for query in (CallQuery(), CallQuery(critical_failed=True), CallQuery(sort="score"), CallQuery(text="secret"))
    ],
    "listening.these_calls": lambda w, a: w.services.listening.these_calls(a, w.call_ids),
    "listening.call": lambda w, a: [w.services.listening.call(a, call_id) for call_id in w.call_ids],
    "listening.sound": lambda w, a: w.services.listening.sound(a, w.call_ids[0]),
    "listening.transcript": lambda w, a: w.services.listening.transcript(a, w.call_ids[0]),
    "listening.excerpt": lambda w, a: w.services.listening.excerpt(a, w.call_ids[0], 0.0, 0.1),
    "listening.export_passage": lambda w, a: w.services.listening.export_passage(
        a, w.call_ids[0], 0.0, 0.1, w.folder / "passage.wav"
    ),
    "listening.talk_figures": lambda w, a: w.services.listening.talk_figures(a, w.call_ids[0]),
    "listening.measure_talk": lambda w, a: w.services.listening.measure_talk(a),
    "listening.note_heard": lambda w, a: w.services.listening.note_heard(a, w.call_ids[0], [(0.0, 1.0)]),
    "listening.heard": lambda w, a: w.services.listening.heard(a, w.call_ids[0]),
    "filtering.filters": lambda w, a: w.services.filtering.filters(a),
    "filtering.keep": lambda w, a: w.services.filtering.keep(a, _own_filter(a)),
    "filtering.remove": lambda w, a: w.services.filtering.remove(a, _own_filter(a).id),
    "listening.n_calls": lambda w, a: [
        w.services.listening.n_calls(a, query)
        for query in (CallQuery(text="secret"), CallQuery(critical_failed=True), CallQuery(is_scored=True))
    ],
    "listening.words": lambda w, a: w.services.listening.words(a),
    "listening.business_types": lambda w, a: w.services.listening.business_types(a),
    "masking.of_call": lambda w, a: w.services.masking.of_call(a, w.call_ids[0]),
    "masking.waiting": lambda w, a: w.services.masking.waiting(a),
    "masking.mask": lambda w, a: w.services.masking.mask(a, w.call_ids[0], 0.0, 0.2),
    "masking.confirm": lambda w, a: w.services.masking.confirm(a, [MaskId(uuid4())]),
    "masking.remove": lambda w, a: w.services.masking.remove(a, [MaskId(uuid4())]),
    "masking.restore": lambda w, a: w.services.masking.restore(a, ()),
    "sampling.plans": lambda w, a: w.services.sampling.plans(a),
    "sampling.save_plan": lambda w, a: w.services.sampling.save_plan(a, PLAN),
    "sampling.has_many_calls": lambda w, a: w.services.sampling.has_many_calls(a, PLAN),
    "sampling.try_out": lambda w, a: w.services.sampling.try_out(a, PLAN, 1),
    "sampling.draw": lambda w, a: w.services.sampling.draw(a, w.services.sampling.save_plan(a, PLAN)[0], 1),
    "sampling.draws": lambda w, a: w.services.sampling.draws(a, PlanId(uuid4())),
    "sampling.drawn": lambda w, a: w.services.sampling.drawn(a, DrawId(uuid4())),
    "sampling.estimates": lambda w, a: w.services.sampling.estimates(a, DrawId(uuid4())),
    "sampling.coverage": lambda w, a: w.services.sampling.coverage(a, CoverageQuery(date(2026, 1, 1), date.max)),
    "sampling.coverage_by": lambda w, a: w.services.sampling.coverage_by(
        a, CoverageQuery(date(2026, 1, 1), date(2026, 12, 31)), Period.WEEK
    ),
    "sampling.replace": lambda w, a: w.services.sampling.replace(a, DrawId(uuid4()), CallId(uuid4()), "silent"),
    "sampling.exemptions": lambda w, a: w.services.sampling.exemptions(a),
    "sampling.decide_exemption": lambda w, a: w.services.sampling.decide_exemption(
        a, PlanId(uuid4()), a.person_id, ExemptionState.ENDED, "confirmed"
    ),
    "auditing.entries": lambda w, a: w.services.auditing.entries(a, AuditQuery(limit=10_000)),
    "auditing.choices": lambda w, a: w.services.auditing.choices(a),
    "auditing.head": lambda w, a: w.services.auditing.head(a),
    "auditing.note_report": lambda w, a: w.services.auditing.note_report(a, "curious", "curious.html", ["1009"]),
    "retaining.periods": lambda w, a: w.services.retaining.periods(a),
    "retaining.set_periods": lambda w, a: w.services.retaining.set_periods(a, {RetentionPurpose.ROUTINE: 36_500}),
    "retaining.preview": lambda w, a: w.services.retaining.preview(a),
    "retaining.apply": lambda w, a: w.services.retaining.apply(a),
    "erasing.preview": lambda w, a: w.services.erasing.preview(a, "no such customer"),
    "erasing.erase": lambda w, a: w.services.erasing.erase(a, "no such customer"),
    "covering.proposals": lambda w, a: w.services.covering.proposals(a),
    "covering.accept": lambda w, a: w.services.covering.accept(a, w.services.covering.proposals(a)),
    "covering.let_stay": lambda w, a: w.services.covering.let_stay(a, w.services.covering.proposals(a)),
    "covering.ask_again": lambda w, a: w.services.covering.ask_again(a, w.services.covering.proposals(a)),
    "assigning.board": lambda w, a: w.services.assigning.board(a),
    "assigning.waiting_of": lambda w, a: w.services.assigning.waiting_of(a, w.people["anna"].person_id),
    "assigning.assign": lambda w, a: w.services.assigning.assign(
        a, AssignmentDraft((w.centre.calls["1043"],), (w.people["ben"].person_id,), w.centre.version.id)
    ),
    "assigning.of_call": lambda w, a: [
        _answer_or_refusal(lambda key=key: w.services.assigning.of_call(a, key)) for key in w.call_ids
    ],
    "assigning.restore": lambda w, a: [
        _answer_or_refusal(lambda one=one: w.services.assigning.restore(a, one)) for one in w.assignments.values()
    ],
    "assigning.give_to": lambda w, a: [
        _answer_or_refusal(lambda one=one: w.services.assigning.give_to(a, one, w.people["anna"].person_id))
        for one in w.assignments.values()
    ],
    "assigning.withdraw": lambda w, a: w.services.assigning.withdraw(a, w.assignments.values()),
    "assigning.inspectors": lambda w, a: w.services.assigning.inspectors(a),
    "inspecting.my_calls": lambda w, a: w.services.inspecting.my_calls(a),
    "inspecting.n_waiting": lambda w, a: w.services.inspecting.n_waiting(a),
    "inspecting.open": lambda w, a: [
        _answer_or_refusal(lambda key=key: w.services.inspecting.open(a, key)) for key in w.assignments.values()
    ],
    "inspecting.answer": lambda w, a: _each(
        w, lambda e: w.services.inspecting.answer(a, e.id, AnswerDraft("polite_tone", "no such rating"))
    ),
    "inspecting.look_at": lambda w, a: _each(w, lambda e: w.services.inspecting.look_at(a, e.id)),
    "inspecting.take_up": lambda w, a: _each(w, lambda e: w.services.inspecting.take_up(a, e.id, from_others=True)),
    "carrying_on.write_down": lambda w, a: _each(w, lambda e: w.services.carrying_on.write_down(a, _kept(e))),
    "carrying_on.keep": lambda w, a: _each(w, lambda e: w.services.carrying_on.keep(a, _kept(e))),
    "carrying_on.drop": lambda w, a: _each(w, lambda e: w.services.carrying_on.drop(a, _kept(e))),
    "carrying_on.n_pending": lambda w, a: w.services.carrying_on.n_pending(a),
    "carrying_on.bring_back": lambda w, a: w.services.carrying_on.bring_back(a),
    "carrying_on.held_back": lambda w, a: _each(w, lambda e: w.services.carrying_on.held_back(a, e.id)),
    "carrying_on.choose": lambda w, a: _each(w, lambda e: w.services.carrying_on.choose(a, e.id, frozenset({"tone"}))),
    "inspecting.save_mark": lambda w, a: _each(
        w,
        lambda e: (
            w.services.inspecting.save_mark(a, e.id, MarkDraft(1.0, 2.0, id=e.marks[0].id))
            if e.inspector_id != a.person_id
            else None
        ),
    ),
    "inspecting.remove_mark": lambda w, a: _each(
        w,
        lambda e: w.services.inspecting.remove_mark(a, e.id, e.marks[0].id) if e.inspector_id != a.person_id else None,
    ),
    "inspecting.note_listened": lambda w, a: _each(
        w, lambda e: w.services.inspecting.note_listened(a, e.id, ((0.0, 1.0),), 0.1)
    ),
    "inspecting.submit": lambda w, a: _each(
        w, lambda e: w.services.inspecting.submit(a, e.id) if e.inspector_id != a.person_id else None
    ),
    "inspecting.undo_submit": lambda w, a: _each(
        w, lambda e: w.services.inspecting.undo_submit(a, e.id) if e.inspector_id != a.person_id else None
    ),
    "monitoring.begin": lambda w, a: w.services.monitoring.begin(
        a, MonitoringDraft(MonitoringMode.TEST_CALL, w.centre.version.id)
    ),
    "monitoring.end": lambda w, a: w.services.monitoring.end(a, w.centre.calls["1009"]),
    "monitoring.record": lambda w, a: w.services.monitoring.record(a, w.centre.calls["1009"], FedInput()),
    "monitoring.attach_recording": lambda w, a: w.services.monitoring.attach_recording(
        a, LeftRecording(w.folder / "none.wav", w.centre.calls["1009"], a.person_id, NOW, "here", 1)
    ),
    "monitoring.join_left_behind": lambda w, a: w.services.monitoring.join_left_behind(a),
    "reviewing.evaluations_of_call": lambda w, a: [
        w.services.reviewing.evaluations_of_call(a, call_id) for call_id in w.call_ids
    ],
    "reviewing.evaluation": lambda w, a: _each(w, lambda e: w.services.reviewing.evaluation(a, e.id)),
    "reviewing.history": lambda w, a: _each(w, lambda e: w.services.reviewing.history(a, e.id)),
    "reviewing.reopen": lambda w, a: _each(w, lambda e: w.services.reviewing.reopen(a, e.id, "to be looked at again")),
    "inspecting.keep_place": lambda w, a: _each(
        w, lambda e: w.services.inspecting.keep_place(a, e.id, DeskPlace(1.0), worked_s=1.0)
    ),
    "inspecting.let_go": lambda w, a: _each(w, lambda e: w.services.inspecting.let_go(a, e.id)),
    "practising.today": lambda w, a: w.services.practising.today(a),
    "practising.n_due": lambda w, a: w.services.practising.n_due(a),
    "practising.begin": lambda w, a: w.services.practising.begin(a, [CaseId(uuid4())]),
    "practising.put_aside": lambda w, a: [
        _answer_or_refusal(lambda one=one: w.services.practising.put_aside(a, one)) for one in w.assignments.values()
    ],
    "practising.comparison": lambda w, a: _each(w, lambda e: w.services.practising.comparison(a, e.id)),
    "practising.result_of": lambda w, a: [
        _answer_or_refusal(lambda one=one: w.services.practising.result_of(a, one)) for one in w.assignments.values()
    ],
    "practising.results": lambda w, a: w.services.practising.results(a),
    "qualifying.plannable": lambda w, a: w.services.qualifying.plannable(a),
    "qualifying.check": lambda w, a: w.services.qualifying.check(a, w.centre.version.scorecard_id, QUALIFYING),
    "qualifying.write": lambda w, a: w.services.qualifying.write(a, w.centre.version.scorecard_id, QUALIFYING),
    "qualifying.end": lambda w, a: w.services.qualifying.end(a, BlueprintId(uuid4())),
    "qualifying.blueprints": lambda w, a: w.services.qualifying.blueprints(a),
    "qualifying.offers": lambda w, a: w.services.qualifying.offers(a),
    "qualifying.begin": lambda w, a: w.services.qualifying.begin(a, BlueprintId(uuid4())),
    "qualifying.give_up": lambda w, a: w.services.qualifying.give_up(a, QualificationId(uuid4())),
    "qualifying.sitting": lambda w, a: w.services.qualifying.sitting(a, QualificationId(uuid4())),
    "qualifying.sitting_of": lambda w, a: [w.services.qualifying.sitting_of(a, one) for one in w.assignments.values()],
    "qualifying.sittings": lambda w, a: w.services.qualifying.sittings(a),
    "qualifying.n_ending": lambda w, a: w.services.qualifying.n_ending(a),
    "qualifying.requirement": lambda w, a: w.services.qualifying.requirement(a),
    "qualifying.set_requirement": lambda w, a: w.services.qualifying.set_requirement(a, is_on=False),
    "watching.board": lambda w, a: w.services.watching.board(a),
    "watching.n_waiting": lambda w, a: w.services.watching.n_waiting(a),
    "watching.rows_behind": lambda w, a: [w.services.watching.rows_behind(a, key) for key in _charts(w)],
    "watching.practice": lambda w, a: [w.services.watching.practice(a, key) for key in _charts(w)],
    "watching.acknowledge": lambda w, a: [
        _answer_or_refusal(lambda key=key: w.services.watching.acknowledge(a, key, "seen")) for key in _charts(w)
    ],
    "watching.note_training": lambda w, a: w.services.watching.note_training(
        a, w.people["anna"].person_id, DAYS[0], "trained"
    ),
    "watching.take_back": lambda w, a: w.services.watching.take_back(a, DriftRestartId(uuid4())),
    "watching.set_false_alarms": lambda w, a: w.services.watching.set_false_alarms(a, 2.0),
    "calibrating.sessions": lambda w, a: w.services.calibrating.sessions(a),
    "calibrating.n_waiting": lambda w, a: w.services.calibrating.n_waiting(a),
    "calibrating.session": lambda w, a: w.services.calibrating.session(a, w.session_id),
    "calibrating.create": lambda w, a: w.services.calibrating.create(a, _session_draft(w)),
    "calibrating.reveal": lambda w, a: w.services.calibrating.reveal(a, w.session_id),
    "calibrating.differences": lambda w, a: w.services.calibrating.differences(a, w.session_id),
    "calibrating.close": lambda w, a: w.services.calibrating.close(a, w.session_id),
    "calibrating.reopen": lambda w, a: w.services.calibrating.reopen(a, w.session_id, "curious"),
    "calibrating.result": lambda w, a: w.services.calibrating.result(a, w.session_id),
    "calibrating.agents_result": lambda w, a: w.services.calibrating.agents_result(a, w.session_id),
    "calibrating.repeatability": lambda w, a: w.services.calibrating.repeatability(a, w.session_id),
    "convening.suggestions": lambda w, a: [
        w.services.convening.suggestions(a, SuggestionQuery("service", evidence=evidence)) for evidence in Evidence
    ],
    "convening.seat": lambda w, a: w.services.convening.seat(a, w.session_id, w.people["lead"].person_id),
    "convening.unseat": lambda w, a: w.services.convening.unseat(a, w.session_id, PersonId(uuid4())),
    "convening.hand_over": lambda w, a: w.services.convening.hand_over(a, w.session_id, w.people["anna"].person_id),
    "convening.record": lambda w, a: w.services.convening.record(a, w.session_id),
    "convening.come_back": lambda w, a: w.services.convening.come_back(
        a, RecurrenceDraft("Weekly", Every.WEEK, 0, tuple(p.person_id for p in w.people.values())[1:4], "service")
    ),
    "convening.end_recurrence": lambda w, a: w.services.convening.end_recurrence(a, RecurrenceId(uuid4())),
    "convening.recurrences": lambda w, a: w.services.convening.recurrences(a),
    "convening.due": lambda w, a: w.services.convening.due(a),
    "convening.open_due": lambda w, a: w.services.convening.open_due(a),
    "meeting.settle": lambda w, a: w.services.meeting.settle(
        a, w.session_id, SettleDraft(w.centre.calls["1009"], "greeting", 0, rationale="guessing")
    ),
    "meeting.withdraw_settled": lambda w, a: w.services.meeting.withdraw_settled(
        a, w.session_id, SettledAnswer(w.centre.calls["1009"], "greeting", 0, False, (), "", a.person_id, NOW)
    ),
    "meeting.settle_agreed": lambda w, a: w.services.meeting.settle_agreed(a, w.session_id),
    "measuring.facts": lambda w, a: w.services.measuring.facts(a, FactQuery(*DAYS)),
    "measuring.period": lambda w, a: w.services.measuring.period(a, FactQuery(*DAYS)),
    "measuring.accuracy": lambda w, a: w.services.measuring.accuracy(a, FactQuery(*DAYS)),
    "measuring.gauge": lambda w, a: w.services.measuring.gauge(a, FactQuery(*DAYS)),
    "measuring.call_keys": lambda w, a: w.services.measuring.call_keys(a, w.call_ids),
    "measuring.session_totals": lambda w, a: w.services.measuring.session_totals(a, w.session_id),
    "measuring.session_ratings": lambda w, a: w.services.measuring.session_ratings(a, w.session_id),
    "measuring.note_shown": lambda w, a: w.services.measuring.note_shown(a, [one.id for one in w.evaluations.values()]),
    "measuring.tolerance": lambda w, a: w.services.measuring.tolerance(a),
    "measuring.set_tolerance": lambda w, a: w.services.measuring.set_tolerance(a, 4.0, NOW.date()),
    "meeting.decisions": lambda w, a: w.services.meeting.decisions(a, w.session_id),
    "meeting.decision_choices": lambda w, a: w.services.meeting.decision_choices(a, w.session_id),
    "meeting.decide": lambda w, a: [
        w.services.meeting.decide(
            a,
            w.session_id,
            DecisionDraft(kind, "guessing", a.person_id, DAYS[1], w.centre.calls["1009"], "greeting"),
        )
        for kind in DecisionKind
    ],
    "meeting.withdraw_decision": lambda w, a: w.services.meeting.withdraw_decision(
        a, w.session_id, DecisionId(uuid4())
    ),
    "meeting.room": lambda w, a: w.services.meeting.room(a, w.session_id),
    "meeting.tick": lambda w, a: w.services.meeting.tick(a, w.session_id, (a.person_id,)),
    "meeting.plan_minutes": lambda w, a: w.services.meeting.plan_minutes(a, w.session_id, 30),
    "meeting.note_time": lambda w, a: w.services.meeting.note_time(
        a, w.session_id, w.centre.calls["1009"], "greeting", 1.0
    ),
    "meeting.go_to": lambda w, a: w.services.meeting.go_to(
        a, MeetingPlace(w.session_id, a.person_id, w.centre.calls["1009"], "greeting", NOW)
    ),
    "meeting.leave": lambda w, a: w.services.meeting.leave(a, w.session_id),
    "coaching.my_notes": lambda w, a: w.services.coaching.my_notes(a),
    "coaching.notes": lambda w, a: w.services.coaching.notes(a),
    "coaching.note": lambda w, a: w.services.coaching.note(a, TrainingNoteId(uuid4())),
    "coaching.mark_read": lambda w, a: w.services.coaching.mark_read(a, TrainingNoteId(uuid4())),
    "coaching.mark_done": lambda w, a: w.services.coaching.mark_done(a, TrainingNoteId(uuid4())),
    "browsing_cases.page": lambda w, a: w.services.browsing_cases.page(a, CaseQuery(text="secret")),
    "browsing_cases.criteria": lambda w, a: w.services.browsing_cases.criteria(a),
    "browsing_cases.forms": lambda w, a: w.services.browsing_cases.forms(a),
    "browsing_cases.standard": lambda w, a: w.services.browsing_cases.standard(a),
    "browsing_cases.pair": lambda w, a: w.services.browsing_cases.pair(a, "no_disclosure"),
    "browsing_cases.counts": lambda w, a: w.services.browsing_cases.counts(a, CaseQuery()),
    "curating.proposal": lambda w, a: w.services.curating.proposal(a, w.session_id, w.centre.calls["1009"]),
    "curating.case": lambda w, a: w.services.curating.case(a, CaseId(uuid4())),
    "curating.keep": lambda w, a: w.services.curating.keep(
        a, CaseDraft(w.session_id, w.centre.calls["1009"], "A case")
    ),
    "curating.approve": lambda w, a: w.services.curating.approve(a, CaseId(uuid4())),
    "curating.retire": lambda w, a: w.services.curating.retire(a, CaseId(uuid4()), "curious"),
    "writing_cases.blank": lambda w, a: [w.services.writing_cases.blank(a, call_id) for call_id in w.call_ids],
    "writing_cases.begin": lambda w, a: w.services.writing_cases.begin(a, CaseId(uuid4())),
    "writing_cases.carried_over": lambda w, a: w.services.writing_cases.carried_over(a, CaseId(uuid4())),
    "writing_cases.carry_over": lambda w, a: w.services.writing_cases.carry_over(a, CaseId(uuid4())),
    "writing_cases.propose": lambda w, a: w.services.writing_cases.propose(a, _case_sheet(w)),
    "writing_cases.withdraw": lambda w, a: w.services.writing_cases.withdraw(a, CaseId(uuid4()), "curious"),
    "writing_cases.look_after": lambda w, a: w.services.writing_cases.look_after(
        a, CaseId(uuid4()), a.person_id, DAYS[1]
    ),
    "writing_cases.history": lambda w, a: w.services.writing_cases.history(a, CaseId(uuid4())),
    "writing_cases.waiting": lambda w, a: w.services.writing_cases.waiting(a),
    "writing_cases.touched": lambda w, a: w.services.writing_cases.touched(a),
    "bridging_cases.bridge": lambda w, a: w.services.bridging_cases.bridge(a, "service", 1, 1),
    "sharing.export": lambda w, a: w.services.sharing.export(
        a, PackageRequest(w.folder / f"{uuid4()}.qacase", (CaseId(uuid4()),))
    ),
    "sharing.folder": lambda w, a: w.services.sharing.folder(a, w.folder),
    "sharing.look": lambda w, a: w.services.sharing.look(a, w.folder / "none.qacase"),
    "sharing.offered_sound": lambda w, a: w.services.sharing.offered_sound(a, _package_view(w), uuid4()),
    "sharing.take_in": lambda w, a: w.services.sharing.take_in(a, _package_view(w), ()),
    "sharing.copy_plan": lambda w, a: w.services.sharing.copy_plan(a, CaseId(uuid4())),
    "sharing.copy_sound": lambda w, a: w.services.sharing.copy_sound(a, CaseId(uuid4()), ()),
    "sharing.take_back": lambda w, a: w.services.sharing.take_back(a, ()),
    "knowing_centres.centres": lambda w, a: w.services.knowing_centres.centres(a),
    "knowing_centres.forget": lambda w, a: w.services.knowing_centres.forget(a, "none"),
    "knowing_centres.trust": lambda w, a: w.services.knowing_centres.trust(a, _package_view(w).centre),
    "knowing_centres.save_key": lambda w, a: w.services.knowing_centres.save_key(a, w.folder / f"{uuid4()}.key"),
    "knowing_centres.bring_key": lambda w, a: w.services.knowing_centres.bring_key(a, w.folder / "none.key"),
    "knowing_centres.renew_key": lambda w, a: w.services.knowing_centres.renew_key(a),
    "recognising.answers": lambda w, a: w.services.recognising.answers(a, DisputeQuery(*DAYS)),
    "reporting.common_issues": lambda w, a: w.services.reporting.common_issues(a, _issue_query()),
    "reporting.rows_behind": lambda w, a: [
        w.services.reporting.rows_behind(a, _issue_query(), criterion.key) for criterion in w.centre.version.criteria
    ],
    "summarising.trends": lambda w, a: w.services.summarising.trends(a, _issue_query()),
    "summarising.calls_behind": lambda w, a: (
        [
            w.services.summarising.calls_behind(a, CallsBehind(_issue_query(), Failed.CRITERION, criterion.key))
            for criterion in w.centre.version.criteria
        ]
        + [w.services.summarising.calls_behind(a, asked) for asked in _BEHIND_DRAWS if may(a, Action.VIEW_DRAWS)]
    ),
    "explaining.cut": lambda w, a: [
        w.services.explaining.cut(a, _issue_query(), criterion.key, by)
        for criterion in w.centre.version.criteria
        for by in CutBy
    ],
    "explaining.cuts": lambda w, a: w.services.explaining.cuts(
        a, _issue_query(), [criterion.key for criterion in w.centre.version.criteria]
    ),
    "explaining.explanations": lambda w, a: w.services.explaining.explanations(
        a, _issue_query(), [criterion.key for criterion in w.centre.version.criteria]
    ),
    "explaining.why": lambda w, a: [
        w.services.explaining.why(a, _issue_query(), criterion.key) for criterion in w.centre.version.criteria
    ],
    "awarding.rules": lambda w, a: w.services.awarding.rules(a),
    "awarding.set_rules": lambda w, a: w.services.awarding.set_rules(a, RecognitionRules()),
    "awarding.recognition": lambda w, a: w.services.awarding.recognition(a, RecognitionQuery(*DAYS)),
    "summarising.customer_voice": lambda w, a: w.services.summarising.customer_voice(a, _issue_query()),
    "summarising.scorecard_results": lambda w, a: w.services.summarising.scorecard_results(a, _issue_query()),
    "reporting.choices": lambda w, a: w.services.reporting.choices(a),
    "training.pack": lambda w, a: w.services.training.pack(a, IssueQuery(*DAYS)),
    "training.offer": lambda w, a: w.services.training.offer(a, w.services.training.pack(a, IssueQuery(*DAYS))),
    "training.end": lambda w, a: w.services.training.end(a, PracticeSetId(uuid4())),
    "training.offered": lambda w, a: w.services.training.offered(a),
    "training.n_offered": lambda w, a: w.services.training.n_offered(a),
    "training.sets": lambda w, a: w.services.training.sets(a),
    "tracking.items": lambda w, a: w.services.tracking.items(a),
    "tracking.history": lambda w, a: w.services.tracking.history(a, TrackedItemId(uuid4())),
    "tracking.choices": lambda w, a: w.services.tracking.choices(a),
    "tracking.open_item": lambda w, a: w.services.tracking.open_item(
        a, TrackedDraft("Greetings", "greeting", a.person_id, DAYS[1])
    ),
    "tracking.begin": lambda w, a: w.services.tracking.begin(a, TrackedItemId(uuid4())),
    "tracking.mark_done": lambda w, a: w.services.tracking.mark_done(a, TrackedItemId(uuid4())),
    "tracking.sign_effect": lambda w, a: w.services.tracking.sign_effect(
        a, TrackedItemId(uuid4()), shown=True, note="curious"
    ),
    "tracking.evidence": lambda w, a: [
        w.services.tracking.evidence(a, view.item.id) for view in w.services.tracking.items(w.centre.lead)
    ],
    "tracking.reminders": lambda w, a: w.services.tracking.reminders(a),
    "tracking.put_cause": lambda w, a: w.services.tracking.put_cause(a, TrackedItemId(uuid4()), UnitId(uuid4())),
    "tracking.accept_cause": lambda w, a: w.services.tracking.accept_cause(a, TrackedItemId(uuid4())),
    "tracking.reject_cause": lambda w, a: w.services.tracking.reject_cause(a, TrackedItemId(uuid4()), "curious"),
    "feeding_back.agents": lambda w, a: w.services.feeding_back.agents(a),
    "feeding_back.beside": lambda w, a: [
        w.services.feeding_back.beside(a, line.feedback.id) for line in w.services.answering_feedback.own(a)
    ],
    "feeding_back.to_agent": lambda w, a: [
        w.services.feeding_back.to_agent(a, AgentQuery(*DAYS, one.external_id))
        for one in w.services.feeding_back.agents(a)
    ],
    "following.effect": lambda w, a: w.services.following.effect(a, TrackedItemId(uuid4())),
    "following.effects": lambda w, a: w.services.following.effects(a),
    "following.goals": lambda w, a: w.services.following.goals(a),
    "following.returned": lambda w, a: w.services.following.returned(a),
    "following.watch_effects": lambda w, a: w.services.following.watch_effects(a),
    "following.week": lambda w, a: w.services.following.week(a),
    "following.set_goals": lambda w, a: w.services.following.set_goals(a, Goals()),
    "tracking.reopen": lambda w, a: w.services.tracking.reopen(a, TrackedItemId(uuid4()), "curious"),
    "listening.sound_at_hand": lambda w, a: _each(w, lambda e: w.services.listening.sound_at_hand(a, e.call_id)),
    "fetching.begin": lambda w, a: w.services.fetching.begin(1 << 30),
    "fetching.state": lambda w, a: w.services.fetching.state(),
    "fetching.ask_again": lambda w, a: w.services.fetching.ask_again(),
    "fetching.fetch_next": lambda w, a: w.services.fetching.fetch_next(a, 5),
    "protecting.state": lambda w, a: w.services.protecting.state(),
    "protecting.switch_on": lambda w, a: w.services.protecting.switch_on(a),
    "protecting.convert": lambda w, a: w.services.protecting.convert(a, NoProgress()),
    "protecting.save_key": lambda w, a: w.services.protecting.save_key(a, w.folder / f"{uuid4()}.key"),
    "protecting.take_key": lambda w, a: w.services.protecting.take_key(w.folder / "none.key"),
    "protecting.switch_off": lambda w, a: w.services.protecting.switch_off(a),
    "exchanging.plan": lambda w, a: w.services.exchanging.plan(a, _scores_file(w)),
    "exchanging.begin": lambda w, a: w.services.exchanging.begin(a, _scores_file(w)),
    "exchanging.keep_mapping": lambda w, a: w.services.exchanging.keep_mapping(
        a, w.services.exchanging.plan(a, _scores_file(w)), NO_MAPPING
    ),
    "exchanging.choices": lambda w, a: w.services.exchanging.choices(a),
    "exchanging.read_mapping": lambda w, a: w.services.exchanging.read_mapping(a, _mapping_file(w)),
    "exchanging.write_mapping": lambda w, a: w.services.exchanging.write_mapping(
        a, w.folder / "mapping.yaml", w.services.exchanging.plan(a, _scores_file(w)), NO_MAPPING
    ),
    "exchanging.bring_in": lambda w, a: w.services.exchanging.bring_in(
        a, w.services.exchanging.plan(a, _scores_file(w))
    ),
    "exchanging.export": lambda w, a: [
        w.services.exchanging.export(a, ExportRequest(w.folder / f"scores{wide}.csv", is_wide=bool(wide)))
        for wide in ("", "_wide")
    ],
    "finding.find": lambda w, a: [w.services.finding.find(a, word) for word in ("secret", "zz", "heard", "1009")],
    "now": lambda w, a: w.services.now(),
    "one_moment": lambda w, a: _in_one_moment(w, a),
}
"""Every use-case, asked as nosily as it can be. A reveal is refused here, since nobody has handed in everything."""


def _in_one_moment(world: World, actor: Actor) -> object:
    names = ("reporting.common_issues", "explaining.cuts", "explaining.explanations")
    with world.services.one_moment():
        return [ASKED[name](world, actor) for name in names]


def test_every_public_method_of_every_service_is_asked() -> None:
    public: set[str] = set()
    for field in fields(Services):
        methods = inspect.getmembers(field.type, inspect.isfunction) if inspect.isclass(field.type) else []
        public |= {f"{field.name}.{name}" for name, _method in methods if not name.startswith("_")}
        public |= set() if methods else {field.name}
    assert public == set(ASKED)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A centre where a session is blind, an overlap half in, and repeats and practice are open; made once."""
    folder = tmp_path_factory.mktemp("centre")
    build(folder / "begun")
    centre = open_copy(folder / "begun", folder / "furnished")
    world = _furnished(centre)
    centre.workspace.close()
    return folder / "furnished", world


@pytest.fixture
def world(made: tuple[Path, World], tmp_path: Path) -> Iterator[World]:
    """The same, to be asked by one reader."""
    centre = open_copy(made[0], tmp_path / "workspace")
    (tmp_path / "outside").mkdir()
    yield replace(made[1], centre=centre, folder=tmp_path / "outside")
    centre.workspace.close()


@pytest.mark.parametrize("reader", ["lead", "anna", "ben", "cai", *ROLES])
def test_nothing_sealed_reaches(world: World, reader: str, caplog: pytest.LogCaptureFixture) -> None:
    actor = world.people[reader]
    with caplog.at_level(logging.DEBUG, logger="qa_desk"):
        shown = {name: _shown(ask, world, actor) for name, ask in ASKED.items()}
    shown["log"] = "\n".join(record.getMessage() for record in caplog.records)
    for report in (*REPORTS, *AGENT_REPORTS, *SESSION_REPORTS, *STANDING_REPORTS):
        shown |= _rendered(report, world, actor)
    shown["files"] = _written(world.folder)
    leaks = [
        f"{name}: {label} ({trace})"
        for name, text in shown.items()
        for label, secret in world.secrets.items()
        if reader not in secret.readers
        for trace in secret.traces
        if trace in text
    ]
    assert not leaks, "\n".join(leaks)


def test_the_search_for_leaks_finds_what_an_author_may_see(world: World) -> None:
    own = repr(ASKED["reviewing.evaluation"](world, world.people["anna"]))
    assert all(trace in own for trace in world.secrets["calibration of anna"].traces)
    routine = repr(ASKED["reporting.common_issues"](world, world.people["trainer"]))
    assert "secretearlieranna" in routine


def test_a_conflict_tells_the_log_neither_answer() -> None:
    error = ConflictError(mine="secretmine", theirs="secrettheirs", who="Anna")
    assert "secret" not in str(error)


def _shown(ask: Ask, world: World, actor: Actor) -> str:
    return repr(_answer_or_refusal(lambda: ask(world, actor)))


def _rendered(report: Any, world: World, actor: Actor) -> dict[str, str]:
    try:
        data = report.gather(world.services, actor, ReportParams(*DAYS, session=str(world.session_id)))
    except QADeskError as error:
        return {f"report {report.key}": str(error)}
    document = report.compose(data)
    found = {f"report {report.key}": repr(data), f"report {report.key} composed": repr(document)}
    for suffix, renderer in RENDERERS:
        if suffix in IN_PLAIN_WORDS:
            found[f"report {report.key} as {suffix}"] = renderer(document).decode("utf-8")
    return found


def _written(folder: Path) -> str:
    return "\n".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())


def _furnished(centre: SmallCentre) -> World:
    people = {"lead": centre.lead, "anna": centre.anna, "ben": centre.ben}
    administering = centre.services.administering
    unit_id = centre.services.listening.call(centre.lead, centre.calls["1009"]).call.unit_id
    for name, role in {"cai": Role.INSPECTOR, **ROLES}.items():
        draft = PersonDraft(f"p-{name}", name.title(), frozenset({role}), unit_id=unit_id)
        administering.save_person(centre.lead, draft)
        people[name] = administering.actor_named(f"p-{name}")
    panel = tuple(people[name].person_id for name in ("anna", "ben", "cai"))
    session = SessionDraft("Blind", (centre.calls["1009"], centre.calls["1043"]), panel, centre.version.id)
    session_id, _changes = centre.services.calibrating.create(centre.lead, session)
    world = World(centre, people, session_id, {}, {}, {}, Path())
    open_of = {name: centre.services.calibrating.session(people[name], session_id).my_open for name in ("anna", "ben")}
    _score(world, "calibration of anna", "anna", open_of["anna"][0])
    _score(world, "draft of ben", "ben", open_of["ben"][0], submit=False)
    _score_purpose(world, "earlier anna", "anna", "1043", Purpose.ROUTINE, readers=READS_ROUTINE)
    _score_purpose(world, "repeat of anna", "anna", "1043", Purpose.REPEAT, submit=False, readers={"anna"})
    _score_purpose(world, "earlier lead", "lead", "1010", Purpose.ROUTINE, readers=READS_ROUTINE - {"lead"})
    _score_purpose(world, "repeat of lead", "lead", "1010", Purpose.REPEAT, submit=False, readers={"lead"})
    overlap = AssignmentDraft((centre.calls["1010"],), (people["ben"].person_id,), centre.version.id, Purpose.OVERLAP)
    centre.services.assigning.assign(centre.lead, overlap)
    _score_purpose(world, "overlap of anna", "anna", "1010", Purpose.OVERLAP, readers={"anna"})
    _score_purpose(world, "practice of cai", "cai", "1010", Purpose.PRACTICE, submit=False, readers={"cai"})
    return world


def _score_purpose(
    world: World, label: str, name: str, key: str, purpose: Purpose, *, readers: set[str], submit: bool = True
) -> None:
    centre, actor = world.centre, world.people[name]
    before = {item.assignment_id for item in centre.services.inspecting.my_calls(actor)}
    draft = AssignmentDraft((centre.calls[key],), (actor.person_id,), centre.version.id, purpose)
    centre.services.assigning.assign(centre.lead, draft)
    (assignment_id,) = {item.assignment_id for item in centre.services.inspecting.my_calls(actor)} - before
    _score(world, label, name, assignment_id, readers=frozenset(readers), submit=submit)


def _score(
    world: World,
    label: str,
    name: str,
    assignment_id: AssignmentId,
    *,
    readers: frozenset[str] | None = None,
    submit: bool = True,
) -> None:
    """Score with a comment, a note and a score that nothing else has, and keep what would give them away."""
    centre, actor = world.centre, world.people[name]
    inspecting, word = centre.services.inspecting, f"secret{label.replace(' ', '').replace('of', '')}"
    evaluation = centre.answer_all(actor, assignment_id)
    weighed = [c for c in centre.version.criteria if c.critical is None and c.reasons]
    at = len(world.evaluations) % len(weighed)
    for criterion in (weighed[at], weighed[(at + 3) % len(weighed)]):
        options = criterion.scale.prompt().options
        rating = options[0].code if options and options[0].passed is None else (False if options else 0)
        answer = AnswerDraft(criterion.key, rating, reasons=(criterion.reasons[0].key,), comment=word)
        inspecting.answer(actor, evaluation.id, answer)
        evaluation = inspecting.save_mark(actor, evaluation.id, MarkDraft(1.0, 2.0, f"note {word}", criterion.key))
    inspecting.note_listened(actor, evaluation.id, ((0.0, 1.0),), 0.5)
    evaluation = centre.services.reviewing.evaluation(actor, evaluation.id).evaluation
    if submit:
        inspecting.submit(actor, evaluation.id)
    world.evaluations[label] = evaluation
    world.assignments[label] = assignment_id
    world.secrets[label] = Secret((word, str(evaluation.answers[0].id)), readers or frozenset({name}))
