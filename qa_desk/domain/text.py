"""A text in several languages, as scorecards carry it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text per language; `by_language` is ordered, the first is the one it was written in."""

    by_language: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: "str | Mapping[str, str]") -> "LocalText":
        """From a plain text (taken as English) or a mapping of language to text."""
        if isinstance(text, str):
            return cls((("en", text),)) if text else cls()
        return cls(tuple((language, words) for language, words in text.items() if words))

    def in_language(self, language: str) -> str:
        """The text in that language, else in its nearest relative, else in English, else the first one there is."""
        texts = dict(self.by_language)
        for wanted in (language, language.split("_")[0], "en"):
            if wanted in texts:
                return texts[wanted]
        return self.by_language[0][1] if self.by_language else ""

    def as_mapping(self) -> dict[str, str]:
        """Language to text, as it is stored and exported."""
        return dict(self.by_language)

    def __bool__(self) -> bool:
        return bool(self.by_language)


NO_TEXT = LocalText()
