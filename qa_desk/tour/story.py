"""What the tour does, in the order in which it is told.

Makes the demo centre, holds one calibration session through the services, writes the common-issue report, and draws
every page of the real window in both themes and both languages.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from qa_desk.bootstrap import Workspace, open_workspace
from qa_desk.demo_workspace import make_demo
from qa_desk.domain.calibration import SessionState
from qa_desk.domain.case_filter import CaseQuery
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.people import Actor
from qa_desk.i18n import LANGUAGES, _, current_language, use_language
from qa_desk.reports import REPORTS
from qa_desk.reports.base import ReportParams
from qa_desk.reports.render import renderer_for
from qa_desk.services.calibration.calibrating_views import CriterionDifference, SettleDraft
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.scoring.inspecting_views import AnswerDraft

Tell = Callable[[str], None]

_THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Stop:
    """One picture: its name, who looks, and the place they are at."""

    name: str
    person: str
    page: str
    arguments: tuple[tuple[str, str], ...] = ()


def take_tour(folder: Path, tell: Tell) -> tuple[Path, ...]:
    """Do it all in `folder` and return the files that were written; `tell` is told what is being done."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    spoken = current_language()
    try:
        for language in LANGUAGES:
            use_language(language)
            written += _tour_in(language, folder, tell)
    finally:
        use_language(spoken)
    return tuple(written)


def _tour_in(language: str, folder: Path, tell: Tell) -> list[Path]:
    home = folder / f"demo_{language}"
    tell(_("Importing the demo's recordings and letting its inspectors score …"))
    make_demo(home)
    with open_workspace(home) as workspace:
        tell(_("Holding a calibration session …"))
        tell(_hold_session(workspace))
        report = _write_report(workspace, folder / f"common_issues_{language}.html")
        stops = tuple(_stops(workspace))
    tell(_("Drawing {count} pages …").format(count=len(stops) * len(_THEMES)))
    return [report, *_draw(home, folder, language, stops)]


def _hold_session(workspace: Workspace) -> str:
    """The blind session of the demo: who is missing scores, the lead reveals, the panel settles, the lead closes."""
    services = workspace.services
    lead = services.administering.actor_named("lead-1")
    waiting = next(s for s in services.calibrating.sessions(lead) if s.state is SessionState.BLIND)
    for seat in services.calibrating.session(lead, waiting.id).session.seats:
        _score_own_calls(workspace, services.administering.actor_for(seat.person_id))
    services.calibrating.reveal(lead, waiting.id)
    drafts = [_most_said(difference) for difference in services.calibrating.differences(lead, waiting.id)]
    services.meeting.settle(lead, waiting.id, *drafts)
    services.calibrating.close(lead, waiting.id)
    figures = services.calibrating.result(lead, waiting.id).overall
    return _("“{title}”: agreement with the settled answers {percent:.1f} %, Gwet's AC1 {ac1:.2f}.").format(
        title=waiting.title, percent=100 * (figures.agreement.value or 0.0), ac1=figures.ac1.value or 0.0
    )


def _score_own_calls(workspace: Workspace, actor: Actor) -> None:
    inspecting = workspace.services.inspecting
    for item in inspecting.my_calls(actor):
        if item.purpose is not Purpose.CALIBRATION or item.submitted_at is not None:
            continue
        view = inspecting.open(actor, item.assignment_id)
        evaluation = view.evaluation
        for criterion in view.version.criteria:
            option = criterion.scale.prompt().options
            best = option[0].code if option and option[0].passed else criterion.scale.maximum
            evaluation = inspecting.answer(actor, evaluation.id, AnswerDraft(criterion.key, best))
        inspecting.submit(actor, evaluation.id)


def _most_said(difference: CriterionDifference) -> SettleDraft:
    given = [answer for answer in difference.answers if not answer.is_missing]
    chosen = max(given, key=lambda one: sum((one.na, one.points) == (other.na, other.points) for other in given))
    return SettleDraft(
        difference.call_id,
        difference.criterion.key,
        chosen.rating,
        chosen.na,
        chosen.reasons,
        _("The passage was played again; most of the panel heard it so."),
    )


def _write_report(workspace: Workspace, path: Path) -> Path:
    services = workspace.services
    trainer = services.administering.actor_named("trainer-1")
    last = services.now().date()
    params = ReportParams(last - timedelta(days=27), last)
    report = REPORTS[0]
    path.write_bytes(renderer_for(path.name)(report.compose(report.gather(services, trainer, params))))
    return path


def _stops(workspace: Workspace) -> Iterator[Stop]:
    """Every page, and what opens from it."""
    services = workspace.services
    lead, inspector = (services.administering.actor_named(name) for name in ("lead-1", "insp-1"))
    sessions = {session.state: session.id for session in reversed(services.calibrating.sessions(lead))}
    begun = services.inspecting.my_calls(inspector)[0]
    call = services.listening.calls(lead, CallQuery(text="1043", limit=1)).calls[0]
    case = services.browsing_cases.page(lead, CaseQuery()).cases[1]
    yield Stop("my_calls", "insp-1", "my_calls")
    yield Stop("my_calls_empty", "lead-1", "my_calls")
    yield Stop("scoring_desk", "insp-1", "my_calls", (("assignment", str(begun.assignment_id)),))
    yield Stop("calls", "admin-1", "calls")
    yield Stop("call", "lead-1", "calls", (("call", str(call.id)),))
    yield Stop("import", "admin-1", "calls", (("do", "import"),))
    yield Stop("calibration", "lead-1", "calibration")
    yield Stop("calibration_new", "lead-1", "calibration", (("do", "new"),))
    yield Stop("calibration_meeting", "lead-1", "calibration", (("session", str(sessions[SessionState.REVEALED])),))
    yield Stop("calibration_result", "lead-1", "calibration", (("session", str(sessions[SessionState.CLOSED])),))
    yield Stop("standard_cases", "trainer-1", "library")
    yield Stop("standard_case", "trainer-1", "library", (("case", str(case.id)),))
    yield Stop("agreement", "lead-1", "agreement")
    yield Stop("common_issues", "trainer-1", "issues")
    yield Stop("tracked_items", "trainer-1", "tracked")
    yield Stop("reports", "trainer-1", "reporting")
    yield Stop("scorecards", "admin-1", "scorecards")
    yield Stop("people", "admin-1", "people")
    yield Stop("preferences", "insp-1", "preferences")


def _draw(home: Path, folder: Path, language: str, stops: tuple[Stop, ...]) -> Iterator[Path]:
    """The real window, drawn off the screen where there is none."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Here and not above: Qt is loaded only when pictures are wanted.
    from qa_desk.tour.pictures import Photographer

    photographer = Photographer(home)
    try:
        for theme in _THEMES:
            photographer.dress(theme, language)
            for stop in stops:
                path = folder / f"{stop.name}_{theme}_{language}.png"
                photographer.picture(path, stop.person, stop.page, dict(stop.arguments))
                yield path
    finally:
        photographer.close()
