"""`qa-desk calibration`: sessions, what is on record of one, its figures, and what waits, for people and schedulers."""

from datetime import datetime
from pathlib import Path

import click

from qa_desk.agreement.estimate import Estimate
from qa_desk.bootstrap import Services
from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.calibration_json import due_document, result_document, session_document, summary_document
from qa_desk.cli.text_table import columns_text
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.calibration import SeatKind, SessionSummary
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.ids import SessionId
from qa_desk.domain.people import Actor
from qa_desk.i18n import _, current_language, in_a_row, listed, ngettext
from qa_desk.reports.statistic_names import interval_text, value_text
from qa_desk.reports.statistics_words import reason_text
from qa_desk.services.calibration.calibrating_views import SessionView
from qa_desk.services.calibration.calibration_figures import AgreementFigures, SessionResult
from qa_desk.services.calibration.convening_views import DueSessions, SessionRecord
from qa_desk.services.calibration.session_words import (
    event_words,
    moment_words,
    occasion_words,
    recurrence_words,
    reminder_words,
    session_kind_title,
    session_state_title,
)
from qa_desk.services.keeping.whole_file import write_whole

_SHARE = "percent_agreement"


@click.group("calibration", help=_("List calibration sessions, show one, its figures, and what is due."))
def calibration() -> None:
    """The commands about calibration sessions."""


@calibration.command("list", help=_("List the sessions, those that wait first."))
@workspace_option
@person_option
@json_option
def list_(workspace: Path, person: str | None, *, as_json: bool) -> int:
    """All that this person may look at."""
    with open_workspace(workspace) as opened:
        services = opened.services
        found = services.calibrating.sessions(actor_for(opened, person))
        zone, now = services.administering.centre().time_zone, services.now()
    if as_json:
        print_json({"sessions": [summary_document(one, now) for one in found]})
    elif not found:
        tell(_("There is no calibration session yet."))
    else:
        head = (_("id"), _("session"), _("state"), _("kind"), _("calls"), _("done"), _("due"))
        click.echo("\n".join(columns_text([head, *(_summary_row(one, zone, now) for one in found)], frozenset({4}))))
    return ExitStatus.DONE


@calibration.command("show", help=_("Show one session: who is done, what happened, and what the panel committed to."))
@click.argument("session")
@workspace_option
@person_option
@json_option
def show(session: str, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """Exit status 1 when a commitment does not hold."""
    with open_workspace(workspace) as opened:
        services, actor = opened.services, actor_for(opened, person)
        key = _session_named(services, actor, session)
        view, record = services.calibrating.session(actor, key), services.convening.record(actor, key)
        zone = services.administering.centre().time_zone
    if as_json:
        print_json(session_document(view, record))
    else:
        _say_session(view, record, zone)
    return ExitStatus.PARTLY if record.broken else ExitStatus.DONE


@calibration.command("result", help=_("Print the figures of a session that was revealed."))
@click.argument("session")
@workspace_option
@person_option
@json_option
def result(session: str, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """The same figures as on the page; agents' answers apart, repeatability by inspector."""
    with open_workspace(workspace) as opened:
        services, actor = opened.services, actor_for(opened, person)
        key = _session_named(services, actor, session)
        found = services.calibrating.result(actor, key)
        agents = services.calibrating.agents_result(actor, key)
        repeated = services.calibrating.repeatability(actor, key)
    if as_json:
        document = {"session": str(key), **result_document(found)}
        document["agents"] = result_document(agents) if agents else None
        document["repeatability"] = [{"name": one.name, **result_document(one.result)} for one in repeated]
        print_json(document)
        return ExitStatus.DONE
    parts = [("", found)] + ([(_("Agents"), agents)] if agents else [])
    parts += [(_("Repeatability of {name}").format(name=one.name), one.result) for one in repeated]
    click.echo("\n\n".join(_result_text(title, one) for title, one in parts))
    return ExitStatus.DONE


@calibration.command("ratings", help=_("Write the ratings of a revealed session to a long CSV file."))
@click.argument("session")
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE.csv")
@workspace_option
@person_option
def ratings(session: str, output: Path, workspace: Path, person: str | None) -> int:
    """`qa-desk agreement FILE --categories pass,fail,na` computes the figures of the session's page from it."""
    with open_workspace(workspace) as opened:
        actor = actor_for(opened, person)
        text = opened.services.measuring.session_ratings(actor, _session_named(opened.services, actor, session))
    output.parent.mkdir(parents=True, exist_ok=True)
    write_whole(output, text)
    tell(_("Written: {file}").format(file=output))
    return ExitStatus.DONE


@calibration.command("due", help=_("Say which sessions are to be opened and who is late; --open opens them."))
@click.option("--open", "opens", is_flag=True, help=_("Open the recurring sessions that are due, each once."))
@workspace_option
@person_option
@json_option
def due(workspace: Path, person: str | None, *, opens: bool, as_json: bool) -> int:
    """For schedulers; exit status 1 while something waits that was not opened or is late."""
    with open_workspace(workspace) as opened:
        services, actor = opened.services, actor_for(opened, person)
        made, _changes = services.convening.open_due(actor) if opens else ((), None)
        waiting = services.convening.due(actor)
        zone = services.administering.centre().time_zone
    if as_json:
        print_json(due_document(waiting, made))
    else:
        _say_due(waiting, made, zone)
    return ExitStatus.PARTLY if waiting.to_open or waiting.late else ExitStatus.DONE


def _session_named(services: Services, actor: Actor, text: str) -> SessionId:
    """The one session whose id begins so, or that has that title. Raises NotFoundError."""
    found = services.calibrating.sessions(actor)
    matching = [one.id for one in found if str(one.id).startswith(text.casefold()) or one.title == text]
    if len(matching) != 1:
        raise NotFoundError(what=_("The session “{name}”").format(name=text))
    return matching[0]


def _summary_row(one: SessionSummary, zone: str, now: datetime) -> tuple[str, ...]:
    due_at = moment_words(one.due_at, zone) if one.due_at else ""
    return (
        str(one.id)[:8],
        one.title,
        session_state_title(one.state),
        session_kind_title(one.kind),
        str(one.n_calls),
        _("{n} of {total}").format(n=one.n_seats_done, total=one.n_seats),
        _("{day}, overdue").format(day=due_at) if one.is_overdue(now) else due_at,
    )


def _say_session(view: SessionView, record: SessionRecord, zone: str) -> None:
    session = view.session
    kind = session_kind_title(session.kind)
    lead = _("led by {name}").format(name=view.lead_name)
    click.echo(" · ".join((session.title, session_state_title(session.state), kind, lead)))
    if session.due_at is not None:
        due_at = moment_words(session.due_at, zone)
        click.echo((_("Due {day}, overdue.") if view.is_overdue else _("Due {day}.")).format(day=due_at))
    if session.criteria:
        titles = [criterion.title.in_language(current_language()) for criterion in view.version.criteria]
        click.echo(_("Asked: {criteria}.").format(criteria=listed(titles)))
    seats = [(_("panel"), _("as"), _("done"))] + [
        (
            seat.name,
            _("agent") if seat.kind is SeatKind.AGENT else _("inspector"),
            _("{n} of {total}").format(n=seat.n_done, total=seat.n_calls),
        )
        for seat in session.seats
    ]
    events = [(moment_words(one.at, zone), in_a_row((event_words(one), one.reason))) for one in record.events]
    committed = [
        (one.name, one.call_key, moment_words(one.made_at, zone), one.sha256, _holds_words(one.holds))
        for one in record.commitments
    ]
    seen = [
        (moment_words(one.at, zone), _("{reader} saw {author} on {call}").format(
            reader=one.reader, author=one.author, call=one.call_key), occasion_words(one.occasion))
        for one in record.disclosures
    ]  # fmt: skip
    for title, rows in ((_("Panel"), seats), (_("Events"), events), (_("Committed"), committed), (_("Seen"), seen)):
        if rows:
            click.echo("\n".join(["", title, *columns_text(rows, frozenset())]))


def _holds_words(holds: bool | None) -> str:
    if holds is None:
        return _("sealed")
    return _("holds") if holds else _("does not hold")


def _result_text(title: str, found: SessionResult) -> str:
    counted = _("{calls} calls, {inspectors} inspectors, {judgements} judgements").format(
        calls=found.n_calls, inspectors=found.n_inspectors, judgements=found.n_judgements
    )
    rows = [(_("criterion"), _("agreement"), _("interval"), "AC1", _("calls"))]
    rows.append((_("all criteria"), *_figure_cells(found.overall), str(found.n_calls)))
    rows += [
        (one.criterion.title.in_language(current_language()), *_figure_cells(one.figures), str(one.n_calls))
        for one in found.criteria
    ]
    parts = [part for part in (title, counted) if part]
    return "\n".join([*parts, *columns_text(rows, frozenset({1, 2, 3, 4}))])


def _figure_cells(figures: AgreementFigures) -> tuple[str, str, str]:
    shown = figures.agreement
    return _value(_SHARE, shown), interval_text(_SHARE, shown), _value("gwet_ac1", figures.ac1)


def _value(key: str, figure: Estimate) -> str:
    if figure.value is not None:
        return value_text(key, figure.value)
    return reason_text(figure.undefined) if figure.undefined else "–"


def _say_due(waiting: DueSessions, made: tuple[SessionId, ...], zone: str) -> None:
    if made:
        click.echo(ngettext("{n} session was opened.", "{n} sessions were opened.", len(made)).format(n=len(made)))
    for view in waiting.to_open:
        click.echo(_("To be opened for {day}: {what}").format(day=view.due_on, what=recurrence_words(view.recurrence)))
    for late in waiting.late:
        due_at = late.session.due_at
        click.echo(reminder_words(late.session.title, late.names, due_at.date() if due_at else None))
    if not (made or waiting.to_open or waiting.late):
        click.echo(_("Nothing is due."))
