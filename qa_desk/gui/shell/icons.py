"""The drawn icon set and the pictures of empty pages, recoloured by the theme and crisp at every scaling.

An icon is a 16×16 SVG in resources/icons drawn in `currentColor`; a picture lies in resources/icons/pictures. Either
may name a token as `var(--token)`. Whoever keeps a QIcon asks for it anew when `theme.changed` fires.
"""

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSizeF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from qa_desk.gui.shell.theme import Theme
from qa_desk.paths import resources_dir

_RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)
_TOKEN = re.compile(r"var\(--([a-z0-9_]+)\)")
_APPLICATION_SIZES = (16, 24, 32, 48, 64, 128, 256)


def icon_names() -> tuple[str, ...]:
    """Every icon there is, in alphabetical order."""
    return tuple(sorted(path.stem for path in (resources_dir() / "icons").glob("*.svg")))


def picture_names() -> tuple[str, ...]:
    """Every picture of an empty page, in alphabetical order."""
    drawn = (path.stem for path in (resources_dir() / "icons" / "pictures").glob("*.svg"))
    return tuple(sorted(name for name in drawn if name != "application"))


def icon(name: str, theme: Theme, token: str = "text") -> QIcon:
    """The icon in the colour of `token`; `muted` while its control is disabled."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, theme, token, ratio=ratio))
        made.addPixmap(pixmap(name, theme, "muted", ratio=ratio), QIcon.Mode.Disabled)
    return made


def application_icon(theme: Theme) -> QIcon:
    """The icon of the window and the task bar."""
    made = QIcon()
    for size in _APPLICATION_SIZES:
        made.addPixmap(_rendered("pictures/application", theme, "accent", QSizeF(size, size), 1.0))
    return made


def pixmap(name: str, theme: Theme, token: str = "text", *, size: int | None = None, ratio: float = 1.0) -> QPixmap:
    """The icon `size` px wide (else the token `icon`), for a screen with `ratio` device pixels to the px."""
    side = size or theme.size("icon")
    return _rendered(name, theme, token, QSizeF(side, side), ratio)


def paint_icon(painter: QPainter, rect: QRectF, name: str, theme: Theme, token: str = "text") -> None:
    """Paint the icon into the largest square centred in `rect`."""
    side = min(rect.width(), rect.height())
    ratio = painter.device().devicePixelRatioF()
    drawn = _rendered(name, theme, token, QSizeF(side, side), ratio)
    # A whole device pixel keeps hairlines of the icon sharp where the control lies at half a px.
    x = round((rect.center().x() - side / 2) * ratio) / ratio
    y = round((rect.center().y() - side / 2) * ratio) / ratio
    painter.drawPixmap(QRectF(x, y, side, side), drawn, QRectF(drawn.rect()))


def picture(name: str, theme: Theme, *, ratio: float = 1.0) -> QPixmap:
    """The picture of an empty page, 280×132 px at 100 %."""
    return _rendered(f"pictures/{name}", theme, "outline", QSizeF(theme.px(280), theme.px(132)), ratio)


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    path = resources_dir() / "icons" / f"{name}.svg"
    assert path.is_file(), f"no icon called {name}"
    return path.read_text(encoding="utf-8")


def _rendered(name: str, theme: Theme, token: str, size: QSizeF, ratio: float) -> QPixmap:
    key = f"qa_desk/{name}/{theme.name}/{token}/{size.width():g}x{size.height():g}@{ratio:g}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    drawn = _source(name).replace("currentColor", theme.color(token).name())
    colored = _TOKEN.sub(lambda match: theme.color(match.group(1)).name(), drawn)
    made = QPixmap((size * ratio).toSize())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer = QSvgRenderer(QByteArray(colored.encode()))
    assert renderer.isValid(), f"the icon {name} is not an SVG that Qt can draw"
    renderer.render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made
