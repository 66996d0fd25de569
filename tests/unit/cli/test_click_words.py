"""Click's own words: those we translate are the ones it uses, and the command line speaks one language."""

from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir

from qa_desk.cli.click_words import CLICK_COUNTED_WORDS, CLICK_WORDS
from qa_desk.cli.main import run


def _said_by_click() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(str(Path(click.__file__).parent), [("**.py", "python")])
    return {message if isinstance(message, str) else tuple(message) for _file, _line, message, *_rest in found}


def test_every_word_declared_is_one_that_click_says() -> None:
    declared: set[str | tuple[str, ...]] = {*CLICK_WORDS, *CLICK_COUNTED_WORDS}
    assert not declared - _said_by_click()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["scorecard", "publish", "--help"],
            ["用法： qa-desk scorecard publish [OPTIONS] KEY", "选项:", "显示此帮助并退出。"],
        ),
        (["scorecard", "publish"], ["用“qa-desk scorecard publish --help”查看帮助。", "错误：缺少参数 'KEY'."]),
        (["publish"], ["错误：没有命令 'publish'。"]),
        (["scorecard", "publish", "x", "y", "z"], ["错误：多余的参数（y z）"]),
        (["scorecard", "retire", "x", "--version", "0"], ["错误：'--version' 的值无效：0 不在 x>=1 范围内。"]),
    ],
)
def test_what_click_says_is_chinese(
    arguments: list[str], said: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_DESK_LANGUAGE", "zh_CN")
    run(arguments)
    told = "".join(capsys.readouterr())
    assert [words for words in said if words not in told] == [], told


def test_what_click_says_is_english_again_in_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in ("zh_CN", "en"):
        monkeypatch.setenv("QA_DESK_LANGUAGE", language)
        run(["scorecard", "publish"])
    assert capsys.readouterr().err.endswith("Error: Missing argument 'KEY'.\n")
