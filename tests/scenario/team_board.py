"""Where windows in several processes tell each other how far they have come: one small file a word, in one folder."""

import json
from pathlib import Path
from typing import Any

from tests.scenario.user import User

FAILED = "failed"
"""What whoever can't go on puts up, so that nobody waits for them."""


class TeamBoard:
    """Words stand here until everybody has read them; each is written once and whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def tell(self, word: str, **told: Any) -> None:
        """Put a word up, with what belongs to it."""
        unfinished = self._folder / f"{word}.unfinished"
        unfinished.write_text(json.dumps(told), encoding="utf-8")
        unfinished.rename(self._path(word))

    def read(self, word: str) -> dict[str, Any] | None:
        """What belongs to a word; None until it is there."""
        path = self._path(word)
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def wait(self, user: User, word: str) -> dict[str, Any]:
        """Let the window work on until the word is there; fails as soon as another window has."""

        def look() -> dict[str, Any] | None:
            told = self.read(word)
            return told if told is not None else self.read(FAILED)

        told = user.wait_for(look, f"{word} on the board")
        assert self.read(FAILED) is None, "another window failed"
        return told

    def _path(self, word: str) -> Path:
        return self._folder / f"{word}.json"
