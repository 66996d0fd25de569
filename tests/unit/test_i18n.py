"""Language: chosen once, English where there is no catalogue, and lists parted as the language does it."""

from collections.abc import Iterator

import pytest

from qa_desk.i18n import (
    LANGUAGES,
    current_language,
    in_a_row,
    in_order,
    language_words,
    listed,
    ngettext,
    system_language,
    use_language,
    with_label,
)


@pytest.fixture(autouse=True)
def back_to_english() -> Iterator[None]:
    yield
    use_language("en")


def test_an_unknown_language_is_english() -> None:
    use_language("tlh")
    assert current_language() == "en"


def test_a_list_is_parted_as_the_language_does_it() -> None:
    assert listed(["agent", "Marketing"]) == "agent, Marketing"
    use_language("zh_CN")
    assert listed(["坐席", "市场部"]) == "坐席、市场部"


def test_sentences_follow_one_another_as_the_language_does_it() -> None:
    assert in_a_row(["All agree.", "", "Two wait."]) == "All agree. Two wait."
    use_language("zh_CN")
    assert in_a_row(["全部一致。", "", "两项待定。"]) == "全部一致。两项待定。"


def test_a_language_is_named_in_the_language_in_use() -> None:
    assert [language_words(one) for one in (*LANGUAGES, "fr")] == ["English", "Chinese", "fr"]
    use_language("zh_CN")
    assert [language_words(one) for one in LANGUAGES] == ["英文", "中文"]


def test_words_stand_in_the_order_in_which_people_look_for_them() -> None:
    assert sorted(["周敏", "anna", "Ben", "王芳", "陈杰", "10"], key=in_order) == [
        "10",
        "anna",
        "Ben",
        "陈杰",
        "王芳",
        "周敏",
    ]


def test_a_value_stands_behind_its_label_as_the_language_sets_it() -> None:
    assert with_label("weight", "5") == "weight: 5"
    use_language("zh_CN")
    assert with_label("权重", "5") == "权重：5"


def test_chinese_has_one_form_for_every_number() -> None:
    use_language("zh_CN")
    said = {ngettext("{n} recording came in.", "{n} recordings came in.", n) for n in (0, 1, 2, 21)}
    assert len(said) == 1
    assert "recording" not in said.pop()


@pytest.mark.parametrize(
    ("named", "language"), [("zh_CN.UTF-8", "zh_CN"), ("Chinese (Simplified)_China.936", "zh_CN"), ("de_DE", "en")]
)
def test_the_language_of_the_system_is_followed(monkeypatch: pytest.MonkeyPatch, named: str, language: str) -> None:
    monkeypatch.setenv("LC_ALL", named)
    assert system_language() == language
