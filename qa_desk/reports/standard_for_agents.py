"""The standard on a page for agents: what they are scored by, in words, with benchmark passages to hear.

It names no agent, no customer and no call; what people wrote is data in every format.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.domain.scorecard import Criterion, CriticalFamily, PolicyKind, ScorecardVersion
from qa_desk.domain.text import LocalText
from qa_desk.i18n import N_, _, current_language, in_a_row, listed
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.document import (
    Block,
    Cell,
    CellKind,
    Document,
    Heading,
    Paragraph,
    Passage,
    Passages,
    Table,
    TableColumn,
)
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.sources import Sounding, Timed
from qa_desk.services.forms.standard_views import BenchmarkPassage, Standard

_CRITICAL: dict[CriticalFamily, str] = {
    CriticalFamily.CUSTOMER: N_("Critical for the customer: a failure fails the call."),
    CriticalFamily.BUSINESS: N_("Critical for the business: a failure fails the call."),
    CriticalFamily.COMPLIANCE: N_("Critical for compliance: a failure fails the call."),
}


class _Library(Protocol):
    def standard(self, actor: Actor, scorecard_key: str) -> Standard: ...


class Sources(Sounding, Timed, Protocol):
    """The services this report asks."""

    @property
    def browsing_cases(self) -> _Library:
        """Where the standard comes from."""
        ...


@dataclass(frozen=True, slots=True)
class StandardData:
    """What was gathered: the standard, and the sound of each passage in their order."""

    standard: Standard
    sounds: tuple[bytes, ...]
    made_at: datetime
    made_by: str


class StandardForAgentsReport:
    """What an agent gets to read and hear before anybody scores them."""

    key = "standard_for_agents"
    title = N_("The standard for agents")
    purpose = N_("What calls are scored by, with passages worth imitating")
    action = Action.VIEW_CASES
    asks = frozenset({"scorecard"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> StandardData:
        """The form in force of the scorecard asked for, and a short sound file for every passage."""
        standard = sources.browsing_cases.standard(actor, params.scorecard)
        sounds = tuple(
            sources.listening.excerpt(actor, one.call_id, one.start_s, one.end_s) for one in standard.passages
        )
        return StandardData(standard, sounds, sources.now(), actor.name)

    def compose(self, data: StandardData) -> Document:
        """The report in the language in use."""
        version = data.standard.version
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{title}, version {number}").format(title=_words(version.title), number=version.number),
            blocks=(_policy(version), *_sections(data), *_wordings(data.standard)),
            facts=_facts(data),
        )


def _policy(version: ScorecardVersion) -> Block:
    """What a critical failure does to the score."""
    match version.policy.kind:
        case PolicyKind.ZERO_TOTAL:
            words = _("Each criterion earns points; a failed critical criterion makes the whole score 0.")
        case PolicyKind.CAP:
            words = _("Each criterion earns points; a failed critical criterion keeps the score at {cap} or below.")
            words = words.format(cap=number_text(version.policy.cap or 0.0, 1))
        case _:
            words = _("Each criterion earns points; critical criteria are passed or failed and stand beside the score.")
    return Paragraph(words)


def _sections(data: StandardData) -> list[Block]:
    blocks: list[Block] = []
    for section in data.standard.version.sections:
        blocks.append(Heading(_words(section.title)))
        for criterion in section.criteria:
            blocks += _criterion(data, criterion)
    return blocks


def _criterion(data: StandardData, criterion: Criterion) -> list[Block]:
    blocks: list[Block] = [Heading(_words(criterion.title), 2)]
    if criterion.critical is not None:
        blocks.append(Paragraph(_(_CRITICAL[criterion.critical])))
    if criterion.guidance:
        blocks.append(Paragraph(_words(criterion.guidance)))
    blocks.append(Paragraph(_earned(data.standard.version, criterion), is_quiet=True))
    if criterion.reasons:
        blocks.append(_reasons(criterion))
    passages = tuple(
        _passage(one, sound)
        for one, sound in zip(data.standard.passages, data.sounds, strict=True)
        if one.criterion_key == criterion.key
    )
    if passages:
        blocks.append(Passages(f"benchmarks_{criterion.key}", _("Worth imitating"), passages))
    return blocks


def _earned(version: ScorecardVersion, criterion: Criterion) -> str:
    """How it is rated, and what it weighs."""
    prompt = criterion.scale.prompt()
    maximum = _plain(criterion.scale.maximum)
    if prompt.kind is PromptKind.REASONS:
        how = _("Begins at {maximum} points; each reason below takes its points off.").format(maximum=maximum)
    elif prompt.options:
        options = listed(_option(words, points) for words, points in _options(criterion))
        how = _("Rated as: {options}.").format(options=options)
    else:
        how = _("Rated from 0 to {maximum} points.").format(maximum=maximum)
    share = version.weight_share(criterion.key)
    weight = "" if share is None else _("Weighs {share} % of the score.").format(share=number_text(100 * share, 1))
    if criterion.bonus:
        weight = _("A bonus on top of the score.")
    na = _("It may not apply to a call.") if criterion.na_allowed or criterion.shown_when is not None else ""
    return in_a_row(sentence for sentence in (how, weight, na) if sentence)


def _options(criterion: Criterion) -> list[tuple[str, float | None]]:
    """Words of each option, with its points where they say more than passed or failed."""
    options = criterion.scale.prompt().options
    return [(_words(one.label), None if one.passed is not None else one.points) for one in options]


def _option(words: str, points: float | None) -> str:
    return words if points is None else _("{words} ({points} points)").format(words=words, points=_plain(points))


def _reasons(criterion: Criterion) -> Table:
    """What goes wrong most, so that it can be avoided."""
    takes_off = any(reason.points for reason in criterion.reasons)
    head = _("What takes points off") if criterion.critical is None else _("What fails it")
    columns = (TableColumn("reason", head), TableColumn("points", _("points"), is_numeric=True))
    rows = tuple(
        (Cell(_words(reason.title)), Cell(reason.points if takes_off else None, CellKind.DECIMAL))
        for reason in criterion.reasons
    )
    shown = columns if takes_off else columns[:1]
    return Table(f"reasons_{criterion.key}", "", shown, tuple(row[: len(shown)] for row in rows))


def _passage(one: BenchmarkPassage, sound: bytes) -> Passage:
    return Passage(one.code, "", one.title, None, one.start_s, one.end_s, one.note, sound, of_call=one.call_key)


def _wordings(standard: Standard) -> list[Block]:
    if not standard.wordings:
        return []
    columns = (
        TableColumn("matter", _("matter")),
        TableColumn("words", _("what customers are told")),
        TableColumn("valid_until", _("valid until")),
    )
    rows = tuple(
        (Cell(_words(one.title), is_strong=True), Cell(_words(one.text)), Cell(one.valid_until, CellKind.DATE))
        for one in standard.wordings
    )
    return [Heading(_("Standard wordings")), Table("wordings", "", columns, rows)]


def _facts(data: StandardData) -> tuple[str, ...]:
    version = data.standard.version
    return (
        _("Scorecard {key}, version {number}, as it holds on {day}.").format(
            key=version.scorecard_key, number=version.number, day=data.standard.day
        ),
        _("Passages are of approved benchmark cases in which the criterion was passed; masked words play as a tone."),
    )


def _words(text: LocalText) -> str:
    return text.in_language(current_language())


def _plain(points: float) -> str:
    return number_text(points, 0 if points == int(points) else 1)
