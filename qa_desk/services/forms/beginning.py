"""What a new scorecard says at first: a template, a copy of a version, or one empty section; always under a new key."""

from dataclasses import replace

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.scorecard import CriticalPolicy, PolicyKind, ScorecardDefinition, Section
from qa_desk.domain.scorecard_edit import proposed_key
from qa_desk.domain.text import LocalText
from qa_desk.i18n import _
from qa_desk.services.forms.authoring_views import NewScorecard
from qa_desk.services.forms.library import template
from qa_desk.store.unit_of_work import UnitOfWork

_FIRST_SECTION = LocalText((("en", "First section"), ("zh_CN", "第一部分")))


def first_definition(uow: UnitOfWork, new: NewScorecard) -> ScorecardDefinition:
    """What the draft begins with. Raises VALUE_INVALID for a key that is taken and without a title, NotFoundError."""
    taken = {version.scorecard_key for version in uow.scorecards.all()}
    if new.key in taken:
        raise QADeskError(
            ErrorCode.VALUE_INVALID, value=new.key, what=_("key"), expected=_("one that no other scorecard has")
        )
    origin = _origin(uow, new)
    title = new.title or origin.title
    if not title:
        raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("title"), expected=_("some text"))
    return replace(origin, key=new.key or proposed_key(title, taken, otherwise="scorecard"), title=title)


def _origin(uow: UnitOfWork, new: NewScorecard) -> ScorecardDefinition:
    if new.template:
        return template(new.template)
    if new.copy_of is not None:
        return ScorecardDefinition.of_version(uow.scorecards.version(new.copy_of))
    section = Section(proposed_key(_FIRST_SECTION, ()), _FIRST_SECTION, ())
    return ScorecardDefinition(new.key, new.title, CriticalPolicy(PolicyKind.REPORT_SEPARATELY), (section,))
