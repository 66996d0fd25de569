"""How far long work is, on one line of the terminal; Ctrl+C stops it at the next safe point."""

import shutil
import signal
import sys
from types import FrameType, TracebackType
from typing import Self

import click

_CLEAR = "\r\033[K"


class TerminalProgress:
    """A progress line on standard error, shown only on a terminal. Within the `with`, Ctrl+C cancels."""

    def __init__(self) -> None:
        self._is_cancelled = False
        self._is_shown = sys.stderr.isatty()
        self._before: signal.Handlers | None = None

    def report(self, done: int, total: int | None, what: str) -> None:
        """Write the line anew."""
        if not self._is_shown:
            return
        counted = f"{done}/{total}  " if total else ""
        width = shutil.get_terminal_size().columns - 1
        click.echo(_CLEAR + f"{counted}{what}"[:width], err=True, nl=False)

    @property
    def is_cancelled(self) -> bool:
        """Whether Ctrl+C was pressed."""
        return self._is_cancelled

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._on_interrupt)  # type: ignore[assignment]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before or signal.SIG_DFL)
        if self._is_shown:
            click.echo(_CLEAR, err=True, nl=False)

    def _on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_cancelled:
            raise KeyboardInterrupt
        self._is_cancelled = True
