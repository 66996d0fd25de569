"""The colours of reports, read from the tokens of the themes; used by the formats that have colours."""

import tomllib
from functools import cache

from qa_desk.paths import resources_dir


@cache
def colours(theme: str) -> dict[str, str]:
    """Token → `#RRGGBB` of the theme "light" or "dark". What is printed is light."""
    tokens = tomllib.loads((resources_dir() / "themes" / "tokens.toml").read_text(encoding="utf-8"))
    return {name: str(value) for name, value in tokens[theme].items()}
