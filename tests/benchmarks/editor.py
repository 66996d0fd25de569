"""How fast the editor of a scorecard is with a form of 100 criteria: python -m tests.benchmarks.editor.

In the real window, on the form and with the measure of the desk's benchmark: opening, going to another part with all
its fields, a key typed into a title, and the preview that follows once nobody types.
Exits 1 when one misses its aim.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.desk import N_EACH, N_SECTIONS, long_form  # first: it sets up how Qt paints

# isort: split
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from qa_desk.app import Desk, make_application
from qa_desk.audio.output.silent import SilentDevice
from qa_desk.domain.ids import VersionId
from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.domain.text import LocalText
from qa_desk.gui.scorecards.editing.editor import Editor
from qa_desk.gui.scorecards.editing.page import ScorecardPage
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.services.forms.authoring_views import NewScorecard
from tests.benchmarks.window_timing import Took, paint, say, timed, until, write
from tests.small_centre import SmallCentre, build, open_copy

OPEN_MS, PART_MS, KEY_MS, PREVIEW_MS = 300.0, 32.0, 16.0, 50.0
_N_FORMS, _N_ROUNDS, _N_KEYS = 3, 3, 40
_WORD = "abcdefghij"


def main() -> int:
    """Print the figures; does one miss its aim?"""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "made")
        centre = open_copy(Path(folder) / "made", Path(folder) / "workspace")
        drafts = [_draft(centre, place) for place in range(_N_FORMS)]
        centre.workspace.close()
        settings = SettingsStore(Path(folder) / "settings.json")
        settings.change(language="en", theme="light")
        desk = Desk(make_application(), settings, output=SilentDevice())
        assert desk.start(Path(folder) / "workspace", "Wang Fang")
        desk.window.resize(1280, 800)
        until(lambda: desk.window.page is not None)
        missed = _report(desk, drafts)
        desk.window.close()
        desk.close()
    return int(missed)


def _report(desk: Desk, drafts: list[VersionId]) -> bool:
    write(f"editor with {N_SECTIONS * N_EACH} criteria in {N_SECTIONS} sections, 1280×800")
    missed = say("another form opens", [_opening(desk, one) for _r in range(_N_ROUNDS) for one in drafts], OPEN_MS)
    editor, view = _editor(desk), _editor(desk).outline.view
    view.setFocus()
    missed |= say("another part", _pressing(view, [Qt.Key.Key_Down] * _N_KEYS), PART_MS)
    title = _visible(editor, "title_en")
    missed |= say("a letter of a title", [_typing(title, _WORD[n % 10]) for n in range(_N_KEYS)], KEY_MS)
    missed |= say("its preview", _previews(editor, lambda n: _typing(title, _WORD[n % 10])), PREVIEW_MS)
    return missed


def _opening(desk: Desk, version_id: VersionId) -> Took:
    def open_and_paint() -> None:
        desk.window.navigation.go(Place.to("scorecard", version=str(version_id)))
        until(lambda: isinstance(desk.window.page, ScorecardPage) and _is_open(desk.window.page, version_id))
        paint()

    took = timed(open_and_paint)
    _rest(desk)
    return took


def _is_open(page: ScorecardPage, version_id: VersionId) -> bool:
    return page.form is not None and page.form.version.id == version_id and page.is_body_shown


def _editor(desk: Desk) -> Editor:
    page = desk.window.page
    assert isinstance(page, ScorecardPage)
    assert page.editor is not None
    return page.editor


def _visible(editor: Editor, name: str) -> QLineEdit:
    field = next(one for one in editor.findChildren(QLineEdit, name) if one.isVisible())
    field.setFocus()
    return field


def _pressing(widget: QWidget, keys: list[Qt.Key]) -> list[Took]:
    def press(key: Qt.Key) -> None:
        QTest.keyClick(widget, key)
        paint()

    return [timed(lambda key=key: press(key)) for key in keys]


def _typing(field: QLineEdit, letter: str) -> Took:
    def type_and_paint() -> None:
        QTest.keyClicks(field, letter)
        paint()

    return timed(type_and_paint)


def _previews(editor: Editor, change: Callable[[int], object]) -> list[Took]:
    def show_and_paint() -> None:
        editor.preview.show_now()
        paint()

    took: list[Took] = []
    for number in range(_N_KEYS // 4):
        change(number)
        took.append(timed(show_and_paint))
    return took


def _rest(desk: Desk) -> None:
    jobs = desk.findChild(Jobs)
    assert jobs is not None
    until(lambda: not jobs.running)


def _draft(centre: SmallCentre, place: int) -> VersionId:
    authoring, lead = centre.services.authoring, centre.lead
    key = f"long_{place}"
    version_id, _changes = authoring.begin_scorecard(lead, NewScorecard(LocalText.of(f"Long form {place}"), key))
    draft = authoring.version(lead, version_id)
    authoring.save_draft(
        lead, version_id, ScorecardDefinition(key, draft.title, draft.policy, long_form()), draft.n_saves
    )
    return version_id


if __name__ == "__main__":
    sys.exit(main())
