"""What a new scorecard can begin from, as rows of the gallery."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_desk.domain.ids import VersionId
from qa_desk.domain.text import LocalText
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.forms.authoring_views import NewScorecard, ScorecardSummary, TemplateSummary


class OriginKind(StrEnum):
    """Where the first content comes from."""

    TEMPLATE = "template"
    COPY = "copy"
    NOTHING = "nothing"


_GROUPS: dict[OriginKind, str] = {
    OriginKind.TEMPLATE: N_("Templates"),
    OriginKind.COPY: N_("A copy of your own"),
    OriginKind.NOTHING: N_("From the beginning"),
}
_WHAT_FOR: dict[str, str] = {
    "service": N_("Enquiries and changes: rule, smile, excellence, vim, impartiality, create, efficiency."),
    "complaint": N_("Complaints: listen, establish the facts, offer a remedy, keep the matter in hand."),
    "outbound_sales": N_("Calls that offer something: fair play first, then need, offer and close."),
    "three_critical": N_("Critical errors for the customer, the business and compliance apart, manners beside them."),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """One row: `key` names the template, `version_id` the version to be copied."""

    kind: OriginKind
    title: LocalText
    key: str = ""
    version_id: VersionId | None = None
    number: int = 0
    n_sections: int = 0
    n_criteria: int = 0
    n_critical: int = 0

    def new(self, title: LocalText, key: str) -> NewScorecard:
        """What is asked of the service."""
        template = self.key if self.kind is OriginKind.TEMPLATE else ""
        return NewScorecard(title, key, template, self.version_id)


def origins(templates: Sequence[TemplateSummary], scorecards: Sequence[ScorecardSummary]) -> tuple[Origin, ...]:
    """Templates first, then the newest version of each scorecard here, then nothing."""
    begun = [
        Origin(
            OriginKind.TEMPLATE,
            one.title,
            one.key,
            n_sections=one.n_sections,
            n_criteria=one.n_criteria,
            n_critical=one.n_critical,
        )
        for one in templates
    ]
    for scorecard in scorecards:
        newest = scorecard.versions[-1]
        begun.append(
            Origin(
                OriginKind.COPY,
                scorecard.title,
                scorecard.key,
                newest.version_id,
                newest.number,
                n_criteria=newest.n_criteria,
                n_critical=newest.n_critical,
            )
        )
    return (*begun, Origin(OriginKind.NOTHING, LocalText()))


def group_of(origin: Origin) -> str:
    """The heading it stands under."""
    return _(_GROUPS[origin.kind])


def title_of(origin: Origin) -> str:
    """What the row says."""
    if origin.kind is OriginKind.NOTHING:
        return _("An empty form")
    title = in_words(origin.title)
    if origin.kind is OriginKind.COPY:
        return _("{title}, version {number}").format(title=title, number=origin.number)
    return title


def size_of(origin: Origin) -> str:
    """How large it is, in words."""
    if origin.kind is OriginKind.NOTHING:
        return _("one section")
    n = origin.n_criteria
    criteria = ngettext("{n} criterion", "{n} criteria", n).format(n=n)
    return _("{criteria}, {n} critical").format(criteria=criteria, n=origin.n_critical)


def purpose_of(origin: Origin) -> str:
    """What it is for, in a sentence."""
    if origin.kind is OriginKind.NOTHING:
        return _("One empty section to write in; sections and criteria are added in the editor.")
    if origin.kind is OriginKind.COPY:
        return _("Under a key of its own, so that the statistics of the two are kept apart.")
    return _(_WHAT_FOR[origin.key]) if origin.key in _WHAT_FOR else ""


def proposed_title(origin: Origin, taken: Sequence[LocalText]) -> LocalText:
    """The title offered: that of the origin, marked as a copy where a scorecard here has it already."""
    if origin.title not in taken:
        return origin.title
    marks = {"en": "{title} (copy)", "zh_CN": "{title}（副本）"}
    return LocalText.of(
        {language: marks.get(language, marks["en"]).format(title=words) for language, words in origin.title.by_language}
    )
