"""What people are told of a package: how a case stands to the library, and what differs; for page and command."""

from qa_desk.domain.sharing import CaseDifference, CaseStatus, DifferingField
from qa_desk.i18n import N_, _, current_language, ngettext

_STATUSES: dict[CaseStatus, str] = {
    CaseStatus.NEW: N_("new here"),
    CaseStatus.DIFFERS: N_("differs from here"),
    CaseStatus.OLDER: N_("older than here"),
    CaseStatus.SAME: N_("the same as here"),
    CaseStatus.RETIRED: N_("retired here"),
    CaseStatus.WAITING: N_("here, and its call waits for your own scoring"),
}
_FIELDS: dict[DifferingField, str] = {
    DifferingField.TITLE: N_("title"),
    DifferingField.DIFFICULTY: N_("difficulty"),
    DifferingField.LANGUAGE: N_("language"),
    DifferingField.BUSINESS_TYPE: N_("business type"),
    DifferingField.RATIONALE: N_("what it shows"),
    DifferingField.TAGS: N_("tags"),
    DifferingField.BENCHMARK: N_("benchmark"),
    DifferingField.REVIEW_ON: N_("review"),
    DifferingField.SCORECARD: N_("scorecard"),
    DifferingField.LENGTH: N_("length"),
    DifferingField.EVIDENCE: N_("evidence"),
    DifferingField.ANSWER: N_("answer"),
    DifferingField.REASONS: N_("reasons"),
    DifferingField.WHY: N_("why"),
}


def status_words(status: CaseStatus) -> str:
    """How a case of a package stands to the library."""
    return _(_STATUSES[status])


def counted_words(status: CaseStatus, n: int) -> str:
    """How many cases of a package stand so to the library."""
    match status:
        case CaseStatus.NEW:
            told = ngettext("{n} is new here", "{n} are new here", n)
        case CaseStatus.DIFFERS:
            told = ngettext("{n} differs", "{n} differ", n)
        case CaseStatus.OLDER:
            told = ngettext("{n} is older than here", "{n} are older than here", n)
        case CaseStatus.SAME:
            told = ngettext("{n} is the same", "{n} are the same", n)
        case CaseStatus.RETIRED:
            told = ngettext("{n} is retired here", "{n} are retired here", n)
        case CaseStatus.WAITING:
            told = ngettext("{n} waits for your own scoring", "{n} wait for your own scoring", n)
    return told.format(n=n)


def field_words(difference: CaseDifference) -> str:
    """Where both sides differ: the field, and the criterion it belongs to."""
    field = _(_FIELDS[difference.field])
    if not difference.criterion_key:
        return field
    title = difference.criterion_title.in_language(current_language()) or difference.criterion_key
    return _("{criterion}: {field}").format(criterion=title, field=field)


def difference_words(difference: CaseDifference) -> str:
    """A difference in one line."""
    nothing = _("nothing")
    told = _("{field}: here {here}, in the package {offered}")
    return told.format(
        field=field_words(difference), here=difference.here or nothing, offered=difference.offered or nothing
    )
