"""Finds what a Qt test left behind: running timers and threads of Qt's, and windows nobody closed. Used by conftest."""

import gc
import time
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class Watch:
    """Notes what a test starts, from its making on.

    Args:
        patch: undoes the noting after the test.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._started: list[weakref.ref[QObject]] = []
        self._windows_before = {id(window) for window in _windows()}
        for kind in (QTimer, QThread):
            patch.setattr(kind, "start", self._noting(kind.start))

    def left_behind(self, patience_s: float) -> list[str]:
        """What is still running or open, in words; waits this long for it to end by itself."""
        deadline = time.monotonic() + patience_s
        _deliver_deletions()
        left = self._still_there()
        if left:
            gc.collect()
        while (left := self._still_there()) and time.monotonic() < deadline:
            time.sleep(0.01)
            _deliver_deletions()
        return left

    def _noting(self, start):  # type: ignore[no-untyped-def]  # Qt's overloads have no common signature
        def noted(timer_or_thread: QObject, *args: object) -> None:
            self._started.append(weakref.ref(timer_or_thread))
            start(timer_or_thread, *args)

        return noted

    def _still_there(self) -> list[str]:
        left: list[str] = []
        for reference in self._started:
            one = reference()
            if one is None or not isValid(one):
                continue
            if isinstance(one, QTimer) and one.isActive():
                left.append(f"a timer of {_owner(one)} that still runs")
            elif isinstance(one, QThread) and one.isRunning():
                left.append(f"a thread of {_owner(one)} that still runs")
        if QThreadPool.globalInstance().activeThreadCount():
            left.append("work in Qt's thread pool")
        left += [f"the window {_name(one)}" for one in _windows() if id(one) not in self._windows_before]
        return left


def _windows() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if isValid(one) and one.parent() is None]


def _deliver_deletions() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def _owner(one: QObject) -> str:
    parent = one.parent()
    return _name(parent) if parent is not None else "nobody"


def _name(one: QObject) -> str:
    return one.objectName() or type(one).__name__
