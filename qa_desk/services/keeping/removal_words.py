"""What retention and erasure say, line by line; the page and the commands show the same."""

from qa_desk.domain.retention import KeptReason, RetentionLine, RetentionPurpose
from qa_desk.i18n import N_, _, listed, ngettext
from qa_desk.services.privacy.erasing import ErasurePreview

_PURPOSES: dict[RetentionPurpose, str] = {
    RetentionPurpose.RECORDINGS: N_("recordings"),
    RetentionPurpose.TRANSCRIPTS: N_("transcripts"),
    RetentionPurpose.CUSTOMERS: N_("customers of calls"),
    RetentionPurpose.ROUTINE: N_("routine evaluations"),
    RetentionPurpose.PRACTICE: N_("practice evaluations"),
    RetentionPurpose.QUALIFICATION: N_("qualification evaluations"),
}
_REASONS: dict[KeptReason, str] = {
    KeptReason.STANDARD_CASE: N_("a standard case rests on it"),
    KeptReason.DISPUTE: N_("a dispute is open"),
    KeptReason.OPEN_SESSION: N_("a calibration session is not closed"),
    KeptReason.IN_WORK: N_("it is still to be scored"),
}


def purpose_title(purpose: RetentionPurpose) -> str:
    """What a period is for, in words."""
    return _(_PURPOSES[purpose])


def line_told(line: RetentionLine) -> str:
    """How long something is kept, and how much had its time."""
    what = purpose_title(line.purpose)
    if line.n_days is None:
        return _("{what}: kept for ever").format(what=what)
    n_days = ngettext("{n} day", "{n} days", line.n_days).format(n=line.n_days)
    if not line.n_due:
        return _("{what}: kept {days}; nothing is older").format(what=what, days=n_days)
    told = _("{what}: kept {days}; {n} had their time, the oldest of {day}")
    return told.format(what=what, days=n_days, n=line.n_due, day=line.oldest)


def kept_told(line: RetentionLine) -> tuple[str, ...]:
    """What stays although its time is over, with the reason."""
    told = _("kept: {call} – {reason}")
    return tuple(told.format(call=kept.call_key, reason=_(_REASONS[kept.reason])) for kept in line.kept)


def traces_told(found: ErasurePreview) -> tuple[str, ...]:
    """All that tells of a customer, and what nobody here can reach."""
    traces = found.traces
    lines = [_("call {key} of {day}").format(key=call.key, day=call.day or "–") for call in found.calls]
    lines += [
        words.format(n=n)
        for words, n in (
            (_("recordings: {n}"), traces.n_recordings),
            (_("transcripts: {n}"), traces.n_transcripts),
            (_("masked passages: {n}"), traces.n_masks),
            (_("evaluations whose words go and whose ratings stay: {n}"), traces.n_evaluations),
            (_("notes on marks: {n}"), traces.n_marks),
        )
        if n
    ]
    if traces.case_codes:
        lines.append(_("standard cases that are retired: {codes}").format(codes=listed(traces.case_codes)))
    left = _("left on {day} as {name}, taken by {person}: nobody can call it back from here")
    lines += [
        left.format(day=f"{one.handed_out_at:%Y-%m-%d}", name=one.name, person=one.person_name)
        for one in found.handed_out
    ]
    also = _("the id also stands in {table}.{column}, {n} times: look there yourself")
    lines += [also.format(table=one.table, column=one.column, n=one.n_rows) for one in found.elsewhere]
    holds = _("still holds all of it: {file}; remove it when you no longer need it")
    lines += [holds.format(file=name) for name in found.copies]
    return (*lines, _("Backups that lie elsewhere hold it until you remove them; QA Desk does not know of them."))
