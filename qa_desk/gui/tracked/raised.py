"""What raised a tracked item: the days and calls of its figures, in words, from a place and back to one."""

from dataclasses import asdict, fields
from datetime import date

from qa_desk.domain.issue import RaisedCut, TrackedItem
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.navigation import Place
from qa_desk.i18n import _, listed
from qa_desk.reports.issue_figures import cause_owner_word
from qa_desk.services.periods import Days


def raised_words(days: Days, cut: RaisedCut) -> str:
    """The days, and what the calls are narrowed to."""
    words = _("figures of {first} to {last}").format(first=day_and_year(days.first), last=day_and_year(days.last))
    narrowed = [cause_owner_word(word) if word == cut.cause_owner else word for word in cut.words]
    return " · ".join((words, listed(narrowed))) if narrowed else words


def raised_in(place: Place) -> tuple[Days | None, RaisedCut]:
    """What the page that leads here says of it; no days where it says none that can be read."""
    try:
        days = Days(date.fromisoformat(place.get("first")), date.fromisoformat(place.get("last")))
    except ValueError:
        days = None
    return days, RaisedCut(**{field.name: place.get(field.name) for field in fields(RaisedCut)})


def figures_of(item: TrackedItem, unit_path: str) -> Place:
    """The figures that raised an item, where it is known which."""
    if item.raised_first is None or item.raised_last is None:
        return Place.to("issues", behind=item.criterion_key)
    return Place.to(
        "issues",
        behind=item.criterion_key,
        first=item.raised_first.isoformat(),
        last=item.raised_last.isoformat(),
        unit=unit_path,
        **asdict(item.raised_cut),
    )
