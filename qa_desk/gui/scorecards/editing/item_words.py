"""How a criterion works in practice, in words: rates, agreement, what it goes with, and what follows from it. No Qt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.verdict import Outcome
from qa_desk.domain.ids import CallId
from qa_desk.domain.scorecard import Criterion, ScorecardDefinition
from qa_desk.gui.shell.figures import interval_or_reason, interval_words, percent_words, value_words
from qa_desk.gui.shell.these_calls import TheseCalls
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, ngettext
from qa_desk.reports.statistics_words import outcome_text
from qa_desk.services.forms.item_figures import FormStatistics, ItemStatistics

_OUTCOME_TOKENS = {
    Outcome.WELL_CALIBRATED: ("check", "pass"),
    Outcome.NEEDS_WORK: ("cross", "fail"),
    Outcome.TOO_FEW_CALLS: ("dash", "muted"),
}
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class ItemFact:
    """One figure: its name, value, and its interval with what it rests on; `behind` are calls worth looking at."""

    key: str
    title: str
    value: str
    beside: str
    behind: TheseCalls | None = None


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """What the figures mean for the wording, with its sign."""

    sign: str
    token: str
    text: str


def item_facts(item: ItemStatistics, criterion: Criterion, definition: ScorecardDefinition) -> Iterator[ItemFact]:
    """The figures of a criterion in the order in which they are read."""
    if criterion.bonus:
        yield ItemFact("failure_rate", _("Failed"), "–", _("a bonus can't be failed"))
    else:
        failed = _share("failure_rate", _("Failed"), item.failure_rate)
        yield replace(failed, behind=_behind(_("“{criterion}” failed"), criterion, item.failed_on))
    na = _share("na_rate", _("N/A"), item.na_rate)
    yield replace(na, behind=_behind(_("“{criterion}” N/A"), criterion, item.na_on))
    agreement = item.agreement
    told = _share("agreement", _("Inspectors agree"), agreement.percent, _between(item))
    yield replace(told, behind=_behind(_("“{criterion}” scored by several"), criterion, agreement.call_ids))
    yield ItemFact("on_failures", _("Agree on failures"), *_words(agreement.on_failures, is_share=True))
    yield ItemFact("ac1", _("Gwet's AC1"), *_words(agreement.ac1, is_share=False))
    yield _redundancy(item, definition)


def item_findings(item: ItemStatistics, criterion: Criterion, target: float) -> Iterator[ItemFinding]:
    """What the figures say about the wording; at least the verdict on agreement."""
    outcome = item.agreement.verdict.outcome
    sign, token = _OUTCOME_TOKENS[outcome]
    yield ItemFinding(sign, token, _verdict_words(item, outcome, target))
    failed, na = item.failure_rate, item.na_rate
    if failed.value == 0 and failed.ci_high is not None and not criterion.bonus:
        told = _("Never failed in {n} calls; with them the true rate may still be up to {most}.")
        yield ItemFinding("info", "muted", told.format(n=failed.n_calls, most=percent_words(failed.ci_high)))
    if na.ci_low is not None and na.ci_low > _MOSTLY:
        yield ItemFinding("info", "muted", _("N/A on most calls: a condition could ask it only where it applies."))


def counts_words(statistics: FormStatistics) -> str:
    """What all figures of the form rest on."""
    n = statistics.n_evaluations
    if not n:
        return _("You may read no evaluation of record of this time.")
    told = ngettext("{n} evaluation of record", "{n} evaluations of record", n).format(n=f"{n:,}")
    numbers = [str(number) for number in statistics.version_numbers]
    versions = ngettext("on version {numbers}", "on versions {numbers}", len(numbers))
    return _("{evaluations} {versions}").format(
        evaluations=told, versions=versions.format(numbers=_("–").join((numbers[0], numbers[-1])[: len(numbers)]))
    )


def needs_work(statistics: FormStatistics) -> frozenset[str]:
    """The criteria on which inspectors demonstrably don't agree."""
    return frozenset(
        item.criterion_key for item in statistics.items if item.agreement.verdict.outcome is Outcome.NEEDS_WORK
    )


def _share(key: str, title: str, figure: Estimate, behind: str = "") -> ItemFact:
    value, beside = _words(figure, is_share=True)
    if figure.undefined is None:
        calls = behind or ngettext("{n} call", "{n} calls", figure.n_calls).format(n=f"{figure.n_calls:,}")
        beside = f"{beside} · {calls}"
    return ItemFact(key, title, value, beside)


def _behind(words: str, criterion: Criterion, call_ids: tuple[CallId, ...]) -> TheseCalls | None:
    if not call_ids:
        return None
    return TheseCalls.of(words.format(criterion=in_words(criterion.title) or criterion.key), call_ids)


def _words(figure: Estimate, *, is_share: bool) -> tuple[str, str]:
    return value_words(figure, is_share=is_share), interval_or_reason(figure, is_share=is_share)


def _between(item: ItemStatistics) -> str:
    agreement = item.agreement
    calls = ngettext("{n} call", "{n} calls", agreement.n_calls).format(n=f"{agreement.n_calls:,}")
    people = ngettext("{n} inspector", "{n} inspectors", agreement.n_inspectors).format(n=agreement.n_inspectors)
    return f"{calls} · {people}"


def _redundancy(item: ItemStatistics, definition: ScorecardDefinition) -> ItemFact:
    title = _("Goes with")
    found = item.redundancy
    if found is None:
        return ItemFact("redundancy", title, "–", _("too few calls, or nothing varies"))
    other = next((one for one in definition.criteria if one.key == found.other_key), None)
    named = in_words(other.title) if other is not None else found.other_key
    r = found.correlation
    value = _("r = {r}").format(r=value_words(r, is_share=False))
    limits = (
        interval_words(r.ci_low, r.ci_high, is_share=False) if r.ci_low is not None and r.ci_high is not None else ""
    )
    told = _("“{other}”, most closely of all").format(other=named)
    return ItemFact("redundancy", title, value, f"{limits} · {told}" if limits else told)


def _verdict_words(item: ItemStatistics, outcome: Outcome, target: float) -> str:
    verdict = item.agreement.verdict
    if verdict.ci_low is None or verdict.ci_high is None:
        return _("Nothing can be said about agreement: no two inspectors scored the same calls, or only one call.")
    told = {
        Outcome.WELL_CALIBRATED: _("Agreement is {verdict}: {interval} reaches the target of {target}."),
        Outcome.NEEDS_WORK: _(
            "Agreement {verdict}: {interval} lies below the target of {target}. Look at its wording first."
        ),
        Outcome.TOO_FEW_CALLS: _("On agreement: {verdict}; {interval} holds the target of {target}."),
    }
    interval = interval_words(verdict.ci_low, verdict.ci_high, is_share=True)
    return told[outcome].format(verdict=outcome_text(outcome), interval=interval, target=percent_words(target))
