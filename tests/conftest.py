"""What holds for every test: a home of its own, English texts, no window on a real screen, nothing left behind.

The fixtures here are automatic. A Qt test that leaves a thread, a running timer or a window fails by name, in its own
teardown, instead of making some later test fail at random.
"""

import gc
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qa_desk.i18n import current_language, use_language
from tests.cheap_hashes import CHEAP, REAL, hashing
from tests.shared_schemas import share_schemas
from tests.shared_statements import share_statements

# No test asserts a time: a busy machine is no fault of an example.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

_PATIENCE_S = 2.0
_OBJECTS_BEFORE_COLLECTING = 50_000
_MEMORY = Path("/dev/shm")
_ENOUGH_MEMORY_BYTES = 2 * 2**30
# they prove or measure the program as it is, on the disk
_MEASURED = {"proof", "benchmarks"}
_HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_CACHE_HOME": ".cache",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": "run",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--require-postgres`: a machine without PostgreSQL fails the store tests instead of skipping them."""
    parser.addoption(
        "--require-postgres",
        action="store_true",
        default=os.environ.get("CI", "").lower() in ("1", "true", "yes"),
        help="fail, not skip, where PostgreSQL is not installed (the default when CI is set)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Folders for temporary files lie in memory: a disk takes ten milliseconds for each change that is kept safe.

    Where there is too little memory, as in many containers, they stay where they are.
    """
    if _is_measured(config) or "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(_MEMORY).free >= _ENOUGH_MEMORY_BYTES:
        # for the workers and for PostgreSQL as well
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None


def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end, modules above all: it took a tenth of the processor's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def home_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder made for this run, so that no test reads or writes what belongs to the person running it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable, folder in _HOME_VARIABLES.items():
            place = home / folder
            place.mkdir(parents=True, exist_ok=True)
            place.chmod(0o700)
            patch.setenv(variable, str(place))
        for variable in ("QA_DESK_WORKSPACE", "QA_DESK_LANGUAGE"):
            patch.delenv(variable, raising=False)
        # nor asks for or puts anything into the keyring of that person
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        yield home


@pytest.fixture(scope="session", autouse=True)
def hashes_are_cheap(pytestconfig: pytest.Config) -> Iterator[None]:
    """Passwords and codes are hashed in no time."""
    with nullcontext() if _is_measured(pytestconfig) else hashing(CHEAP):
        yield


@pytest.fixture
def real_hashes() -> Iterator[None]:
    """Passwords and codes are hashed as slowly as in the program."""
    with hashing(REAL):
        yield


@pytest.fixture(scope="session", autouse=True)
def work_is_shared(pytestconfig: pytest.Config) -> None:
    """Statements are compiled and schemas migrated once, though each test has a database of its own."""
    if not _is_measured(pytestconfig):
        share_statements()
        share_schemas()


@pytest.fixture(autouse=True)
def english_texts() -> Iterator[None]:
    """Every test begins in English, whatever the one before it chose."""
    if current_language() != "en":
        use_language("en")
    yield
    if current_language() != "en":
        use_language("en")


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Name the Qt test that leaves a thread, a running timer or a window behind, or that logged an error."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    # Loaded here, so that tests without Qt don't pay for it.
    from tests.leftovers import Watch

    with pytest.MonkeyPatch.context() as patch:
        watch = Watch(patch)
        yield
        left = watch.left_behind(_PATIENCE_S)
    assert not left, f"{request.node.nodeid} left behind: {', '.join(left)}"
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, f"{request.node.nodeid} logged as errors (caplog.clear() when meant): {errors}"


@pytest.fixture(autouse=True)
def no_thread_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Name the test, with or without Qt, that leaves a thread of Python's running."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _PATIENCE_S
    while (left := [one for one in threading.enumerate() if _is_left(one, before)]) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"{request.node.nodeid} left threads running: {', '.join(one.name for one in left)}"


def _is_measured(config: pytest.Config) -> bool:
    return any(_MEASURED & set(Path(argument.split("::")[0]).parts) for argument in config.args)


def _is_left(thread: threading.Thread, before: set[threading.Thread]) -> bool:
    # Dummy threads are how Python sees threads of Qt's pools, which stay for reuse and are watched by their own name.
    return thread not in before and thread.is_alive() and not isinstance(thread, threading._DummyThread)
