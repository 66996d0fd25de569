"""`qa-desk calibration …`: what was said in calibration sessions, for whoever computes on it elsewhere."""

from pathlib import Path
from uuid import UUID

import click

from qa_desk.cli.base import ExitStatus, person_option, tell, workspace_option
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.ids import SessionId
from qa_desk.i18n import _


@click.group("calibration", help=_("Export what was said in calibration sessions."))
def calibration() -> None:
    """The commands of calibration."""


@calibration.command("ratings", help=_("Write the ratings of a revealed session to a long CSV file."))
@click.argument("session", metavar="ID")
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE.csv")
@workspace_option
@person_option
def ratings(session: str, output: Path, workspace: Path, person: str | None) -> int:
    """`qa-desk agreement FILE --categories pass,fail,na` computes the figures of the session's page from it."""
    with open_workspace(workspace) as opened:
        actor = actor_for(opened, person)
        text = opened.services.measuring.session_ratings(actor, _session_id(session))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8", newline="")
    tell(_("Written: {file}").format(file=output))
    return ExitStatus.DONE


def _session_id(text: str) -> SessionId:
    try:
        return SessionId(UUID(text))
    except ValueError:
        raise NotFoundError(what=text) from None
