"""A bridge as rows of one table: scores and failures over the same cases, criterion by criterion, and the cases."""

from dataclasses import dataclass

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.ids import CaseId
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.badges import outcome_word
from qa_desk.gui.widgets.glyphs import AnswerState
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.i18n import _, pgettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.statistics_words import reason_text
from qa_desk.services.cases.bridging_cases import Bridge, BridgedCase, PairedShare


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One line: what, under the older form, under the newer, the change with its interval, and of how many cases."""

    key: str
    group: str
    title: str
    old: str
    new: str
    change: str
    n_cases: int | None
    case_id: CaseId | None = None


def bridge_rows(bridge: Bridge) -> tuple[BridgeRow, ...]:
    """All lines, none while no case is on both forms."""
    if not bridge.cases:
        return ()
    whole, single, cases = _("All cases"), _("Failures by criterion"), _("Cases on both forms")
    score = BridgeRow(
        "score",
        whole,
        _("Mean score"),
        _points(bridge.old_score),
        _points(bridge.new_score),
        _change(bridge.score_change, 1.0, pgettext("of a score", "points")),
        bridge.score_change.n_items,
    )
    failures = _share_row("failed", whole, _("Calls with a critical failure"), bridge.failures, len(bridge.cases))
    criteria = [
        _share_row(one.criterion.key, single, in_words(one.criterion.title), one.failures, one.n_cases)
        for one in bridge.criteria
    ]
    return (score, failures, *criteria, *(_case_row(one, cases) for one in bridge.cases))


def bridge_columns(old: int, new: int) -> tuple[Column[BridgeRow], ...]:
    """What, under both versions, the change, and how many cases it rests on."""
    return (
        Column("title", _("figure or case"), lambda row: row.title, width=264, stretch=2, is_fixed=True),
        Column("old", _("version {number}").format(number=old), lambda row: row.old, width=112, align="right"),
        Column("new", _("version {number}").format(number=new), lambda row: row.new, width=112, align="right"),
        Column("change", _("change, 95 % interval"), lambda row: row.change, width=272, stretch=2, weight="medium"),
        Column("n", _("number of cases"), lambda row: row.n_cases, width=124, align="right", token="muted"),
    )


def _share_row(key: str, group: str, title: str, share: PairedShare, n: int) -> BridgeRow:
    change = _change(share.change, 100.0, _("percentage points"))
    return BridgeRow(key, group, title, _percent(share.old), _percent(share.new), change, n)


def _case_row(case: BridgedCase, group: str) -> BridgeRow:
    change = ""
    if case.old_score is not None and case.new_score is not None:
        change = _signed(case.new_score - case.old_score)
    title = _("{code}: {title}").format(code=case.code, title=case.title)
    old, new = _outcome(case.old_score, case.old_passed), _outcome(case.new_score, case.new_passed)
    return BridgeRow(str(case.case_id), group, title, old, new, change, None, case.case_id)


def _outcome(score: float | None, passed: bool) -> str:
    word = outcome_word(AnswerState.FULL if passed else AnswerState.CRITICAL_FAILED)
    points = _("not scored") if score is None else number_text(score, 1)
    return f"{points} · {word}"


def _points(figure: Estimate) -> str:
    return "–" if figure.value is None else number_text(figure.value, 1)


def _percent(figure: Estimate) -> str:
    return "–" if figure.value is None else _("{percent} %").format(percent=number_text(100 * figure.value, 1))


def _change(figure: Estimate, factor: float, unit: str) -> str:
    """The paired difference in its unit with its limits, or why there is none."""
    if figure.value is None:
        return reason_text(figure.undefined) if figure.undefined is not None else "–"
    value = _signed(factor * figure.value)
    if figure.ci_low is None or figure.ci_high is None:
        return _("{value} {unit}, one case has no interval").format(value=value, unit=unit)
    low, high = _signed(factor * figure.ci_low), _signed(factor * figure.ci_high)
    return _("{value} {unit} ({low} to {high})").format(value=value, unit=unit, low=low, high=high)


def _signed(value: float) -> str:
    words = number_text(value, 1)
    return f"+{words}" if round(value, 1) > 0 else words
