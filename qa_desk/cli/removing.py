"""`qa-desk retention` and `qa-desk erase-customer`: letting go of what had its time, and of one customer, for good."""

from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.progress import TerminalProgress
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.retention import KeptReason, RetentionLine, RetentionPurpose
from qa_desk.i18n import N_, _, listed, ngettext
from qa_desk.services.erasing import ErasurePreview
from qa_desk.services.keeping.copies_left import copies_in

PURPOSES: dict[RetentionPurpose, str] = {
    RetentionPurpose.RECORDINGS: N_("recordings"),
    RetentionPurpose.TRANSCRIPTS: N_("transcripts"),
    RetentionPurpose.CUSTOMERS: N_("customers of calls"),
    RetentionPurpose.ROUTINE: N_("routine evaluations"),
    RetentionPurpose.PRACTICE: N_("practice evaluations"),
    RetentionPurpose.QUALIFICATION: N_("qualification evaluations"),
}
REASONS: dict[KeptReason, str] = {
    KeptReason.STANDARD_CASE: N_("a standard case rests on it"),
    KeptReason.DISPUTE: N_("a dispute is open"),
    KeptReason.OPEN_SESSION: N_("a calibration session is not closed"),
    KeptReason.IN_WORK: N_("it is still to be scored"),
}


@click.command("retention", help=_("Say what had its time, and with --apply remove it for good."))
@click.option("--dry-run", "only_says", is_flag=True, help=_("Only say what would go (as without any option)."))
@click.option("--apply", "applies", is_flag=True, help=_("Remove it. A scheduler calls this once a day."))
@click.option(
    "--keep",
    "periods",
    type=(click.Choice([purpose.value for purpose in RetentionPurpose]), str),
    multiple=True,
    metavar="WHAT DAYS",
    help=_("Set a period from today on: --keep recordings 365, or “ever” for the days."),
)
@workspace_option
@person_option
@json_option
def retention(
    periods: tuple[tuple[str, str], ...],
    workspace: Path,
    person: str | None,
    *,
    only_says: bool,
    applies: bool,
    as_json: bool,
) -> int:
    """Nothing goes without --apply."""
    if only_says and applies:
        raise click.UsageError(_("--dry-run and --apply exclude each other."))
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        actor, retaining = actor_for(opened, person), opened.services.retaining
        if periods:
            retaining.set_periods(actor, {RetentionPurpose(what): _days(days) for what, days in periods})
        found = retaining.apply(actor, progress) if applies else retaining.preview(actor)
    if as_json:
        print_json({"day": str(found.day), "applied": applies, "lines": [_line_as_json(line) for line in found.lines]})
        return ExitStatus.DONE
    for line in found.lines:
        click.echo(_told(line))
        for kept in line.kept:
            click.echo(_("  kept: {call} – {reason}").format(call=kept.call_key, reason=_(REASONS[kept.reason])))
    if not applies and found.n_due:
        tell(_("Nothing was removed. With --apply it is."))
    return ExitStatus.DONE


@click.command("erase-customer", help=_("Forget one customer: sound, words and names go, ratings stay as figures."))
@click.argument("customer_id", metavar="ID")
@click.option("--dry-run", "only_says", is_flag=True, help=_("Only say what tells of the customer."))
@click.option("--yes", "is_sure", is_flag=True, help=_("Don't ask again."))
@workspace_option
@person_option
@json_option
def erase_customer(
    customer_id: str, workspace: Path, person: str | None, *, only_says: bool, is_sure: bool, as_json: bool
) -> int:
    """Says first what will go and what can't be reached; asks before anything goes."""
    with open_workspace(workspace) as opened:
        actor, erasing = actor_for(opened, person), opened.services.erasing
        found = erasing.preview(actor, customer_id)
        copies = copies_in(workspace)
        if not as_json:
            _tell_traces(found, copies)
        erases = not only_says and (is_sure or click.confirm(_("Forget this customer for good?"), err=True))
        if erases:
            erasing.erase(actor, customer_id)
    if as_json:
        print_json({"erased": erases, **_preview_as_json(found, copies)})
    else:
        click.echo(_("The customer is forgotten.") if erases else _("Nothing was removed."))
    return ExitStatus.DONE if erases or only_says else ExitStatus.PARTLY


def _days(text: str) -> int | None:
    if text == "ever":
        return None
    try:
        return int(text)
    except ValueError:
        raise click.BadParameter(_("days are a number, or “ever”")) from None


def _told(line: RetentionLine) -> str:
    what = _(PURPOSES[line.purpose])
    if line.n_days is None:
        return _("{what}: kept for ever").format(what=what)
    n_days = ngettext("{n} day", "{n} days", line.n_days).format(n=line.n_days)
    if not line.n_due:
        return _("{what}: kept {days}; nothing is older").format(what=what, days=n_days)
    told = _("{what}: kept {days}; {n} had their time, the oldest of {day}")
    return told.format(what=what, days=n_days, n=line.n_due, day=line.oldest)


def _tell_traces(found: ErasurePreview, copies: tuple[str, ...]) -> None:
    traces = found.traces
    for call in found.calls:
        click.echo(_("call {key} of {day}").format(key=call.key, day=call.day or "–"))
    for words, n in (
        (_("recordings: {n}"), traces.n_recordings),
        (_("transcripts: {n}"), traces.n_transcripts),
        (_("masked passages: {n}"), traces.n_masks),
        (_("evaluations whose words go and whose ratings stay: {n}"), traces.n_evaluations),
        (_("notes on marks: {n}"), traces.n_marks),
    ):
        click.echo(words.format(n=n))
    if traces.case_codes:
        click.echo(_("standard cases that are retired: {codes}").format(codes=listed(traces.case_codes)))
    for one in found.handed_out:
        told = _("left on {day} as {name}, taken by {person}: nobody can call it back from here")
        click.echo(told.format(day=f"{one.handed_out_at:%Y-%m-%d}", name=one.name, person=one.person_name))
    for one in found.elsewhere:
        click.echo(
            _("the id also stands in {table}.{column}, {n} times: look there yourself").format(
                table=one.table, column=one.column, n=one.n_rows
            )
        )
    for name in copies:
        click.echo(_("still holds all of it: {file}; remove it when you no longer need it").format(file=name))
    click.echo(_("Backups that lie elsewhere hold it until you remove them; QA Desk does not know of them."))


def _line_as_json(line: RetentionLine) -> dict[str, object]:
    return {
        "purpose": line.purpose.value,
        "days": line.n_days,
        "before": str(line.before) if line.before else None,
        "due": line.n_due,
        "oldest": str(line.oldest) if line.oldest else None,
        "kept": [{"call": kept.call_key, "reason": kept.reason.value} for kept in line.kept],
    }


def _preview_as_json(found: ErasurePreview, copies: tuple[str, ...]) -> dict[str, object]:
    traces = found.traces
    return {
        "calls": [{"key": call.key, "day": str(call.day) if call.day else None} for call in found.calls],
        "recordings": traces.n_recordings,
        "transcripts": traces.n_transcripts,
        "masks": traces.n_masks,
        "evaluations": traces.n_evaluations,
        "marks": traces.n_marks,
        "sessions": list(traces.session_titles),
        "cases": list(traces.case_codes),
        "handed_out": [
            {"kind": one.kind.value, "name": one.name, "by": one.person_name, "at": one.handed_out_at.isoformat()}
            for one in found.handed_out
        ],
        "elsewhere": [{"table": one.table, "column": one.column, "rows": one.n_rows} for one in found.elsewhere],
        "copies": list(copies),
    }
