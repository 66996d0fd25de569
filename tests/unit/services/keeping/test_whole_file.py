"""A text file is written whole or not at all."""

from pathlib import Path

import pytest

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.services.keeping.whole_file import write_whole


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    for text in ("first", "第二"):
        write_whole(path, text)
        assert path.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_when_the_new_text_can_not_be_written(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    write_whole(path, "first")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half \udc80")
    assert path.read_text(encoding="utf-8") == "first"
    (tmp_path / "folder").mkdir()
    with pytest.raises(QADeskError) as caught:
        write_whole(tmp_path / "folder", "text")
    assert caught.value.code is ErrorCode.FILE_NOT_WRITTEN
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "mapping.yaml"]
