"""What commands have in common: options, printing, exit status, and being loaded only when called."""

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

import click

from qa_desk.i18n import _
from qa_desk.paths import default_workspace_dir

Command = TypeVar("Command", bound=Callable[..., Any])


class ExitStatus(IntEnum):
    """What a command returns; schedulers and scripts read it."""

    DONE = 0
    PARTLY = 1
    """Some files or rows were refused, each named with its reason; the rest is kept."""
    NOTHING = 2
    """The request was wrong, or nothing could be done."""


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command that is imported when it is called.

    Args:
        target: "module:attribute" of a click command.
        summary: its line in the list of commands, marked with `N_`.
        is_hidden: left out of that list.
    """

    target: str
    summary: str
    is_hidden: bool = False


class LazyGroup(click.Group):
    """A group that lists its commands without importing them, so that `--help` stays quick."""

    def __init__(self, *, lazy_commands: Mapping[str, LazyCommand], **options: Any) -> None:
        super().__init__(**options)
        self._lazy = lazy_commands

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order they were declared."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of this name; None when there is none."""
        entry = self._lazy.get(cmd_name)
        return load(entry.target) if entry else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write names and summaries from the table."""
        rows = [(name, _(entry.summary)) for name, entry in self._lazy.items() if not entry.is_hidden]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)


def load(target: str) -> Any:
    """The attribute that "module:attribute" names, importing its module now."""
    module, _colon, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def open_window(workspace: Path | None, person: str | None = None) -> int:
    """Open the window on this workspace, or on the last one; returns when it is closed, with the exit status.

    Args:
        person: signs in at once, by name or id, instead of being asked on the first screen.
    """
    # By name: every other command runs without Qt, and the import floors keep app and cli apart.
    return load("qa_desk.app:run")(workspace, person)


def workspace_option(command: Command) -> Command:
    """Add `--workspace DIR`, which arrives as `workspace: Path`."""
    return click.option(
        "--workspace",
        type=click.Path(file_okay=False, path_type=Path),
        default=default_workspace_dir,
        metavar="DIR",
        help=_("Folder of the workspace (else QA_DESK_WORKSPACE, else the one of your user data)."),
    )(command)


def person_option(command: Command) -> Command:
    """Add `--as PERSON`, which arrives as `person: str | None`; None is the person mapped to the system's user."""
    return click.option(
        "--as",
        "person",
        metavar="PERSON",
        help=_("Who asks: a person of the workspace (else the one mapped to your system account)."),
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`, which arrives as `as_json: bool`."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        help=_("Print one JSON document; messages go to standard error."),
    )(command)


def print_json(document: Any) -> None:
    """Print one JSON document on standard output; a NaN in it is a bug and raises."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def tell(message: str) -> None:
    """Say something to the person that is not the result: progress, refusals, hints. Goes to standard error."""
    click.echo(message, err=True)
