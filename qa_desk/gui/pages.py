"""The registry of pages: one line each, in the order of the side bar."""

from qa_desk.gui.agreement.page import PAGE as AGREEMENT
from qa_desk.gui.audit.page import PAGE as AUDIT
from qa_desk.gui.calibration.page import PAGE as CALIBRATION
from qa_desk.gui.calibration.period_page import PAGE as AGREEMENT_OVER_TIME
from qa_desk.gui.calls.page import PAGE as CALLS
from qa_desk.gui.drift.page import PAGE as DRIFT
from qa_desk.gui.feedback.page import PAGE as FEEDBACK
from qa_desk.gui.inspectors.page import PAGE as INSPECTORS
from qa_desk.gui.issues.page import PAGE as ISSUES
from qa_desk.gui.library.bridge.page import PAGE as CASE_BRIDGE
from qa_desk.gui.library.case.page import PAGE as STANDARD_CASE
from qa_desk.gui.library.editing.page import PAGE as CASE_EDITOR
from qa_desk.gui.library.packages.page import PAGE as SHARED_CASES
from qa_desk.gui.library.page import PAGE as LIBRARY
from qa_desk.gui.my_calls.page import PAGE as MY_CALLS
from qa_desk.gui.my_results.page import PAGE as MY_RESULTS
from qa_desk.gui.people.departments.page import PAGE as DEPARTMENTS
from qa_desk.gui.people.page import PAGE as PEOPLE
from qa_desk.gui.practice.page import PAGE as PRACTICE
from qa_desk.gui.preferences.page import PAGE as PREFERENCES
from qa_desk.gui.privacy.page import PAGE as PRIVACY
from qa_desk.gui.privacy.removal_page import PAGE as REMOVAL
from qa_desk.gui.reporting.page import PAGE as REPORTING
from qa_desk.gui.sampling.draw_page import PAGE as DRAW
from qa_desk.gui.sampling.exemptions_page import PAGE as EXEMPTIONS
from qa_desk.gui.sampling.page import PAGE as SAMPLING
from qa_desk.gui.scorecards.beginning.page import PAGE as NEW_SCORECARD
from qa_desk.gui.scorecards.comparing.page import PAGE as SCORECARD_DIFFERENCE
from qa_desk.gui.scorecards.editing.page import PAGE as SCORECARD
from qa_desk.gui.scorecards.effect.page import PAGE as SCORECARD_EFFECT
from qa_desk.gui.scorecards.page import PAGE as SCORECARDS
from qa_desk.gui.scorecards.wordings.page import PAGE as WORDINGS
from qa_desk.gui.shell.page import PageSpec
from qa_desk.gui.tracked.page import PAGE as TRACKED
from qa_desk.gui.work.page import PAGE as WORK

PAGES: tuple[PageSpec, ...] = (
    MY_CALLS,
    MY_RESULTS,
    CALLS,
    CALIBRATION,
    AGREEMENT_OVER_TIME,
    INSPECTORS,
    DRIFT,
    LIBRARY,
    STANDARD_CASE,
    CASE_EDITOR,
    CASE_BRIDGE,
    PRACTICE,
    SHARED_CASES,
    AGREEMENT,
    ISSUES,
    TRACKED,
    FEEDBACK,
    REPORTING,
    WORK,
    SAMPLING,
    DRAW,
    EXEMPTIONS,
    SCORECARDS,
    NEW_SCORECARD,
    SCORECARD,
    SCORECARD_DIFFERENCE,
    WORDINGS,
    SCORECARD_EFFECT,
    PEOPLE,
    DEPARTMENTS,
    PRIVACY,
    REMOVAL,
    AUDIT,
    PREFERENCES,
)
