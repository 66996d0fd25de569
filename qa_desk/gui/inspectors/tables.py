"""The columns of the inspectors' page: accuracy by inspector, by criterion, mistakes, the study, repeats. No Qt."""

from collections.abc import Callable

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.gui.inspectors.rows import MistakeRow, RepeatRow
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import _, pgettext
from qa_desk.reports.gauge_words import source_title
from qa_desk.reports.measuring_words import mistake_title, n_of_n, overturned_of, percent, percent_limits
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.figures.accuracy import CriterionAccuracy, FamilyAccuracy, InspectorFigures, Mistake
from qa_desk.services.figures.overturned import OverturnedFigures
from qa_desk.services.figures.repeating import GaugeRow
from qa_desk.services.figures.replicated import Component


def inspector_columns(target_of: Callable[[], float]) -> tuple[Column[InspectorFigures], ...]:
    """One inspector a row: how often as settled, with interval; the mistakes by kind; whether they stand out."""

    def sign(one: InspectorFigures) -> tuple[str, str] | None:
        low, high = one.effectiveness.ci_low, one.effectiveness.ci_high
        if low is None or high is None:
            return None
        target = target_of()
        if low >= target:
            return ("check", "pass")
        return ("cross", "fail") if high < target else ("dash", "muted")

    return (
        Column("name", _("inspector"), lambda one: one.panellist.name, width=112, stretch=1, weight="medium"),
        Column("effectiveness", _("as settled, %"), lambda one: one.effectiveness.value, align="right", width=104,
               runs=lambda one: (Run(percent(one.effectiveness), weight="medium"),), icon=sign),
        _interval("effectiveness", lambda one: one.effectiveness),
        Column("answers", _("answers"), lambda one: one.effectiveness.n_ratings, align="right", width=72,
               format=lambda n: f"{n:,}"),
        *(_mistakes(kind) for kind in Mistake),
        Column("helped", _("own part"), _own_part, width=120, token="muted",
               description=_("sessions whose settled answers this inspector helped to settle")),
        Column("apart", _("told apart"), _apart_words, width=120,
               token=lambda one: "fail" if one.stands_out else "muted"),
    )  # fmt: skip


def family_columns() -> tuple[Column[tuple[str, FamilyAccuracy]], ...]:
    """One critical family of an inspector a row: misses, false alarms, answers and whole calls right."""

    def errors(
        key: str, title: str, of: Callable[[FamilyAccuracy], Estimate]
    ) -> tuple[Column[tuple[str, FamilyAccuracy]], ...]:
        return (
            Column(key, title, lambda one: of(one[1]).value, align="right", width=96,
                   runs=lambda one: (Run(n_of_n(of(one[1])), weight="medium"),)),
            Column(f"{key}_interval", _("%"), lambda one: percent_limits(of(one[1])), align="right", width=96,
                   token="muted", description=_("{title}, interval in %").format(title=title)),
        )  # fmt: skip

    return (
        Column("name", _("inspector"), lambda one: one[0], width=104, stretch=1),
        Column("family", _("family"), lambda one: critical_title(one[1].family), width=152),
        *errors("missed", _("missed"), lambda one: one.missed),
        *errors("alarms", _("false alarms"), lambda one: one.false_alarms),
        *errors("calls", _("calls right"), lambda one: one.calls),
        *errors("opportunities", _("answers right"), lambda one: one.opportunities),
    )


def overturned_columns() -> tuple[Column[OverturnedFigures], ...]:
    """One inspector a row: results that a dispute overturned, and which kinds of answers."""
    return (
        Column("name", _("inspector"), lambda one: one.name, width=112, stretch=1),
        Column("overturned", _("overturned"), lambda one: one.share.value, align="right", width=112,
               runs=lambda one: (Run(overturned_of(one.n_overturned, one.n_released), weight="medium"),),
               description=_("results overturned on dispute, of those released")),
        Column("interval", _("%"), lambda one: percent_limits(one.share), align="right", width=112, token="muted",
               description=_("share of results overturned, interval in %")),
        Column("open", _("still open"), lambda one: one.n_open, align="right", width=96,
               description=_("results that are not answered, or not decided")),
        Column("answers", _("answers"), lambda one: one.n_answers, align="right", width=96,
               description=_("answers overturned")),
        Column("alarms", _("false alarms"), lambda one: one.n_alarms, align="right", width=112,
               description=_("critical failures that did not stand")),
        Column("missed", _("misses"), lambda one: one.n_missed, align="right", width=96,
               description=_("critical passes that did not stand")),
    )  # fmt: skip


def criterion_columns() -> tuple[Column[CriterionAccuracy], ...]:
    """One criterion of an inspector a row, with the mistakes by kind."""
    return (
        Column("criterion", _("criterion"), lambda one: in_words(one.criterion.title), width=220, stretch=2,
               icon=lambda one: ("diamond", "critical") if one.criterion.critical else None),
        Column("agreement", _("as settled, %"), lambda one: one.agreement.value, align="right", width=104,
               runs=lambda one: (Run(percent(one.agreement), weight="medium"),)),
        Column("interval", _("interval"), lambda one: percent_limits(one.agreement), align="right", width=112,
               token="muted"),
        Column("calls", _("calls"), lambda one: one.agreement.n_calls, align="right", width=64),
        *(Column(kind.value, mistake_title(kind), lambda one, kind=kind: one.mistakes[kind], align="right", width=104)
          for kind in Mistake),
    )  # fmt: skip


def mistake_columns() -> tuple[Column[MistakeRow], ...]:
    """One answer that was settled otherwise a row; opening it plays the passage in the call."""
    return (
        Column("call", _("call"), lambda row: row.call_key, width=72, weight="medium"),
        Column("session", _("session"), lambda row: row.session, width=140, stretch=1, token="muted"),
        Column("criterion", _("criterion"), lambda row: row.criterion, width=200, stretch=2),
        Column("kind", _("mistake"), lambda row: row.kind, width=112),
        Column("said", _("said"), lambda row: row.said, width=120, stretch=1, icon=lambda _row: ("cross", "fail")),
        Column("settled", _("settled"), lambda row: row.settled, width=120, stretch=1, token="muted"),
    )


def repeat_columns() -> tuple[Column[RepeatRow], ...]:
    """One criterion of a call that came out otherwise the next time a row; opening it goes to the last answer."""
    return (
        Column("call", _("call"), lambda row: row.call_key, width=72, weight="medium"),
        Column("criterion", _("criterion"), lambda row: row.criterion, width=240, stretch=2,
               icon=lambda row: ("diamond", "critical") if row.is_critical else None),
        Column("first", _("first time"), lambda row: row.first, width=140, stretch=1),
        Column("then", _("then"), lambda row: row.then, width=180, stretch=1),
    )  # fmt: skip


def study_columns() -> tuple[Column[GaugeRow], ...]:
    """One inspector a row: with themself, and with the standard."""
    return (
        Column("name", _("inspector"), lambda one: one.panellist.name, width=140, stretch=1, weight="medium"),
        *_study("within", _("with oneself"), lambda one: one.within),
        *_study("standard", _("as settled"), lambda one: one.vs_standard),
        *_study("missed", _("missed"), lambda one: one.missed),
        *_study("alarms", _("false alarms"), lambda one: one.false_alarms),
    )


def component_columns() -> tuple[Column[Component], ...]:
    """One source of differences between totals a row."""
    return (
        Column("source", _("what differences come from"), lambda one: source_title(one.source), width=260, stretch=1,
               weight="medium"),
        Column("deviation", pgettext("of a score", "points"), lambda one: one.deviation, align="right", width=112,
               runs=lambda one: (Run(number_text(one.deviation, 2)),), description=_("standard deviation in points")),
        Column("of_variance", _("of the variance, %"), lambda one: one.of_variance, align="right", width=160,
               runs=lambda one: (Run(number_text(100 * one.of_variance, 1)),)),
        Column("of_spread", _("study variation, %"), lambda one: one.of_spread, align="right", width=160,
               runs=lambda one: (Run(number_text(100 * one.of_spread, 1)),),
               description=_("share of the spread of all scores; these shares do not add up")),
    )  # fmt: skip


def family_rows(
    inspectors: tuple[InspectorFigures, ...], family: CriticalFamily | None = None
) -> tuple[tuple[str, FamilyAccuracy], ...]:
    """Every inspector's families, one row each."""
    return tuple(
        (one.panellist.name, own) for one in inspectors for own in one.families if family in (None, own.family)
    )


def _study(key: str, title: str, of: Callable[[GaugeRow], Estimate]) -> tuple[Column[GaugeRow], Column[GaugeRow]]:
    return (
        Column(key, title, lambda one: of(one).value, align="right", width=112,
               runs=lambda one: (Run(n_of_n(of(one)), weight="medium"),)),
        Column(f"{key}_interval", _("%"), lambda one: _with_share(of(one)), align="right", width=150,
               token="muted", description=_("{title}, share and interval in %").format(title=title)),
    )  # fmt: skip


def _with_share(figure: Estimate) -> str:
    if figure.value is None:
        # the count beside it already is a dash
        return ""
    return f"{percent(figure)} [{percent_limits(figure)}]"


def _mistakes(kind: Mistake) -> Column[InspectorFigures]:
    return Column(kind.value, mistake_title(kind), lambda one: one.mistakes[kind], align="right", width=104)


def _interval(key: str, of: Callable[[InspectorFigures], Estimate]) -> Column[InspectorFigures]:
    return Column(f"{key}_interval", _("interval"), lambda one: percent_limits(of(one)), align="right", width=104,
                  token="muted")  # fmt: skip


def _own_part(one: InspectorFigures) -> str:
    if not one.n_sessions:
        return _("standard cases only")
    return _("{n} of {total} sessions").format(n=one.n_helped, total=one.n_sessions)


def _apart_words(one: InspectorFigures) -> str:
    return _("below the rest") if one.stands_out else _("no")
