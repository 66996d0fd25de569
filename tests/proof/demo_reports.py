"""Every registered report of the demo centre in both languages, made once for the tests that look at them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from qa_desk.bootstrap import Services, open_workspace
from qa_desk.demo_workspace import make_demo
from qa_desk.domain.calibration import SessionState
from qa_desk.domain.people import Actor, Role
from qa_desk.i18n import current_language, use_language
from qa_desk.reports import AGENT_REPORTS, REPORTS, SESSION_REPORTS, SITTING_REPORTS, STANDING_REPORTS
from qa_desk.reports.base import ReportParams
from qa_desk.reports.document import Document
from qa_desk.reports.making import document_of, write_document
from qa_desk.services.progress import NoProgress
from tests.proof.a_certificate import certificate

EVERY = (*REPORTS, *AGENT_REPORTS, *SESSION_REPORTS, *STANDING_REPORTS)
KEYS = (*(report.key for report in EVERY), *(report.key for report in SITTING_REPORTS))
"""Of all that can be handed out; nobody of the demo sat a qualification: the certificate is of a sitting made up."""

LANGUAGES = ("en", "zh_CN")
_DAYS = timedelta(days=70)


@dataclass(frozen=True, slots=True)
class DemoReports:
    """The workspace, the Documents by language and key, and the session and agent that some are about."""

    folder: Path
    documents: dict[tuple[str, str], Document]
    about: dict[str, str]

    def write(self, key: str, language: str, path: Path) -> Document:
        """Write one in the format of the ending, in its language."""
        before = current_language()
        use_language(language)
        document = self.documents[language, key]
        write_document(document, path, on_written=lambda: None)
        use_language(before)
        return document


def _about(services: Services, lead: Actor) -> dict[str, str]:
    """A session and an agent of the demo, for the reports that are about one."""
    session = next(
        one for one in services.calibrating.sessions(lead) if one.state in (SessionState.SETTLED, SessionState.CLOSED)
    )
    agents = services.feeding_back.agents(lead)
    return {"session": str(session.id), "agent": agents[0].name}


def made_in(folder: Path) -> DemoReports:
    """The reports of the lead of a demo centre made in this folder."""
    make_demo(folder, NoProgress())
    return reports_of(folder)


def reports_of(folder: Path) -> DemoReports:
    """The same of one that is there."""
    documents: dict[tuple[str, str], Document] = {}
    with open_workspace(folder) as workspace:
        services = workspace.services
        lead = next(one for one in services.administering.people_to_sign_in() if Role.LEAD in one.roles)
        actor = services.administering.actor_named(lead.name)
        today = services.now().date()
        about = _about(services, actor)
        params = replace(ReportParams(today - _DAYS, today), **about)
        for language in LANGUAGES:
            use_language(language)
            # Any: reports differ in what they gather; each takes what it made itself
            for report in cast(tuple[Any, ...], EVERY):
                documents[language, report.key] = document_of(report, services, actor, params)
            scorecard = services.authoring.scorecards(actor)[0].title
            documents[language, "certificate"] = certificate(about["agent"], scorecard, actor.name, services.now())
    use_language("en")
    return DemoReports(folder, documents, about)
