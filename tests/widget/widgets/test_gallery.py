"""The gallery renders: every widget in every state, in both themes, at 100 % and 200 %."""

import importlib.util
from pathlib import Path

import pytest

from qa_desk.gui.shell.theme import THEMES, Theme


def _gallery():
    place = Path(__file__).with_name("gallery.py")
    spec = importlib.util.spec_from_file_location("widget_gallery", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("name", THEMES)
def test_every_widget_is_drawn_on_the_ground_of_its_theme(name, scale, qapp):
    gallery = _gallery()

    drawn = gallery.render(name, scale)

    assert drawn.width() == gallery.WIDTH * scale
    corner = drawn.pixelColor(2, 2)
    assert corner == Theme(name).color("surface")
    # Every band of the sheet holds something, so no group of widgets was left out or drawn off the page.
    band = drawn.height() // 20
    empty = [
        start
        for start in range(0, drawn.height() - 3 * band, band)
        if all(
            drawn.pixelColor(x, y) == corner
            for y in range(start, start + band, 3)
            for x in range(30, drawn.width() - 30, 11)
        )
    ]
    assert empty == []
