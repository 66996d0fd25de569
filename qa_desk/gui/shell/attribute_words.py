"""Conditions on the attributes of calls in words: for filters, plans and whoever shows either."""

from qa_desk.domain.sampling_plan import Narrowing
from qa_desk.i18n import _, listed
from qa_desk.services.draws.plan_words import field_title


def narrowing_words(one: Narrowing) -> str:
    """One condition: "business type: billing or faults"."""
    title = field_title(one.field)
    if one.values:
        words = [(_("yes") if value else _("no")) if isinstance(value, bool) else value for value in one.values]
        return _("{what}: {value}").format(what=title, value=listed(words))
    ends = [f"{end:g}" if end is not None else "" for end in (one.least, one.most)]
    if all(ends):
        return _("{what}: {least} to {most}").format(what=title, least=ends[0], most=ends[1])
    if ends[0]:
        return _("{what}: {least} or more").format(what=title, least=ends[0])
    return _("{what}: {most} or less").format(what=title, most=ends[1])
