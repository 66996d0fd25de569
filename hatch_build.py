"""Build hook of hatchling: compiles the translations and puts `resources/` into the wheel as `qa_desk/resources`.

An editable install reads `resources/` where it lies, so only the catalogues are compiled for it.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(translations: Path) -> list[Path]:
    """Write LANG/LC_MESSAGES/NAME.mo beside each .po of the folder; returns what was written."""
    written: list[Path] = []
    for source in sorted(translations.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parent.parent.name)
        target = source.with_suffix(".mo")
        with target.open("wb") as compiled:
            write_mo(compiled, catalogue)
        written.append(target)
    return written


class CustomBuildHook(BuildHookInterface[Any]):
    """Called by hatchling before each wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues, and name what the wheel carries beside the package."""
        resources = Path(self.root) / "resources"
        compile_catalogues(resources / "translations")
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"][str(resources)] = "qa_desk/resources"
