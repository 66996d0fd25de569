"""The drawn figures of a result: agreement by criterion against the target, and how often each pair agrees. No Qt."""

from collections.abc import Sequence
from math import floor

from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.verdict import Outcome, Verdict
from qa_desk.domain.ids import PersonId
from qa_desk.i18n import _, current_language, listed, ngettext
from qa_desk.reports.figures import ForestPlot, ForestRow, HeatCell, HeatTable, Standing
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.statistics_words import outcome_text
from qa_desk.services.calibration_figures import Basis, CriterionAgreement, Panellist, PanelPair, SessionResult

ALL_CRITERIA = "*"
_BOUNDS = (84.0, 88.0, 92.0, 95.0)
_MOST_DRAWN = 12
_USUAL_AXIS, _LOWEST_AXIS = 60.0, 40.0
_STANDINGS = {
    Outcome.WELL_CALIBRATED: Standing.REACHED,
    Outcome.NEEDS_WORK: Standing.MISSED,
    Outcome.TOO_FEW_CALLS: Standing.UNDECIDED,
}


def forest(result: SessionResult) -> ForestPlot:
    """One row a criterion, critical first and then from the best; all criteria together at the end."""
    ordered = sorted(result.criteria, key=_place)
    rows = [_row(one) for one in ordered]
    overall = result.overall
    if result.criteria:
        rows.append(
            ForestRow(
                ALL_CRITERIA,
                _("All criteria: {verdict}").format(verdict=outcome_text(overall.verdict.outcome)),
                _percent(overall.agreement.value),
                *_limits(overall.verdict),
                n=result.n_calls,
                standing=Standing.POOLED,
                details=(_whole(overall.on_failures),),
            )
        )
    return ForestPlot(
        title=criteria_title(result),
        subtitle=basis_words(result),
        rows=tuple(rows),
        unit="%",
        target=100 * result.target,
        axis_low=_axis_low(rows),
        axis_high=100.0,
        detail_titles=(_("on failures"),),
    )


def pairs_heat(result: SessionResult) -> HeatTable | None:
    """Below the diagonal each pair once, outlined where it lies below all pairs together whatever chance does.

    Of many inspectors those are drawn that agree least with the others: nobody reads a table of fifty.
    """
    members, pairs = _drawn(result.pairs)
    known = [pair for pair in pairs if pair.agreement.value is not None]
    if len(members) < 2 or not known:
        return None
    least = min(known, key=_agreement)
    row_of = {member.person_id: place for place, member in enumerate(members[1:])}
    column_of = {member.person_id: place for place, member in enumerate(members[:-1])}
    stands_out = len(known) > 1 and least.stands_out
    cells = tuple(
        HeatCell(
            row_of[pair.second.person_id],
            column_of[pair.first.person_id],
            _percent(pair.agreement.value),
            pair_key(pair),
            is_outlined=len(known) > 1 and pair.stands_out,
        )
        for pair in pairs
    )
    return HeatTable(
        title=_pairs_title(known, least, stands_out=stands_out),
        subtitle=_pairs_subtitle(result.pairs, known),
        row_labels=tuple(member.name for member in members[1:]),
        column_labels=_short_names(members[:-1]),
        cells=cells,
        bounds=_BOUNDS,
        row_raters=tuple(member.seat for member in members[1:]),
        column_raters=tuple(member.seat for member in members[:-1]),
    )


def criteria_title(result: SessionResult) -> str:
    """What the forest plot shows, as a finding."""
    target = target_words(result)
    n_below = sum(one.figures.verdict.outcome is Outcome.NEEDS_WORK for one in result.criteria)
    if n_below:
        told = ngettext(
            "{n} criterion lies wholly below the target of {target}",
            "{n} criteria lie wholly below the target of {target}",
            n_below,
        )
        return told.format(n=n_below, target=target)
    if all(one.figures.verdict.outcome is Outcome.WELL_CALIBRATED for one in result.criteria) and result.criteria:
        return _("Every criterion reaches the target of {target}").format(target=target)
    return _("No criterion lies wholly below the target of {target}").format(target=target)


def basis_words(result: SessionResult) -> str:
    """What is drawn in the forest plot, with its unit."""
    if result.basis is Basis.SETTLED:
        return _("Agreement with the settled answers, % of judgements; on failures: between inspectors")
    return _("Agreement between inspectors, % of pairs")


def target_words(result: SessionResult) -> str:
    """The target in percent."""
    return _("{percent} %").format(percent=number_text(100 * result.target, 0 if _is_whole(100 * result.target) else 1))


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-9


def _short_names(members: Sequence[Panellist]) -> tuple[str, ...]:
    """First words of names, which a narrow column has room for, where they still tell the members apart."""
    short = tuple(member.name.split()[0] if member.name.split() else member.name for member in members)
    return short if len(set(short)) == len(short) else tuple(member.name for member in members)


def pair_key(pair: PanelPair) -> str:
    """Names the pair, for the rows behind its cell."""
    return f"{pair.first.person_id}|{pair.second.person_id}"


def _agreement(pair: PanelPair) -> float:
    return pair.agreement.value if pair.agreement.value is not None else 1.0


def _drawn(pairs: Sequence[PanelPair]) -> tuple[list[Panellist], list[PanelPair]]:
    members = list(dict.fromkeys(member for pair in pairs for member in (pair.first, pair.second)))
    if len(members) <= _MOST_DRAWN:
        return members, list(pairs)
    shares: dict[PersonId, list[float]] = {}
    for pair in pairs:
        if pair.agreement.value is not None:
            for member in (pair.first, pair.second):
                shares.setdefault(member.person_id, []).append(pair.agreement.value)
    means = {key: sum(values) / len(values) for key, values in shares.items()}
    chosen = set(sorted(means, key=lambda key: means[key])[:_MOST_DRAWN])
    kept = [pair for pair in pairs if pair.first.person_id in chosen and pair.second.person_id in chosen]
    return [member for member in members if member.person_id in chosen], kept


def _pairs_title(known: list[PanelPair], least: PanelPair, *, stands_out: bool) -> str:
    if len(known) == 1:
        names = {"first": least.first.name, "second": least.second.name}
        return _("{first} and {second} agree in {percent} %").format(
            **names, percent=number_text(100 * _agreement(least), 0)
        )
    if stands_out:
        return _("{first} and {second} agree least").format(first=least.first.name, second=least.second.name)
    return _("No pair stands out")


def _pairs_subtitle(pairs: Sequence[PanelPair], known: list[PanelPair]) -> str:
    most = max(pair.agreement.n_items for pair in known)
    told = ngettext(
        "Agreement of each pair in %, up to {n} answer both gave",
        "Agreement of each pair in %, up to {n} answers both gave",
        most,
    ).format(n=f"{most:,}")
    n_out = sum(pair.stands_out for pair in pairs)
    parts = [told]
    if len(pairs) > 1 and n_out:
        below = ngettext(
            "of {total} pairs, {n} lies below the rest after control of false discovery (5 %)",
            "of {total} pairs, {n} lie below the rest after control of false discovery (5 %)",
            n_out,
        )
        parts.append(below.format(total=f"{len(pairs):,}", n=n_out))
    if len(known) < len(pairs):
        parts.append(_("those who agree least are drawn"))
    return listed(parts)


def _place(one: CriterionAgreement) -> tuple[bool, float]:
    value = one.figures.agreement.value
    return one.criterion.critical is None, -(value if value is not None else -1.0)


def _row(one: CriterionAgreement) -> ForestRow:
    figures = one.figures
    return ForestRow(
        one.criterion.key,
        one.criterion.title.in_language(current_language()),
        _percent(figures.agreement.value),
        *_limits(figures.verdict),
        n=one.n_calls,
        standing=_STANDINGS[figures.verdict.outcome],
        is_critical=one.criterion.critical is not None,
        details=(_whole(figures.on_failures),),
    )


def _axis_low(rows: list[ForestRow]) -> float:
    """Round, and not so low that one wide interval would squeeze all others; its end is written beside it."""
    low = min((row.low for row in rows if row.low is not None), default=_USUAL_AXIS)
    value = min((row.value for row in rows if row.value is not None), default=_USUAL_AXIS)
    return min(_USUAL_AXIS, max(_LOWEST_AXIS, 10.0 * floor(low / 10)), 10.0 * floor(value / 10))


def _limits(judged: Verdict) -> tuple[float | None, float | None]:
    if judged.ci_low is None or judged.ci_high is None:
        return None, None
    return 100 * max(judged.ci_low, 0.0), 100 * min(judged.ci_high, 1.0)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _whole(figure: Estimate) -> str:
    return "–" if figure.value is None else number_text(100 * figure.value, 0)
