"""The conditions of a filter of calls in words, each with a key by which it can be taken away."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from qa_desk.domain.call_filter import WantedCalls
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Person, Unit
from qa_desk.domain.sampling_plan import Field, Narrowing
from qa_desk.gui.shell.attribute_words import narrowing_words
from qa_desk.gui.shell.dates import days_text
from qa_desk.gui.shell.words import mode_title, purpose_title
from qa_desk.gui.widgets.period_filter import period_title
from qa_desk.i18n import N_, _, listed
from qa_desk.services.calls.listening_views import CallWords
from qa_desk.services.draws.plan_words import field_title
from qa_desk.services.periods import NamedPeriod

_MINUTE_S = 60
_NARROWING = "narrowing:"

TRUTHS: dict[str, tuple[str, str]] = {
    "complaint": (N_("complaints"), N_("no complaint")),
    "is_scored": (N_("scored"), N_("not scored")),
    "critical_failed": (N_("critical failed"), N_("critical passed")),
    "resolved": (N_("solved at first contact"), N_("not solved at first contact")),
    "has_recording": (N_("with a recording"), N_("recording missing")),
    "has_transcript": (N_("with a transcript"), N_("without a transcript")),
}
"""What holds of a call or not: the words for either."""


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What can be chosen, and the centre's today; `inspectors` and purposes are offered to those who give work out."""

    units: tuple[Unit, ...] = ()
    agents: tuple[Person, ...] = ()
    inspectors: tuple[Person, ...] = ()
    words: CallWords = field(default_factory=lambda: CallWords({}, {}))
    today: date = date.min
    first_weekday: int = 0
    reader_id: PersonId | None = None
    sees_purposes: bool = False


def truth_words(key: str, value: bool) -> str:
    """What holds or does not: "complaints", "not scored"."""
    return _(TRUTHS[key][0 if value else 1])


def period_words(wanted: WantedCalls) -> str:
    """The days: "last week", or from one to another; empty for any time."""
    if wanted.first_day is not None and wanted.last_day is not None:
        return days_text(wanted.first_day, wanted.last_day)
    return period_title(NamedPeriod(wanted.period)) if wanted.period in set(NamedPeriod) else ""


def condition_words(one: Narrowing) -> str:
    """A condition on an attribute; a length in minutes, a word by itself where it says enough."""
    if one.field == Field.DURATION_S and not one.is_custom:
        return _length_words(one)
    if one.values and one.field in (Field.BUSINESS_TYPE, Field.CAMPAIGN):
        return listed(str(value) for value in one.values)
    if one.field == "customer_id":
        return _("customer {id}").format(id=listed(str(value) for value in one.values))
    return narrowing_words(one)


def further_conditions(wanted: WantedCalls, choices: FilterChoices) -> Iterator[tuple[str, str]]:
    """Key and words of each condition beside days, unit, business type and the three switches of the row."""
    if wanted.agent_id is not None:
        yield "agent_id", _name(choices.agents, wanted.agent_id) or _("one agent")
    for one in wanted.narrowings:
        if one.field != Field.BUSINESS_TYPE:
            yield f"{_NARROWING}{one.field}", condition_words(one)
    for key in TRUTHS:
        value = getattr(wanted, key)
        if value is not None and (key, value) not in SWITCHES:
            yield key, truth_words(key, value)
    if wanted.mode is not None:
        yield "mode", mode_title(wanted.mode)
    if wanted.scored_by is not None:
        is_me = wanted.scored_by == choices.reader_id
        name = _("me") if is_me else _name(choices.inspectors, wanted.scored_by) or _("one inspector")
        yield "scored_by", _("scored by {name}").format(name=name)
    if wanted.purpose is not None:
        yield "purpose", _("scored for {purpose}").format(purpose=purpose_title(wanted.purpose))


SWITCHES = (("complaint", True), ("is_scored", False), ("critical_failed", True))
"""What the row always offers as switches."""


def without(wanted: WantedCalls, key: str) -> WantedCalls:
    """The filter without one of its conditions."""
    if key.startswith(_NARROWING):
        return with_narrowing(wanted, Narrowing(key.removeprefix(_NARROWING)))
    if key == "period":
        return replace(wanted, period="", first_day=None, last_day=None)
    if key == Field.BUSINESS_TYPE:
        return with_narrowing(wanted, Narrowing(Field.BUSINESS_TYPE))
    return replace(wanted, **{"unit_id" if key == "unit" else key: None})  # type: ignore[arg-type] - fields of truth


def with_narrowing(wanted: WantedCalls, one: Narrowing) -> WantedCalls:
    """The filter with this condition in place of what was asked of the attribute; an open one only takes that away."""
    others = tuple(other for other in wanted.narrowings if other.field != one.field)
    is_open = not one.values and one.least is None and one.most is None
    return replace(wanted, narrowings=others if is_open else (*others, one))


def narrowing_of(wanted: WantedCalls, name: str) -> Narrowing | None:
    """What is asked of an attribute."""
    return next((one for one in wanted.narrowings if one.field == name), None)


def field_of(key: str) -> str:
    """The attribute that a chip speaks of; empty for others."""
    return key.removeprefix(_NARROWING) if key.startswith(_NARROWING) else ""


def heading(name: str) -> str:
    """The attribute as a menu heads it."""
    return _("length") if name == Field.DURATION_S else field_title(name)


def _length_words(one: Narrowing) -> str:
    least, most = (None if end is None else f"{end / _MINUTE_S:g}" for end in (one.least, one.most))
    if least is not None and most is not None:
        return _("{least} to {most} min").format(least=least, most=most)
    if least is not None:
        return _("{n} min or longer").format(n=least)
    return _("{n} min or shorter").format(n=most)


def _name(people: tuple[Person, ...], person_id: PersonId) -> str:
    return next((person.name for person in people if person.id == person_id), "")
