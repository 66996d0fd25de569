"""Common issues in cells and passages, for the reports that tell of them."""

from qa_desk.agreement.estimate import Estimate
from qa_desk.i18n import _, current_language
from qa_desk.reports.document import Cell, CellKind, Passage
from qa_desk.services.issues.issue_views import Example, IssueRow


def main_reason(row: IssueRow) -> str:
    """The reason noted most; empty where none was."""
    return row.reasons[0].title.in_language(current_language()) if row.reasons else ""


def share_cell(row: IssueRow) -> Cell:
    """The share of calls failed; nothing of a handful of calls."""
    return Cell(None, CellKind.PERCENT) if row.is_small else estimate_cell(row.share)


def change_cell(row: IssueRow) -> Cell:
    """The change against the period before, marked where it stays significant over the board."""
    if row.change is None or row.is_small:
        return Cell(None)
    sign = ("▲" if row.change.value > 0 else "▼") if row.change_is_real else ""
    mark = f"{sign} {_('new')}".strip() if row.is_new else sign
    change = row.change
    return Cell(
        change.value,
        CellKind.PERCENT,
        low=change.low,
        high=change.high,
        # Translators: percentage points
        unit=_("pp"),
        is_signed=True,
        mark=mark,
    )


def estimate_cell(share: Estimate) -> Cell:
    """A share with its interval."""
    return Cell(share.value, CellKind.PERCENT, low=share.ci_low, high=share.ci_high)


def passage_of(example: Example, sound: bytes, *, names_agent: bool = True) -> Passage:
    """An example to play; a lesson does not say whose call it was."""
    return Passage(
        example.call_key,
        example.agent_name if names_agent else "",
        example.unit_path if names_agent else "",
        example.started_at,
        example.start_s,
        example.end_s,
        example.note,
        sound,
    )
