"""The form that an evaluation is asked on: a calibration session may ask a part of it only."""

from qa_desk.domain.calibration import CalibrationSession
from qa_desk.domain.evaluation import Assignment, Evaluation
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.store.unit_of_work import UnitOfWork


def asked_form(uow: UnitOfWork, work: Assignment | Evaluation) -> ScorecardVersion:
    """The version as it stands before whoever scores: with the criteria of its session alone, where there are such."""
    return asked_part(uow, work, uow.scorecards.version(work.version_id))


def asked_part(uow: UnitOfWork, work: Assignment | Evaluation, version: ScorecardVersion) -> ScorecardVersion:
    """The same of a version that was read already."""
    return version if work.session_id is None else version.only(uow.calibration.criteria_of(work.session_id))


def form_of_session(uow: UnitOfWork, session: CalibrationSession) -> ScorecardVersion:
    """The version that a session is about, with the criteria it asks."""
    return uow.scorecards.version(session.version_id).only(session.criteria)
