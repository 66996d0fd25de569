"""What the result says in words: three findings, the figures side by side, and where they come from. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_desk.agreement.diagnosis import Diagnosis
from qa_desk.agreement.estimate import Estimate, Extra
from qa_desk.agreement.verdict import Outcome
from qa_desk.domain.coded_line import FAILED, NOT_APPLICABLE, PASSED
from qa_desk.gui.shell.figures import interval_or_reason, interval_words, percent_words, value_words
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, in_a_row, listed, ngettext
from qa_desk.reports.result_charts import between_title, target_words
from qa_desk.reports.statistics_words import diagnosis_text, method_text, reason_text
from qa_desk.services.calibration.calibration_figures import (
    Basis,
    CriterionAgreement,
    SessionResult,
)

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence with its heading; `sign` is the icon and `token` its colour."""

    sign: str
    token: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it stands beside the others: name, value, interval or the reason for its absence."""

    key: str
    title: str
    value: str
    interval: str


_OUTCOME_SIGNS = {
    Outcome.WELL_CALIBRATED: ("check", "pass"),
    Outcome.NEEDS_WORK: ("cross", "fail"),
    Outcome.TOO_FEW_CALLS: ("dash", "muted"),
}


def findings(result: SessionResult) -> tuple[Finding, Finding, Finding]:
    """The verdict on the whole, which criteria need work, and agreement on the failures."""
    return _on_the_whole(result), _on_criteria(result), _on_failures(result)


def figures(result: SessionResult) -> tuple[Figure, ...]:
    """Percent agreement, AC1 and alpha side by side, and agreement on the failures."""
    overall = result.overall
    shown = [
        ("between", between_title(result.basis), overall.between, True),
        ("gwet_ac1", _("Gwet's AC1"), overall.ac1, False),
        ("krippendorff_alpha", _("Krippendorff's alpha"), overall.alpha, False),
        ("on_failures", _("Agreement on failures"), overall.on_failures, True),
    ]
    if result.basis is Basis.SETTLED:
        shown.insert(0, ("agreement", _("Agreement with the settled answers"), overall.agreement, True))
    return tuple(
        Figure(key, title, value_words(one, is_share=is_share), interval_or_reason(one, is_share=is_share))
        for key, title, one, is_share in shown
    )


def counts_words(result: SessionResult) -> str:
    """How much stands behind the figures."""
    return " · ".join(
        (
            ngettext("{n} call", "{n} calls", result.n_calls).format(n=f"{result.n_calls:,}"),
            ngettext("{n} inspector", "{n} inspectors", result.n_inspectors).format(n=result.n_inspectors),
            ngettext("{n} judgement", "{n} judgements", result.n_judgements).format(n=f"{result.n_judgements:,}"),
        )
    )


def method_words(result: SessionResult) -> str:
    """How the figures were found, for whoever asks."""
    parts = [_("A judgement is call × criterion, passed, failed or N/A.")]
    figure = result.overall.agreement
    if figure.has_interval:
        parts.append(_("95 % intervals, {method}.").format(method=method_text(figure.method)))
        parts.append(_("Where all agree the limits are Wilson's on calls."))
    if result.basis is Basis.BETWEEN:
        parts.append(_("Not all is settled yet: agreement is between inspectors."))
    if result.basis is Basis.AGAIN:
        parts.append(_("Agreement is of each inspector with themself; a call counts for each who scored it twice."))
    parts.append(_("What came in after the reveal is left out."))
    return in_a_row(parts)


def category_words(code: str | None) -> str:
    """The word for a coded judgement."""
    words = {PASSED: _("passed"), FAILED: _("failed"), NOT_APPLICABLE: _("N/A")}
    return words.get(code or "", "")


def errors_words(errors: Estimate) -> str:
    """How many of how many: "2 of 31"."""
    n_errors, n_cases = errors.extras.get(Extra.MATCHED), errors.extras.get(Extra.INSPECTED)
    if n_errors is None or n_cases is None:
        return "–"
    return _("{n} of {total}").format(n=round(n_errors), total=round(n_cases))


def _on_the_whole(result: SessionResult) -> Finding:
    overall = result.overall
    sign, token = _OUTCOME_SIGNS[overall.verdict.outcome]
    titles = {
        Outcome.WELL_CALIBRATED: _("The panel is well calibrated"),
        Outcome.NEEDS_WORK: _("The panel needs work"),
        Outcome.TOO_FEW_CALLS: _("Too few calls to say for the whole form"),
    }
    if result.basis is Basis.AGAIN:
        titles |= {
            Outcome.WELL_CALIBRATED: _("Inspectors repeat themselves well"),
            Outcome.NEEDS_WORK: _("Repeating the same answer needs work"),
        }
    return Finding(sign, token, titles[overall.verdict.outcome], in_a_row((_said(result), _against_target(result))))


def _said(result: SessionResult) -> str:
    value = result.overall.agreement.value
    if value is None:
        return _("There is nothing to compare yet.")
    if result.basis is Basis.AGAIN:
        told = _("Scoring a call again, an inspector gives the same answer in {percent} of judgements.")
    elif result.basis is Basis.SETTLED:
        told = _("The panel gives the settled answer in {percent} of its judgements.")
    else:
        told = _("Two inspectors give the same answer in {percent} of their pairs.")
    return told.format(percent=percent_words(value))


def _against_target(result: SessionResult) -> str:
    judged = result.overall.verdict
    if result.overall.agreement.value is None:
        return ""
    if judged.ci_low is None or judged.ci_high is None:
        return _("One call is a description: there is no interval, so nothing is said about the target.")
    told = {
        Outcome.WELL_CALIBRATED: _("The interval {interval} lies at or above the target of {target}."),
        Outcome.NEEDS_WORK: _("The interval {interval} lies below the target of {target}."),
        Outcome.TOO_FEW_CALLS: _(
            "The interval {interval} holds the target of {target}, so it is neither met nor missed."
        ),
    }
    interval = interval_words(judged.ci_low, judged.ci_high, is_share=True)
    return told[judged.outcome].format(interval=interval, target=target_words(result))


def _on_criteria(result: SessionResult) -> Finding:
    by_outcome = {
        outcome: [one for one in result.criteria if one.figures.verdict.outcome is outcome] for outcome in Outcome
    }
    bad, good = by_outcome[Outcome.NEEDS_WORK], by_outcome[Outcome.WELL_CALIBRATED]
    open_ones = by_outcome[Outcome.TOO_FEW_CALLS]
    if bad:
        named = ngettext("{names} needs work", "{names} need work", len(bad)).format(names=_named(bad))
        told = ngettext(
            "Its upper limit lies below {target}.", "Even their upper limits lie below {target}.", len(bad)
        ).format(target=target_words(result))
        return Finding("cross", "fail", named, in_a_row((told, _good_words(good), _open_words(open_ones))))
    if good:
        title = ngettext("{n} criterion is well calibrated", "{n} criteria are well calibrated", len(good)).format(
            n=len(good)
        )
        text = in_a_row((_critical_words(good), _open_words(open_ones)))
        return Finding("check", "pass", title, text.strip())
    text = _("Agreement on each criterion is an estimate from few calls; each interval holds the target.")
    return Finding("dash", "muted", _("No criterion can be judged yet"), text)


def _good_words(good: Sequence[CriterionAgreement]) -> str:
    if not good:
        return ""
    told = ngettext("{n} is well calibrated.", "{n} are well calibrated.", len(good)).format(n=len(good))
    return in_a_row((told, _critical_words(good)))


def _critical_words(good: Sequence[CriterionAgreement]) -> str:
    n_critical = sum(one.criterion.critical is not None for one in good)
    if not n_critical:
        return _("No critical one is among them.")
    told = ngettext("{n} critical one is among them.", "{n} critical ones are among them.", n_critical)
    return told.format(n=n_critical)


def _open_words(open_ones: Sequence[CriterionAgreement]) -> str:
    if not open_ones:
        return ""
    told = ngettext(
        "The other one needs more calls before anyone can say.",
        "The other {n} need more calls before anyone can say.",
        len(open_ones),
    )
    return told.format(n=len(open_ones))


def _on_failures(result: SessionResult) -> Finding:
    overall = result.overall
    failures, between = overall.on_failures, overall.between
    why = diagnosis_text(overall.diagnosis, category=_category_of(overall.diagnosis)) if overall.diagnosis else ""
    together = _("Gwet's AC1 is {ac1} and Krippendorff's alpha {alpha}.").format(
        ac1=value_words(overall.ac1, is_share=False), alpha=value_words(overall.alpha, is_share=False)
    )
    if overall.alpha.undefined is not None:
        together = _("Gwet's AC1 is {ac1}; Krippendorff's alpha: {reason}.").format(
            ac1=value_words(overall.ac1, is_share=False), reason=reason_text(overall.alpha.undefined)
        )
    if failures.value is None or between.value is None:
        return Finding("dash", "muted", _("Nobody found a failure"), in_a_row((together, why)))
    percent = percent_words(failures.value)
    is_lower = failures.value < between.value
    title = (
        _("On the failures agreement is lower: {percent}")
        if is_lower
        else _("On the failures agreement holds: {percent}")
    )
    pairs = _("All pairs together agree in {percent}.")
    if result.basis is Basis.AGAIN:
        pairs = _("Of all answers {percent} came out the same again.")
    pairs = pairs.format(percent=percent_words(between.value))
    sign, token = ("warning", "warning") if is_lower else ("check", "pass")
    return Finding(sign, token, title.format(percent=percent), in_a_row((pairs, together, why)))


def _category_of(diagnosis: Diagnosis) -> str | None:
    return category_words(diagnosis.category) if diagnosis.category else None


def _named(criteria: Sequence[CriterionAgreement]) -> str:
    names = [in_words(one.criterion.title) for one in criteria]
    if len(names) > _MOST_NAMED:
        return ngettext("{n} criterion", "{n} criteria", len(names)).format(n=len(names))
    if len(names) == 1:
        return names[0]
    return _("{first} and {last}").format(first=listed(names[:-1]), last=names[-1])
