"""Every text a person reads passes through here: `_()` and friends over gettext catalogues. No Qt.

Catalogues lie in resources/translations/LANG/LC_MESSAGES/qa_desk.po; Babel compiles them when the package is set up.
The language is chosen once per process by `use_language`; the window builds itself anew when it changes.
"""

import gettext
import locale
import os
from collections.abc import Iterable

from qa_desk.paths import resources_dir

LANGUAGES = ("en", "zh_CN")

_state: dict[str, gettext.NullTranslations] = {"catalogue": gettext.NullTranslations()}
_chosen: dict[str, str] = {"language": "en"}


def use_language(language: str) -> None:
    """Choose the language of all texts from here on; an unknown one falls back to English."""
    chosen = language if language in LANGUAGES else "en"
    _chosen["language"] = chosen
    _state["catalogue"] = gettext.translation(
        "qa_desk", str(resources_dir() / "translations"), languages=[chosen], fallback=True
    )


def lend_catalogue() -> None:
    """Let what asks gettext's default domain, as Click does, find its words in our catalogue."""
    gettext.bindtextdomain("qa_desk", str(resources_dir() / "translations"))
    gettext.textdomain("qa_desk")
    # the default domain learns its language from nothing but the environment
    os.environ["LANGUAGE"] = current_language()


def current_language() -> str:
    """The language in use: one of `LANGUAGES`."""
    return _chosen["language"]


def system_language() -> str:
    """The language of the operating system, as one of `LANGUAGES`."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not named:
        named = locale.getlocale()[0] or ""
    return "zh_CN" if named.lower().startswith(("zh", "chinese")) else "en"


def _(message: str) -> str:
    """The text in the language in use; fill `{named}` places with `.format()` after translating."""
    return _state["catalogue"].gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The text for a count, in the language in use."""
    return _state["catalogue"].ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """The text where one English word needs several translations; `context` says which."""
    return _state["catalogue"].pgettext(context, message)


def language_words(language: str) -> str:
    """What a language of `LANGUAGES` is called in the language in use; another one by its code."""
    words = {"en": pgettext("language", "English"), "zh_CN": pgettext("language", "Chinese")}
    return words.get(language, language)


def listed(parts: Iterable[str]) -> str:
    """Several names in a row, parted as the language in use does it."""
    # Translators: stands between the entries of a list such as "agent, Marketing"
    return _(", ").join(parts)


def with_label(label: str, value: str) -> str:
    """A value behind what it is called, parted as the language in use does it."""
    return _("{label}: {value}").format(label=label, value=value)


def in_order(words: str) -> bytes:
    """The key by which words are put in order as people read them: whatever their case, Chinese after its sounds.

    GB 18030 keeps the 3,755 common characters in the order of pinyin, the others behind them by radical.
    """
    return words.casefold().encode("gb18030", errors="replace")


def in_a_row(sentences: Iterable[str]) -> str:
    """Sentences one after the other; empty ones are left out, and Chinese ones follow without a space."""
    return ("" if current_language() == "zh_CN" else " ").join(sentence for sentence in sentences if sentence)


def N_(message: str) -> str:
    """Marks a text for translation where it is declared; `_()` translates it where it is shown."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:
    """Marks a text for a count where it is declared, as `N_` does for others."""
    return singular, plural
