"""Every text of the program stands in each catalogue, translated, with the same places to fill."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from qa_desk.i18n import LANGUAGES
from tests.architecture.source import PACKAGE, ROOT

_PLACE = re.compile(r"\{(\w*)")
_FILLED = re.compile(r"\{[^}]*\}")
_DATE = re.compile(r"[dMy ]+")
_HAN = "[\u4e00-\u9fff]"
_KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "NN_": (1, 2)}

each_language = pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])


@cache
def _texts() -> dict[tuple[str | None, str], str]:
    """(context, text) → where it stands first, for every text in the source."""
    found: dict[tuple[str | None, str], str] = {}
    for folder in (PACKAGE, ROOT / "resources" / "report_templates"):
        extracted = extract_from_dir(
            str(folder),
            [("**.py", "python"), ("**.html", "jinja2")],
            keywords=_KEYWORDS,
            directory_filter=lambda path: not path.endswith(("__pycache__", "qa_desk/resources")),
        )
        for file, line, text, _comments, context in extracted:
            singular = text if isinstance(text, str) else text[0]
            if singular:
                found.setdefault((context, singular), f"{folder.name}/{file}:{line}")
    return found


@cache
def _catalogue(language: str) -> Catalog:
    path = ROOT / "resources" / "translations" / language / "LC_MESSAGES" / "qa_desk.po"
    with path.open("rb") as lines:
        return read_po(lines, locale=language)


@each_language
def test_every_text_is_translated(language: str) -> None:
    catalogue = _catalogue(language)
    missing = [
        f"{place} {text!r}"
        for (context, text), place in _texts().items()
        if not _is_translated(catalogue.get(text, context=context))
    ]
    assert not missing, f"{len(missing)} of {len(_texts())} texts:\n" + "\n".join(missing)


@each_language
def test_a_translation_fills_every_place_of_the_text_and_no_other(language: str) -> None:
    wrong = [
        f"{text!r} → {translation!r}"
        for text, translation in _pairs(_catalogue(language))
        if set(_PLACE.findall(translation)) != set(_PLACE.findall(text))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("Western punctuation in a Chinese sentence", re.compile(rf"{_HAN}[,;:!?.](?!\w)|[,;:!?]{_HAN}|\({_HAN}")),
        ("no space between Chinese and Latin letters or digits", re.compile(rf"{_HAN}[A-Za-z0-9]|[A-Za-z0-9]{_HAN}")),
        ("dots for an ellipsis, or one that stands apart", re.compile(rf"\.\.\.|{_HAN} …")),
    ],
)
def test_chinese_is_set_as_chinese(fault: str, found: re.Pattern[str]) -> None:
    wrong = [
        translation
        for text, translation in _pairs(_catalogue("zh_CN"))
        if found.search(_FILLED.sub("", translation)) and not _DATE.fullmatch(text)
    ]
    assert not wrong, f"{fault}:\n" + "\n".join(wrong)


def test_a_chinese_sentence_ends_where_the_english_one_does() -> None:
    wrong = [
        f"{text!r} → {translation!r}"
        for text, translation in _pairs(_catalogue("zh_CN"))
        if text.endswith(".") != translation.endswith("。") and not translation.endswith(("）", "”"))
    ]
    assert not wrong, "\n".join(wrong)


@each_language
def test_no_translation_is_left_over(language: str) -> None:
    texts = _texts()
    left_over = [
        _singular(one) for one in _messages(_catalogue(language)) if (one.context, _singular(one)) not in texts
    ]
    assert not left_over, "\n".join(left_over)


def test_the_texts_of_the_program_are_found() -> None:
    assert (None, "Make a workspace, with the bundled scorecards.") in _texts()
    assert (None, "A reason is needed here.") in _texts()


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return bool(message.string) and all([message.string] if isinstance(message.string, str) else message.string)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Every text with every translation of it; a plural form is held against the plural text."""
    for message in _messages(catalogue):
        if isinstance(message.id, str):
            yield message.id, str(message.string)
        else:
            yield from ((message.id[-1], string) for string in message.string or ())
