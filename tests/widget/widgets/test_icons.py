"""The icon set: every name used in the code is drawn, in the theme's colour, and sharp at every scaling."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa_desk
from qa_desk.gui.shell.icons import application_icon, icon, icon_names, picture, picture_names, pixmap
from qa_desk.gui.shell.theme import Theme
from qa_desk.paths import resources_dir

_CALLS = {"icon": 0, "pixmap": 0, "paint_icon": 2}


def _names_used() -> Iterator[tuple[str, str]]:
    for path in sorted(Path(qa_desk.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            found = [keyword.value for keyword in node.keywords if keyword.arg == "icon"]
            if called in _CALLS and len(node.args) > _CALLS[called]:
                found.append(node.args[_CALLS[called]])
            for value in found:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value, f"{path.name}:{node.lineno}"


def test_every_icon_named_in_the_code_is_drawn(qapp):
    missing = [f"{name} ({where})" for name, where in _names_used() if name not in icon_names()]

    assert missing == []


def test_an_icon_that_is_not_drawn_is_an_error(qapp):
    with pytest.raises(AssertionError, match="no icon called nonsense"):
        pixmap("nonsense", Theme())


@pytest.mark.parametrize("name", icon_names())
def test_an_icon_takes_the_colour_of_its_token_and_no_other(name, qapp):
    theme = Theme("light")
    drawn = pixmap(name, theme, "fail", ratio=2.0).toImage()
    allowed = {theme.color("fail").rgb(), theme.color("accent").rgb() if name == "logo" else theme.color("fail").rgb()}

    solid = {
        drawn.pixelColor(x, y).rgb()
        for x in range(drawn.width())
        for y in range(drawn.height())
        if drawn.pixelColor(x, y).alpha() == 255
    }

    assert solid, "nothing is drawn"
    assert solid <= allowed


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_has_a_pixel_for_every_pixel_of_the_screen(ratio, qapp):
    drawn = icon("inbox", Theme()).pixmap(pixmap("inbox", Theme()).size(), ratio)

    assert drawn.width() == round(16 * ratio)
    assert drawn.devicePixelRatio() == pytest.approx(ratio)


def test_the_same_icon_is_another_picture_in_the_other_theme(qapp):
    light = pixmap("phone", Theme("light")).toImage()
    dark = pixmap("phone", Theme("dark")).toImage()

    assert light != dark


def test_icons_and_pictures_name_no_colour(qapp):
    literal = [
        path.name for path in (resources_dir() / "icons").rglob("*.svg") if "#" in path.read_text(encoding="utf-8")
    ]

    assert literal == []


@pytest.mark.parametrize("name", picture_names())
def test_pictures_of_empty_pages_are_280_by_132(name, qapp):
    drawn = picture(name, Theme("dark"), ratio=2.0)

    assert (drawn.width(), drawn.height()) == (560, 264)
    assert not drawn.toImage().allGray()


def test_the_application_has_an_icon_in_every_size_a_desktop_asks_for(qapp):
    sizes = {size.width() for size in application_icon(Theme()).availableSizes()}

    assert sizes >= {16, 32, 48, 256}
