"""The reports that can be handed out: one file each, listed here; page and command know no others."""

from qa_desk.reports.common_issues import CommonIssuesReport
from qa_desk.reports.drift import DriftReport
from qa_desk.reports.sampling import SamplingReport

REPORTS = (CommonIssuesReport(), SamplingReport(), DriftReport())
