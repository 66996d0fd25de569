"""On whose behalf a command runs: opens the workspace and finds the person, asking for a password unseen where needed.

A password is only ever typed at a terminal: never an argument, an environment variable of ours, or a file.
"""

import sys
from pathlib import Path

import click

from qa_desk import bootstrap
from qa_desk.bootstrap import Workspace
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.i18n import _
from qa_desk.services.centre.signing_in import system_account


def open_workspace(folder: Path) -> Workspace:
    """The workspace, open; a team's server that wants a login gets it from whoever sits at the terminal."""
    try:
        return bootstrap.open_workspace(folder)
    except QADeskError as error:
        if error.code is not ErrorCode.LOGIN_REFUSED or not _is_terminal():
            raise
    login = click.prompt(_("Account"), default=system_account() or None, err=True)
    password = click.prompt(_("Password"), hide_input=True, err=True)
    return bootstrap.open_workspace(folder, credentials=bootstrap.login_of(login, password))


def actor_for(workspace: Workspace, person: str | None) -> Actor:
    """The person named, else whom the system account stands for, else the only administrator."""
    return bootstrap.actor_for(workspace, person, ask=_asked_password if _is_terminal() else None)


def _asked_password(name: str) -> str:
    return click.prompt(_("Password of {name}").format(name=name), hide_input=True, err=True)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
