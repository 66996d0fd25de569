"""The drawn table of how often each pair of a panel agrees, and all its pairs in order. No Qt."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.pairwise import order_of_likeness
from qa_desk.i18n import _, listed, ngettext
from qa_desk.reports.figures import HeatCell, HeatTable
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.calibration.calibration_figures import Panellist, PanelPair, SessionResult

_BOUNDS = (84.0, 88.0, 92.0, 95.0)
_MOST_DRAWN = 12


def pairs_heat(result: SessionResult) -> HeatTable | None:
    """Below the diagonal each pair once, outlined where it lies below all pairs together whatever chance does.

    Of many inspectors those are drawn that agree least with the others, beside whom they are like, and that is said:
    nobody reads a drawing of fifty, but for whom `pairs_from_least` has them all.
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
            low=_percent(pair.agreement.ci_low),
            high=_percent(pair.agreement.ci_high),
            n=pair.agreement.n_items,
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


def is_partly_drawn(result: SessionResult) -> bool:
    """Whether the drawing of pairs has room for a part of the inspectors alone."""
    return len(_members(result.pairs)) > _MOST_DRAWN


def pairs_from_least(result: SessionResult) -> tuple[PanelPair, ...]:
    """All pairs that have something in common, those who agree least first."""
    known = (pair for pair in result.pairs if pair.agreement.value is not None)
    return tuple(sorted(known, key=_agreement))


def pair_key(pair: PanelPair) -> str:
    """Names the pair, for the rows behind its cell."""
    return f"{pair.first.person_id}|{pair.second.person_id}"


def _agreement(pair: PanelPair) -> float:
    return pair.agreement.value if pair.agreement.value is not None else 1.0


def _members(pairs: Sequence[PanelPair]) -> list[Panellist]:
    return list(dict.fromkeys(member for pair in pairs for member in (pair.first, pair.second)))


def _drawn(pairs: Sequence[PanelPair]) -> tuple[list[Panellist], list[PanelPair]]:
    """Members in the order drawn, and their pairs with the first of the two drawn before the second."""
    members = _members(pairs)
    if len(members) <= _MOST_DRAWN:
        return members, list(pairs)
    shares = _shares(members, pairs)
    known = ~np.isnan(shares)
    means = np.nansum(shares, axis=1) / np.maximum(known.sum(axis=1), 1)
    means[~known.any(axis=1)] = np.inf
    chosen = np.sort(np.argsort(means, kind="stable")[:_MOST_DRAWN])
    order = chosen[order_of_likeness(shares[np.ix_(chosen, chosen)])]
    drawn = [members[int(place)] for place in order]
    place_of = {member.person_id: place for place, member in enumerate(drawn)}
    kept = [pair for pair in pairs if pair.first.person_id in place_of and pair.second.person_id in place_of]
    return drawn, [
        pair if place_of[pair.first.person_id] < place_of[pair.second.person_id] else _turned(pair) for pair in kept
    ]


def _shares(members: Sequence[Panellist], pairs: Sequence[PanelPair]) -> FloatArray:
    place_of = {member.person_id: place for place, member in enumerate(members)}
    shares = np.full((len(members), len(members)), np.nan)
    for pair in pairs:
        if pair.agreement.value is not None:
            first, second = place_of[pair.first.person_id], place_of[pair.second.person_id]
            shares[first, second] = shares[second, first] = pair.agreement.value
    return shares


def _turned(pair: PanelPair) -> PanelPair:
    return replace(pair, first=pair.second, second=pair.first)


def _pairs_title(known: list[PanelPair], least: PanelPair, *, stands_out: bool) -> str:
    if len(known) == 1:
        names = {"first": least.first.name, "second": least.second.name}
        return _("{first} and {second} agree in {percent} %").format(
            **names, percent=number_text(100 * _agreement(least), 0)
        )
    if stands_out:
        return _("{first} and {second} agree least").format(first=least.first.name, second=least.second.name)
    n_out = sum(pair.stands_out for pair in known)
    if n_out:
        # the least of all may be less sure than one that shares more answers
        told = ngettext("{n} pair agrees less than the rest", "{n} pairs agree less than the rest", n_out)
        return told.format(n=n_out)
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
    n_members = len(_members(pairs))
    if n_members > _MOST_DRAWN:
        told = _("{n} of {total} inspectors are drawn, those who agree least, beside whom they are like")
        parts.append(told.format(n=_MOST_DRAWN, total=n_members))
    return listed(parts)


def _short_names(members: Sequence[Panellist]) -> tuple[str, ...]:
    """First words of names, which a narrow column has room for, where they still tell the members apart."""
    short = tuple(member.name.split()[0] if member.name.split() else member.name for member in members)
    return short if len(set(short)) == len(short) else tuple(member.name for member in members)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
