"""The look from resources/themes/tokens.toml: colours, sizes, fonts, palette and the application's style sheet.

Passed by constructor as `theme=`; whoever paints asks it in `paintEvent` and updates on `changed`. In projector mode
the same tokens give the sizes for a meeting room, so no widget needs a second layout.
"""

import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from qa_desk.paths import cache_dir, resources_dir

THEMES = ("light", "dark")

_WEIGHTS = {
    "normal": QFont.Weight.Normal,
    "medium": QFont.Weight.Medium,
    "strong": QFont.Weight.DemiBold,
}
_PROJECTOR_TYPE = {
    "caption": "projector_body",
    "body": "projector_body",
    "title": "projector_title",
    "page": "projector_title",
    "figure": "projector_figure",
}
_PROJECTOR_SCALE = 1.5
_NOT_SCALED = frozenset({"hairline", "grid", "tint"})
_STYLE_SHEET_ICONS = ("check.svg", "chevron-down.svg", "chevron-up.svg")
_HOVER = 0.05
_PRESSED = 0.10
_TRACK = 0.06
_HEAD = 0.025


@dataclass(frozen=True, slots=True)
class Tokens:
    """The token file as read: both themes' colours, type sizes and space, all in px at 100 %."""

    colors: dict[str, dict[str, str]]
    type: dict[str, float]
    space: dict[str, float]


def read_tokens(path: Path | None = None) -> Tokens:
    """The tokens of `path`, else the bundled ones."""
    with (path or resources_dir() / "themes" / "tokens.toml").open("rb") as file:
        raw = tomllib.load(file)
    return Tokens(colors={name: raw[name] for name in THEMES}, type=raw["type"], space=raw["space"])


def system_theme() -> str:
    """The theme the desktop asks for: "dark" or "light"."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def mixed(color: QColor, over: QColor, share: float) -> QColor:
    """`share` of `color` in sRGB over `over`, opaque."""

    def channel(top: int, bottom: int) -> int:
        return round(top * share + bottom * (1 - share))

    return QColor(
        channel(color.red(), over.red()),
        channel(color.green(), over.green()),
        channel(color.blue(), over.blue()),
    )


class Theme(QObject):
    """The tokens of the theme in use.

    Signals:
        changed: theme or projector mode is another; repaint and measure again.
    """

    changed = Signal()

    def __init__(self, name: str = "light", *, tokens: Tokens | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens or read_tokens()
        self._name = name
        self._is_projector = False
        self._fonts: dict[tuple[str, str, int], QFont] = {}
        assert name in THEMES, name

    @property
    def name(self) -> str:
        """The theme in use: "light" or "dark"."""
        return self._name

    @property
    def is_dark(self) -> bool:
        """Whether the dark theme is in use."""
        return self._name == "dark"

    @property
    def is_projector(self) -> bool:
        """Whether sizes are those of a meeting room: no text under 24 px."""
        return self._is_projector

    def use(self, name: str) -> None:
        """Change to the theme `name`, live."""
        assert name in THEMES, name
        if name != self._name:
            self._name = name
            self.changed.emit()

    def use_projector(self, projector: bool) -> None:
        """Change between the sizes of a desk and those of a meeting room, live."""
        if projector != self._is_projector:
            self._is_projector = projector
            self.changed.emit()

    def color(self, token: str) -> QColor:
        """The colour of `token` in the theme in use; an unknown token is an error."""
        return QColor(self._tokens.colors[self._name][token])

    def tint(self, token: str, over: str = "surface", share: float | None = None) -> QColor:
        """`token` mixed over the surface it lies on: 12 %, unless `share` says otherwise."""
        part = self._tokens.space["tint"] if share is None else share
        return mixed(self.color(token), self.color(over), part)

    def hover(self, over: str = "surface") -> QColor:
        """What the pointer makes of the surface `over`."""
        return self.tint("text", over, _HOVER)

    def pressed(self, over: str = "surface") -> QColor:
        """What the pressed button makes of the surface `over`."""
        return self.tint("text", over, _PRESSED)

    def track(self, over: str = "surface") -> QColor:
        """The bed of a segmented choice, a progress bar, a notice or a disabled button."""
        return self.tint("text", over, _TRACK)

    def head(self, over: str = "surface") -> QColor:
        """The ground of a section head in the form."""
        return self.tint("text", over, _HEAD)

    def size(self, token: str) -> int:
        """A size of [space] or [type] in px at 100 %; Qt scales it to the screen."""
        if token in self._tokens.type:
            return round(self._tokens.type[self._type_token(token)])
        value = self._tokens.space[token]
        return round(value * self._scale(token))

    def px(self, pixels: float) -> int:
        """A size that has no token, scaled for the projector like those that have one."""
        return round(pixels * (_PROJECTOR_SCALE if self._is_projector else 1))

    def font(self, token: str = "body", weight: str = "normal") -> QFont:
        """The system font in the size of `token` (caption, body, title, page, figure), with tabular figures."""
        key = (token, weight, self.size(token))
        if key not in self._fonts:
            font = QFont(QGuiApplication.font())
            font.setPixelSize(self.size(token))
            font.setWeight(_WEIGHTS[weight])
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return QFont(self._fonts[key])

    def palette(self) -> QPalette:
        """The palette for what the style sheet does not reach, such as text selection and Qt's own dialogs."""
        palette = QPalette()
        role = QPalette.ColorRole
        colors = {
            role.Window: "surface",
            role.Base: "raised",
            role.AlternateBase: "surface",
            role.Button: "raised",
            role.ToolTipBase: "raised",
            role.WindowText: "text",
            role.Text: "text",
            role.ButtonText: "text",
            role.ToolTipText: "text",
            role.PlaceholderText: "muted",
            role.Highlight: "accent",
            role.HighlightedText: "on_accent",
            role.Link: "accent",
            role.Accent: "accent",
            role.Mid: "line",
            role.Dark: "outline",
        }
        for color_role, token in colors.items():
            palette.setColor(color_role, self.color(token))
        for color_role in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, color_role, self.color("muted"))
        return palette

    def style_sheet(self) -> str:
        """Every template of resources/style/*.qss in the order of their names, with the tokens filled in."""
        values = self._style_values()
        templates = sorted((resources_dir() / "style").glob("*.qss"))
        return "\n".join(Template(path.read_text(encoding="utf-8")).substitute(values) for path in templates)

    def _type_token(self, token: str) -> str:
        return _PROJECTOR_TYPE.get(token, token) if self._is_projector else token

    def _scale(self, token: str) -> float:
        return _PROJECTOR_SCALE if self._is_projector and token not in _NOT_SCALED else 1

    def _style_values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for token in self._tokens.colors[self._name]:
            values[token] = self.color(token).name()
            values[f"tint_{token}"] = self.tint(token).name()
        for ground in ("background", "surface", "raised"):
            values[f"hover_{ground}"] = self.hover(ground).name()
            values[f"pressed_{ground}"] = self.pressed(ground).name()
            values[f"track_{ground}"] = self.track(ground).name()
        values["head"] = self.head().name()
        values["accent_hover"] = mixed(self.color("on_accent"), self.color("accent"), _PRESSED).name()
        values["accent_pressed"] = mixed(self.color("on_accent"), self.color("accent"), 2 * _PRESSED).name()
        for token in (*self._tokens.space, "caption", "body", "title", "page", "figure"):
            values[f"px_{token}"] = f"{self.size(token)}px"
        for name, color in (("text", "text"), ("muted", "muted"), ("on_accent", "on_accent"), ("accent", "accent")):
            values[f"image_{name}"] = self._images_dir(color)
        return values

    def _images_dir(self, token: str) -> str:
        """A folder with those icons in the colour of `token`: a style sheet can only name files, not colours."""
        color = self.color(token).name()
        try:
            return _write_icons(cache_dir() / "icons" / color.removeprefix("#"), color).as_posix()
        except OSError:
            # A home that can't be written must not keep the window from opening.
            return _write_icons(Path(tempfile.mkdtemp(prefix="qa-desk-icons-")), color).as_posix()


def _write_icons(folder: Path, color: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in _STYLE_SHEET_ICONS:
        source, target = resources_dir() / "icons" / name, folder / name
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            target.write_text(source.read_text(encoding="utf-8").replace("currentColor", color), encoding="utf-8")
    return folder
