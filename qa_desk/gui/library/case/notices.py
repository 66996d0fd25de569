"""What wants attention on a case, each with what to do about it."""

from collections.abc import Callable, Iterator

from qa_desk.domain.standard_case import CaseState
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.notices import Notice, NoticeKind
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, listed
from qa_desk.services.cases.curating import CaseView
from qa_desk.services.cases.touched import TouchedForm


def notices_of(
    view: CaseView,
    *,
    show_proposal: Callable[[], object] | None = None,
    show_bridge: Callable[[], object] | None = None,
) -> Iterator[Notice]:
    """It is retired, its form has changed, a review is due, a version waits for approval or another is in force."""
    case = view.case
    if case.state is CaseState.PROPOSED:
        told = _("Version {number} waits for approval by a second person.").format(number=case.number)
        yield Notice(NoticeKind.INFO, told)
    elif case.state is CaseState.RETIRED and case.retired_on is not None:
        told = _("Retired on {day}: {reason}").format(day=day_and_year(case.retired_on), reason=case.retired_reason)
        yield Notice(NoticeKind.INFO, told)
    elif not case.is_current:
        yield Notice(NoticeKind.INFO, _("This version is no longer in force."))
    if view.proposed_number is not None:
        told = _("Version {number} of this case waits for approval.").format(number=view.proposed_number)
        yield Notice(NoticeKind.INFO, told, _("Show it"), show_proposal)
    if view.touched is not None:
        yield Notice(NoticeKind.WARNING, _touched_words(view.touched), _("Compare both forms"), show_bridge)
    if view.is_review_due:
        yield Notice(NoticeKind.WARNING, _("Its review is due: hear it again, then set the next day or change it."))


def _touched_words(touched: TouchedForm) -> str:
    change = touched.change
    titles = {one.key: in_words(one.title) for form in (touched.before, touched.after) for one in form.criteria}
    parts = [
        (_("changed: {criteria}"), change.changed),
        (_("new: {criteria}"), change.added),
        (_("gone: {criteria}"), change.removed),
    ]
    told = "; ".join(words.format(criteria=listed(titles[key] for key in keys)) for words, keys in parts if keys)
    return _("The form changed with version {number} ({changes}).").format(number=touched.after.number, changes=told)
