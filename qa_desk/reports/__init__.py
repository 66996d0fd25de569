"""The reports that can be handed out: one file each, listed here; page and command know no others.

Those of `AGENT_REPORTS` are about one agent over a period, of `SESSION_REPORTS` about one calibration session and of
`SITTING_REPORTS` about one sitting of a qualification, handed out from their pages, `STANDING_REPORTS` about what holds
today, handed out from the library; the others are about a period.
"""

from qa_desk.reports.agent_feedback import AgentFeedbackReport
from qa_desk.reports.calibration import CalibrationReport
from qa_desk.reports.certificate import CertificateReport
from qa_desk.reports.common_issues import CommonIssuesReport
from qa_desk.reports.customer_voice import CustomerVoiceReport
from qa_desk.reports.disputes import DisputesReport
from qa_desk.reports.drift import DriftReport
from qa_desk.reports.gauge_study import GaugeStudyReport
from qa_desk.reports.inspector_accuracy import InspectorAccuracyReport
from qa_desk.reports.minutes import MinutesReport
from qa_desk.reports.recognition import RecognitionReport
from qa_desk.reports.sampling import SamplingReport
from qa_desk.reports.scorecard_results import ScorecardResultsReport
from qa_desk.reports.standard_for_agents import StandardForAgentsReport
from qa_desk.reports.tracked_items import TrackedItemsReport
from qa_desk.reports.training_pack import TrainingPackReport
from qa_desk.reports.trend import TrendReport

REPORTS = (
    CommonIssuesReport(),
    TrendReport(),
    ScorecardResultsReport(),
    CustomerVoiceReport(),
    CalibrationReport(),
    InspectorAccuracyReport(),
    GaugeStudyReport(),
    DriftReport(),
    SamplingReport(),
    RecognitionReport(),
    DisputesReport(),
    TrackedItemsReport(),
    TrainingPackReport(),
)
AGENT_REPORTS = (AgentFeedbackReport(),)
SESSION_REPORTS = (MinutesReport(),)
SITTING_REPORTS = (CertificateReport(),)
STANDING_REPORTS = (StandardForAgentsReport(),)
