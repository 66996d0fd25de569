"""The report of the customer's voice: whether scores foretell satisfaction and complaints, and which criteria do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, current_language
from qa_desk.reports.base import OF_CALLS, ReportParams, composed
from qa_desk.reports.behind import behind_criterion
from qa_desk.reports.document import (
    Block,
    Cell,
    CellKind,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    TableColumn,
)
from qa_desk.reports.outcome_reports import Sources, facts_of, nothing, query_of
from qa_desk.services.issues.issue_views import SMALL_NUMBER
from qa_desk.services.results.voice import CriterionVoice, CustomerVoice, Grievance

_NO_TELLING = 0.5


@dataclass(frozen=True, slots=True)
class CustomerVoiceData:
    """What was gathered."""

    voice: CustomerVoice
    made_at: datetime
    made_by: str


class CustomerVoiceReport:
    """Whether what inspectors score is what customers mind."""

    key = "customer_voice"
    title = N_("Customer voice")
    purpose = N_("Which criteria go with satisfaction and complaints")
    action = Action.VIEW_REPORTS
    asks = OF_CALLS

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> CustomerVoiceData:
        """The figures of the period."""
        voice = sources.summarising.customer_voice(actor, query_of(params))
        return CustomerVoiceData(voice, sources.now(), actor.name)

    def compose(self, data: CustomerVoiceData) -> Document:
        """The report in the language in use."""
        voice = data.voice
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=voice.query.first_day, last=voice.query.last_day),
            blocks=_blocks(voice) if voice.n_calls else (nothing(),),
            facts=(*facts_of(voice.query), *_small_print()),
        )


def _blocks(voice: CustomerVoice) -> tuple[Block, ...]:
    return (
        _key_figures(voice),
        Paragraph(_satisfaction_words(voice.csat_order)),
        Paragraph(_complaint_words(voice.complaint_order)),
        _strength(voice),
        Heading(_("By criterion")),
        _criteria(voice, "low_csat", _("Low satisfaction"), lambda one: one.low_csat),
        _criteria(voice, "complaint", _("Complaints"), lambda one: one.complaint),
    )


def _key_figures(voice: CustomerVoice) -> Block:
    return KeyFigures(
        (
            KeyFigure(Cell(voice.n_calls, CellKind.INTEGER), _("calls scored")),
            KeyFigure(_cell(voice.response, CellKind.PERCENT), _("with a satisfaction")),
            KeyFigure(_cell(voice.low_share, CellKind.PERCENT), _("of these low")),
            KeyFigure(_cell(voice.complaint_share, CellKind.PERCENT), _("with a complaint, where it is known")),
        )
    )


def _satisfaction_words(order: Estimate) -> str:
    if order.value is None or order.ci_low is None or order.ci_high is None:
        return _("Too few calls with low and with other satisfaction to say whether the scorecard predicts it.")
    if order.ci_low > _NO_TELLING:
        told = _(
            "The scorecard predicts satisfaction: in {share} % of pairs the call with low satisfaction has the lower "
            "score ({low}–{high}; 50 % is chance)."
        )
    elif order.ci_high < _NO_TELLING:
        told = _(
            "The scorecard points the wrong way: only in {share} % of pairs has the call with low satisfaction the "
            "lower score ({low}–{high}; 50 % is chance)."
        )
    else:
        told = _(
            "It is not shown that the scorecard predicts satisfaction: in {share} % of pairs the call with low "
            "satisfaction has the lower score ({low}–{high}; 50 % is chance)."
        )
    return _with_shares(told, order)


def _complaint_words(order: Estimate) -> str:
    if order.value is None or order.ci_low is None or order.ci_high is None:
        return _("Too few calls with and without a complaint to say whether the scorecard predicts them.")
    if order.ci_low > _NO_TELLING:
        told = _(
            "The scorecard predicts complaints: in {share} % of pairs the call with a complaint has the lower score "
            "({low}–{high}; 50 % is chance)."
        )
    elif order.ci_high < _NO_TELLING:
        told = _(
            "For complaints the scorecard points the wrong way: only in {share} % of pairs has the call with a "
            "complaint the lower score ({low}–{high}; 50 % is chance)."
        )
    else:
        told = _(
            "It is not shown that the scorecard predicts complaints: in {share} % of pairs the call with a complaint "
            "has the lower score ({low}–{high}; 50 % is chance)."
        )
    return _with_shares(told, order)


def _with_shares(told: str, order: Estimate) -> str:
    share, low, high = (f"{100 * (end or 0.0):.1f}" for end in (order.value, order.ci_low, order.ci_high))
    return told.format(share=share, low=low, high=high)


def _strength(voice: CustomerVoice) -> Table:
    columns = (
        TableColumn("figure", _("figure")),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("value", _("value and interval"), is_numeric=True),
    )
    rows = tuple(
        (Cell(words, is_strong=True), Cell(found.n_items, CellKind.INTEGER), _cell(found, CellKind.DECIMAL, 2))
        for words, found in (
            (_("rank correlation of call quality and satisfaction (0 is none, 1 the same order)"), voice.correlation),
            (_("low satisfaction: area under the curve (0.5 is chance, 1 perfect)"), voice.csat_order),
            (_("complaint: area under the curve (0.5 is chance, 1 perfect)"), voice.complaint_order),
        )
    )
    return Table("strength", _("How strong it is"), columns, rows)


def _criteria(voice: CustomerVoice, key: str, title: str, of: Callable[[CriterionVoice], Grievance]) -> Table:
    columns = (
        TableColumn("criterion", _("criterion")),
        TableColumn("n_bad_failed", _("where failed"), is_numeric=True),
        TableColumn("n_failed", _("of calls failed"), is_numeric=True),
        TableColumn("n_bad_passed", _("where passed"), is_numeric=True),
        TableColumn("n_passed", _("of calls passed"), is_numeric=True),
        TableColumn("difference", _("difference, pp"), is_numeric=True),
    )
    note = _(
        "▲ and ▼ mark differences that stay significant after control of false discoveries (5 %) over all criteria, "
        "satisfaction and complaints. Nothing is compared with fewer than {small} calls on a side."
    ).format(small=SMALL_NUMBER)
    rows = tuple(_criterion_row(one, of(one)) for one in voice.criteria)
    behind = tuple(behind_criterion(voice.query, one.criterion_key, one.title) for one in voice.criteria)
    return Table(key, title, columns, rows, empty=_("No criterion failed."), note=note if rows else "", behind=behind)


def _criterion_row(one: CriterionVoice, found: Grievance) -> tuple[Cell, ...]:
    difference = found.difference
    mark = ("▲" if difference.value > 0 else "▼") if difference is not None and found.is_real else ""
    return (
        Cell(one.title.in_language(current_language()), is_strong=True, mark="◆" if one.critical else ""),
        Cell(found.n_bad_failed, CellKind.INTEGER),
        Cell(found.n_failed, CellKind.INTEGER),
        Cell(found.n_bad_passed, CellKind.INTEGER),
        Cell(found.n_passed, CellKind.INTEGER),
        Cell(None, CellKind.PERCENT)
        if difference is None
        # Translators: percentage points
        else Cell(
            difference.value, CellKind.PERCENT, low=difference.low, high=difference.high, unit=_("pp"), is_signed=True,
            mark=mark,
        ),
    )  # fmt: skip


def _cell(found: Estimate, kind: CellKind, decimals: int = 1) -> Cell:
    if found.n_items < SMALL_NUMBER:
        return Cell(None, kind, decimals)
    return Cell(found.value, kind, decimals, low=found.ci_low, high=found.ci_high)


def _small_print() -> tuple[str, ...]:
    return (
        _("Satisfaction counts as low in the lowest two fifths of its own scale: 1 and 2 of 5, up to 4 of 10."),
        _(
            "Only calls that were scored and whose customer answered enter; customers who answer may differ from those "
            "who do not. What goes together need not be a cause."
        ),
        _(
            "Area under the curve: DeLong’s standard error. Rank correlation: Spearman, limits after Bonett and "
            "Wright. Differences of shares: Newcombe’s 95 % interval. Call quality is the score before what a "
            "critical failure does to it."
        ),
    )
