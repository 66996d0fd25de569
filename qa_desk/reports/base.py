"""What every report offers: its key and title, its parameters, gathering through services, and composing a Document."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import _, current_language
from qa_desk.reports.document import Block, Document

Sources = TypeVar("Sources", contravariant=True)
Data = TypeVar("Data")

OF_CALLS = frozenset({"unit", "business_type", "campaign", "customer_segment", "service_stage", "scorecard"})
"""What narrows a report on scored calls, whoever caused what."""

NOTHING_MORE = frozenset[str]()
"""A report that asks for its days alone."""


@dataclass(frozen=True, slots=True)
class ReportParams:
    """What page and command ask for; `by` is day, week or month; an empty filter means all.

    `session` and `hides_names` are for reports about one calibration session, `sitting` for those about one sitting of
    a qualification; these look at no period. `agent` is for those about one agent, by id or name. `with_cases` adds
    what was scored on standard cases to the accuracy of inspectors. `n_cut` is of how many issues it is told where they
    happen.
    """

    first_day: date
    last_day: date
    by: str = "week"
    unit: str = ""
    business_type: str = ""
    cause_owner: str = ""
    scorecard: str = ""
    session: str = ""
    sitting: str = ""
    hides_names: bool = False
    campaign: str = ""
    customer_segment: str = ""
    service_stage: str = ""
    with_cases: bool = False
    agent: str = ""
    n_cut: int = 3


class Report(Protocol[Sources, Data]):
    """One report; a new one is one file in this package and a line in `REPORTS`.

    `Sources` is the bundle of services it asks; `Data` is what it gathers. `compose` is pure: the same data give the
    same Document.
    """

    @property
    def key(self) -> str:
        """Its name in commands, such as `common_issues`."""
        ...

    @property
    def title(self) -> str:
        """Its name for people, marked for translation."""
        ...

    @property
    def purpose(self) -> str:
        """What it is for in a few words, marked for translation."""
        ...

    @property
    def action(self) -> Action:
        """What one must be allowed to have it."""
        ...

    @property
    def asks(self) -> frozenset[str]:
        """Which fields of `ReportParams` beside the days it heeds; page and command offer no others."""
        ...

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> Data:
        """Ask the services for everything the report needs."""
        ...

    def compose(self, data: Data) -> Document:
        """The report as a Document in the language in use."""
        ...


class Gathered(Protocol):
    """What all that is gathered says of itself."""

    @property
    def made_at(self) -> datetime:
        """When it was gathered, in UTC."""
        ...

    @property
    def made_by(self) -> str:
        """Who asked for it."""
        ...


def composed(
    key: str, title: str, data: Gathered, *, subtitle: str, blocks: tuple[Block, ...], facts: tuple[str, ...]
) -> Document:
    """The Document of a report, in the language in use; `title` is in it already, and who made it ends the facts."""
    return Document(
        key=key,
        title=title,
        subtitle=subtitle,
        language=current_language(),
        made_at=data.made_at,
        made_by=data.made_by,
        blocks=blocks,
        facts=(*facts, _made_words(data)),
    )


def _made_words(data: Gathered) -> str:
    """When and by whom it was made, for the small print."""
    return _("Made {time} UTC by {name}.").format(time=f"{data.made_at:%Y-%m-%d %H:%M}", name=data.made_by)
