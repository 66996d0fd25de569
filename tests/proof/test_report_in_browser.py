"""A report opens in a browser as it was meant: readable in both themes, silent, and asking nobody for anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from qa_desk.reports.render import html
from tests.proof.browser import PROGRAM, Browser, started
from tests.proof.demo_reports import LANGUAGES, DemoReports
from tests.unit.reports.test_render import EVIL, a_document

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="NO REPORT WAS LOOKED AT IN A BROWSER: install chromium")

_SEEN = {
    "text": "document.body.innerText",
    "overhang_px": "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    "drawings": "[...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().height > 40).length",
    "n_passages": "document.querySelectorAll('audio').length",
    "seconds_to_play": """
        Promise.all([...document.querySelectorAll('audio')].map(audio => new Promise(done => {
            audio.onloadedmetadata = () => done(audio.duration)
            audio.onerror = () => done(0)
            audio.preload = 'auto'
            audio.load()
        })))""",
}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all pages."""
    with started(tmp_path_factory.mktemp("browser") / "profile") as browser:
        yield browser


@pytest.fixture(scope="module")
def common_issues(demo_reports: DemoReports, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The common-issue report of the demo, by language."""
    folder = tmp_path_factory.mktemp("common_issues")
    pages = {language: folder / f"{language}.html" for language in LANGUAGES}
    for language, page in pages.items():
        demo_reports.write("common_issues", language, page)
    return pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_common_issues_are_drawn_and_play(
    browser: Browser, common_issues: dict[str, Path], language: str, scheme: str
) -> None:
    seen = browser.look(common_issues[language], scheme=scheme, questions=_SEEN)
    assert seen.complaints == ()
    assert seen.requests == ()
    assert ("共性问题" if language == "zh_CN" else "Common issues") in seen.values["text"]
    assert seen.values["overhang_px"] <= 0
    assert seen.values["drawings"] >= 2
    assert seen.values["n_passages"] > 0
    assert all(seconds > 1 for seconds in seen.values["seconds_to_play"]), seen.values["seconds_to_play"]
    picture = QImage.fromData(seen.picture)
    assert picture.width() == 1280
    assert picture.height() > 900
    darkness = _share_of_dark(picture)
    assert darkness > 0.8 if scheme == "dark" else darkness < 0.3
    assert min(darkness, 1 - darkness) > 0.01, "nothing is written on the page"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_text_stays_text(browser: Browser, tmp_path: Path, scheme: str) -> None:
    page = tmp_path / "hostile.html"
    page.write_bytes(html.render(a_document()))
    seen = browser.look(page, scheme=scheme, questions=_SEEN)
    assert seen.complaints == ()
    assert seen.requests == ()
    assert EVIL in seen.values["text"]


def test_a_page_that_asks_and_complains_is_seen_to(browser: Browser, tmp_path: Path) -> None:
    """The other tests could not fail without this."""
    page = tmp_path / "restless.html"
    (tmp_path / "far.css").write_text("")
    page.write_text('<link rel="stylesheet" href="far.css"><script>console.error("no"); alert(1); missing()</script>')
    seen = browser.look(page, scheme="light")
    assert [Path(url).name for url in seen.requests] == ["far.css"]
    assert {complaint.split(":")[0] for complaint in seen.complaints} == {"error", "dialog", "Uncaught"}


def _share_of_dark(picture: QImage) -> float:
    """How much of the picture is darker than the middle, looked at every third pixel."""
    small = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    values = [small.pixelColor(x, y).value() for x in range(0, small.width(), 3) for y in range(0, small.height(), 3)]
    return sum(value < 128 for value in values) / len(values)
