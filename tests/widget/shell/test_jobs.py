"""Jobs: order, delivery on the GUI thread, cancel, owners that are gone, failures."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.gui.shell.jobs import ImmediateJobs, Job, Jobs, Progress
from qa_desk.paths import log_dir


@pytest.fixture
def real_jobs(qapp: QObject) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    assert jobs.finish()


def test_work_runs_off_the_gui_thread_and_is_delivered_on_it(real_jobs: Jobs, qtbot: QtBot) -> None:
    threads: list[object] = []
    owner = QObject()
    with qtbot.waitSignal(real_jobs.ended):
        real_jobs.run(
            owner,
            "Work",
            lambda _progress: threading.get_ident(),
            lambda ident: threads.extend([ident, QThread.isMainThread()]),
        )
    assert threads[0] != threading.get_ident()
    assert threads[1] is True


def test_the_store_lane_keeps_its_order(real_jobs: Jobs, qtbot: QtBot) -> None:
    order: list[int] = []
    owner = QObject()
    gate = threading.Event()

    def first(_progress: Progress) -> int:
        gate.wait(5)
        order.append(1)
        return 1

    def second(_progress: Progress) -> int:
        order.append(2)
        return 2

    real_jobs.run(owner, "First", first)
    real_jobs.run(owner, "Second", second)
    gate.set()
    qtbot.waitUntil(lambda: not real_jobs.running)
    assert order == [1, 2]


def test_nothing_is_delivered_to_an_owner_that_is_gone(real_jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[object] = []
    gate = threading.Event()
    owner = QObject()
    real_jobs.run(owner, "Work", lambda _progress: gate.wait(5), heard.append)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    with qtbot.waitSignal(real_jobs.ended):
        gate.set()
    assert heard == []


def test_cancel_reaches_the_work(real_jobs: Jobs, qtbot: QtBot) -> None:
    failures: list[Exception] = []
    started = threading.Event()
    owner = QObject()

    def work(progress: Progress) -> None:
        started.set()
        while True:
            progress.check()
            threading.Event().wait(0.005)

    job = real_jobs.run(owner, "Endless", work, None, failures.append)
    assert started.wait(5)
    with qtbot.waitSignal(real_jobs.ended):
        job.cancel()
    assert isinstance(failures[0], QADeskError)
    assert failures[0].code is ErrorCode.CANCELLED


def test_progress_says_what_and_how_far(real_jobs: Jobs, qtbot: QtBot) -> None:
    told: list[tuple[float | None, str]] = []
    real_jobs.progressed.connect(lambda job: told.append((job.share, job.what)))
    gate = threading.Event()

    def work(progress: Progress) -> None:
        progress.report(1, 4, "file one")
        gate.wait(5)

    real_jobs.run(QObject(real_jobs), "Import", work)
    qtbot.waitUntil(lambda: bool(told))
    gate.set()
    qtbot.waitUntil(lambda: not real_jobs.running)
    assert told == [(0.25, "file one")]


def test_a_known_error_goes_to_failed_and_leaves_no_report(jobs: ImmediateJobs) -> None:
    failures: list[Exception] = []

    def work(_progress: Progress) -> None:
        raise QADeskError(ErrorCode.FILE_MISSING, file="a.wav")

    jobs.run(QObject(jobs), "Read", work, None, failures.append)
    assert [str(error) for error in failures] == ["file_missing(file='a.wav')"]
    assert not (log_dir() / "crashes").exists() or not list((log_dir() / "crashes").iterdir())


def test_an_unexpected_error_is_reported_without_its_values(
    jobs: ImmediateJobs, caplog: pytest.LogCaptureFixture
) -> None:
    unheard: list[tuple[Job, Exception]] = []
    jobs.failed_unheard.connect(lambda job, error: unheard.append((job, error)))

    def work(_progress: Progress) -> None:
        raise ValueError("Li Na scored 58")

    jobs.run(QObject(jobs), "Read", work)
    report = max((log_dir() / "crashes").iterdir()).read_text(encoding="utf-8")
    assert "ValueError" in report
    assert "test_jobs.py" in report
    assert "Li Na" not in report
    assert "Li Na" not in caplog.text
    assert unheard[0][0].title == "Read"
    caplog.clear()


def test_time_left_follows_the_share_done() -> None:
    job = Job("Import", "store", is_quiet=False)
    assert job.left_s is None
    job.share = 0.25
    job._started_s -= 10
    assert job.left_s == pytest.approx(30, abs=0.5)


def test_what_can_wait_begins_at_the_next_pause_and_before_what_is_asked_for_later(
    real_jobs: Jobs, qtbot: QtBot
) -> None:
    order: list[str] = []
    owner = QObject()
    for name in ("one", "two"):
        real_jobs.run(owner, name, lambda _progress, name=name: order.append(name), can_wait=True)
    assert order == []
    qtbot.waitUntil(lambda: not real_jobs.running)
    assert order == ["one", "two"]
    real_jobs.run(owner, "three", lambda _progress: order.append("three"), can_wait=True)
    real_jobs.run(owner, "four", lambda _progress: order.append("four"))
    qtbot.waitUntil(lambda: not real_jobs.running)
    assert order == ["one", "two", "three", "four"]


def test_what_can_wait_is_done_before_the_window_closes(real_jobs: Jobs, qtbot: QtBot) -> None:
    kept: list[str] = []
    owner = QObject()
    real_jobs.run(owner, "Saving", lambda _progress: kept.append("it"), must_finish=True, can_wait=True)
    assert real_jobs.finish()
    assert kept == ["it"]
