"""The attributes of calls in words, and conditions on them: for filters, plans and whoever shows either."""

from qa_desk.domain.sampling_plan import Field, Narrowing
from qa_desk.i18n import N_, _, listed

FIELDS: dict[Field, str] = {
    Field.UNIT: N_("unit"),
    Field.AGENT: N_("agent"),
    Field.GRADE: N_("grade"),
    Field.QUEUE: N_("queue"),
    Field.BUSINESS_TYPE: N_("business type"),
    Field.CAMPAIGN: N_("campaign"),
    Field.CUSTOMER_SEGMENT: N_("customer segment"),
    Field.SERVICE_STAGE: N_("service stage"),
    Field.CHANNEL: N_("channel"),
    Field.DIRECTION: N_("direction"),
    Field.COMPLAINT: N_("complaint"),
    Field.RESOLVED: N_("solved at first contact"),
    Field.CSAT: N_("satisfaction"),
    Field.DURATION_S: N_("length in seconds"),
    Field.HOUR: N_("hour of the day"),
    Field.WEEKDAY: N_("day of the week"),
}


def field_title(name: str) -> str:
    """What an attribute is called; a column of the centre's own is called what it is called there."""
    return _(FIELDS[Field(name)]) if name in set(Field) else name


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
