"""A standard wording in the list: what calls are shown it, on which days, and who answers for it."""

from qa_desk.domain.calls import StandardWording
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.words import in_words, wording_state_title
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.i18n import _, listed
from qa_desk.services.forms.phrasing_views import WordingState, WordingView

SIGNS: dict[WordingState, tuple[str, str]] = {
    WordingState.IN_FORCE: ("check", "pass"),
    WordingState.COMING: ("clock", "muted"),
    WordingState.OVER: ("history", "muted"),
}
_TEXT_SHOWN = 400


def matter_of(wording: StandardWording) -> str:
    """The kind of call it belongs to."""
    campaign = _("campaign {name}").format(name=wording.campaign) if wording.campaign else ""
    return listed(part for part in (wording.business_type, campaign) if part)


def validity_of(wording: StandardWording) -> str:
    """The days it holds."""
    first = day_and_year(wording.valid_from)
    if wording.valid_until is None:
        return _("from {day} on").format(day=first)
    return _("{first} to {last}").format(first=first, last=day_and_year(wording.valid_until))


def wording_columns() -> tuple[Column[WordingView], ...]:
    """The list, in groups by kind of call; the text can be searched though it is not shown."""
    return (
        Column("title", _("matter"), lambda row: in_words(row.wording.title), width=160, stretch=2, weight="medium",
               is_fixed=True, tip=lambda row: in_words(row.wording.text)),
        Column("text", _("wording"), lambda row: in_words(row.wording.text)[:_TEXT_SHOWN], width=160, stretch=3,
               token="muted", tip=lambda row: in_words(row.wording.text)),
        Column("state", _("state"), lambda row: wording_state_title(row.state), width=96,
               icon=lambda row: SIGNS[row.state]),
        Column("validity", _("validity"), lambda row: validity_of(row.wording), width=256,
               sort_key=lambda row: row.wording.valid_from),
        Column("department", _("department"), lambda row: row.department_name or None, width=104, token="muted"),
    )  # fmt: skip
