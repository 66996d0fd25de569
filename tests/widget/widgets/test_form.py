"""A form in a page: what was refused is said where the person can see it."""

from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.form import Form, text_field
from qa_desk.gui.widgets.notice_bar import NoticeBar


def test_what_was_refused_comes_into_view_at_the_foot_of_a_long_form(qtbot: QtBot, theme: Theme) -> None:
    form = Form(theme=theme, commands=CommandRegistry(), save_title="Propose", name="long")
    for number in range(12):
        form.add_field(f"Field {number}", text_field(f"field_{number}", theme, ""))
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(form)
    area.resize(400, 300)
    qtbot.addWidget(area)
    with qtbot.waitExposed(area):
        area.show()
    form.refuse(QADeskError(ErrorCode.CANCELLED))
    told = form.findChild(NoticeBar)
    assert told is not None
    qtbot.waitUntil(lambda: not told.visibleRegion().isEmpty())
