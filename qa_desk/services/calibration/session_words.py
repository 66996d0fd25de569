"""Calibration sessions in words, for pages and commands: kinds, states, events, and why a call is suggested."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from qa_desk.domain.calibration import EventKind, SessionEvent, SessionKind, SessionState
from qa_desk.domain.recurrence import Every, Evidence, Recurrence
from qa_desk.domain.text import LocalText
from qa_desk.i18n import N_, _, current_language, listed, ngettext
from qa_desk.services.calibration.convening_views import Reason, Suggestion

_STATES: dict[SessionState, str] = {
    SessionState.BLIND: N_("blind"),
    SessionState.REVEALED: N_("revealed"),
    SessionState.SETTLED: N_("settled"),
    SessionState.CLOSED: N_("closed"),
}
_KINDS: dict[SessionKind, str] = {
    SessionKind.PANEL: N_("panel"),
    SessionKind.AGAINST_STANDARD: N_("against the standard"),
    SessionKind.SAME_INSPECTOR: N_("same inspector again"),
    SessionKind.WITH_AGENTS: N_("with agents"),
    SessionKind.PILOT: N_("pilot"),
}
_KINDS_EXPLAINED: dict[SessionKind, str] = {
    SessionKind.PANEL: N_("Several inspectors score the same calls blind, then settle them together."),
    SessionKind.AGAINST_STANDARD: N_(
        "Calls of approved standard cases. The reveal measures everybody against the standard; nothing is settled."
    ),
    SessionKind.SAME_INSPECTOR: N_(
        "Each scores again what they scored before. The earlier answers stay hidden from them until the reveal."
    ),
    SessionKind.WITH_AGENTS: N_(
        "Front-line agents score beside the panel, with a one-time code at a desk. Their answers count apart; nobody "
        "gets a call of their own."
    ),
    SessionKind.PILOT: N_(
        "A form that is not published yet, or a new version, is tried out. It enters no record and no target."
    ),
}
_EVERY: dict[Every, str] = {
    Every.WEEK: N_("every {weekday}"),
    Every.TWO_WEEKS: N_("every second {weekday}"),
    Every.MONTH: N_("every first {weekday} of a month"),
}
_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_EVIDENCE: dict[Evidence, str] = {
    Evidence.ANY: N_("what speaks for them most"),
    Evidence.LOW_AGREEMENT: N_("low agreement"),
    Evidence.DISPUTED: N_("accepted disputes"),
    Evidence.BORDERLINE: N_("borderline scores"),
    Evidence.RARE_FAILURE: N_("rare failures"),
    Evidence.NOT_LATELY: N_("criteria not settled lately"),
}
_EVENTS: dict[EventKind, str] = {
    EventKind.OPENED: N_("{who} opened the session"),
    EventKind.REVEALED: N_("{who} revealed"),
    EventKind.UNSETTLED: N_("{who} took something settled back"),
    EventKind.SETTLED: N_("{who} settled the last criterion"),
    EventKind.CLOSED: N_("{who} closed the session"),
    EventKind.REOPENED: N_("{who} re-opened the session"),
    EventKind.SEATED: N_("{who} gave {about} a seat"),
    EventKind.UNSEATED: N_("{who} took the seat of {about} away"),
    EventKind.HANDED_OVER: N_("{who} let {about} lead"),
}
_OCCASIONS: dict[str, str] = {
    "meeting": N_("in the meeting"),
    "result": N_("in the result"),
    "call": N_("beside the call"),
    "export": N_("in exported ratings"),
    "figures": N_("behind a figure"),
}


def session_state_title(state: SessionState) -> str:
    """How far a calibration session has come, in a word."""
    return _(_STATES[state])


def session_kind_title(kind: SessionKind) -> str:
    """What a calibration session measures, in a few words."""
    return _(_KINDS[kind])


def session_kind_words(kind: SessionKind) -> str:
    """What a session of this kind does, in a sentence or two."""
    return _(_KINDS_EXPLAINED[kind])


def evidence_title(evidence: Evidence) -> str:
    """By what calls are chosen."""
    return _(_EVIDENCE[evidence])


def weekday_title(weekday: int) -> str:
    """A day of the week, from Monday as 0."""
    return _(_WEEKDAYS[weekday])


def every_words(every: Every, weekday: int) -> str:
    """How often, in words: "every second Monday"."""
    return _(_EVERY[every]).format(weekday=weekday_title(weekday))


def recurrence_words(recurrence: Recurrence) -> str:
    """What comes back when, of which kind, in a line; only a panel is on calls chosen by evidence."""
    calls = ngettext("{n} call", "{n} calls", recurrence.n_calls).format(n=recurrence.n_calls)
    told = _("{title}: {when}, {calls} by {evidence}")
    if recurrence.kind in (SessionKind.AGAINST_STANDARD, SessionKind.SAME_INSPECTOR):
        told = _("{title}: {when}, {calls}, {kind}")
    elif recurrence.kind is not SessionKind.PANEL:
        told = _("{title}: {when}, {calls} by {evidence}, {kind}")
    return told.format(
        title=recurrence.title,
        when=every_words(recurrence.every, recurrence.weekday),
        calls=calls,
        evidence=evidence_title(recurrence.evidence),
        kind=session_kind_title(recurrence.kind),
    )


def event_words(event: SessionEvent) -> str:
    """What happened, with who did it and whom it concerned."""
    return _(_EVENTS[event.kind]).format(who=event.who, about=event.about_name)


def occasion_words(occasion: str) -> str:
    """Where somebody was shown an answer."""
    return _(_OCCASIONS[occasion]) if occasion in _OCCASIONS else occasion


def reason_words(reason: Reason) -> str:
    """Why a call is worth bringing, in a sentence of its own."""
    criterion = _in_language(reason.criterion)
    if reason.evidence is Evidence.LOW_AGREEMENT:
        told = ngettext(
            "Two scored it and part on {n} criterion of {total}", "Two scored it and part on {n} criteria of {total}",
            reason.n,
        )  # fmt: skip
        return told.format(n=reason.n, total=reason.total)
    if reason.evidence is Evidence.DISPUTED and reason.since is not None:
        told = _("A dispute on “{criterion}” was accepted on {day}")
        return told.format(criterion=criterion, day=reason.since.isoformat())
    if reason.evidence is Evidence.BORDERLINE:
        return _("Its score of {score} is near {mark}").format(score=f"{reason.value:.1f}", mark=f"{reason.mark:g}")
    if reason.evidence is Evidence.RARE_FAILURE:
        told = _("It fails “{criterion}”, as only {n} of {total} calls do")
        return told.format(criterion=criterion, n=reason.n, total=reason.total)
    if reason.since is None:
        return _("It fails “{criterion}”, which no panel has settled yet").format(criterion=criterion)
    told = _("It fails “{criterion}”, which no panel has settled since {day}")
    return told.format(criterion=criterion, day=reason.since.isoformat())


def suggestion_words(suggestion: Suggestion) -> str:
    """All that speaks for a call, the strongest first."""
    parts = [reason_words(reason) for reason in suggestion.reasons]
    if suggestion.case_code:
        parts.append(_("Standard case {code}").format(code=suggestion.case_code))
    if suggestion.scored_by:
        parts.append(_("Scored before by {names}").format(names=listed(suggestion.scored_by)))
    return " · ".join(parts)


def reminder_words(title: str, names: tuple[str, ...], due_on: date | None) -> str:
    """A line to send to who is late."""
    if due_on is None:
        return _("{names}: the calibration session “{title}” waits for your answers.").format(
            names=listed(names), title=title
        )
    told = _("{names}: the calibration session “{title}” waits for your answers; they were due on {day}.")
    return told.format(names=listed(names), title=title, day=due_on.isoformat())


def moment_words(moment: datetime, time_zone: str) -> str:
    """A moment on the centre's clock, as commands and reports write it."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M}"


def _in_language(text: LocalText | None) -> str:
    return "" if text is None else text.in_language(current_language())
