"""The parts of the minutes: attendance, disagreements, decisions, figures, commitments; pure."""

from qa_desk.domain.text import LocalText
from qa_desk.i18n import _, current_language, in_a_row, listed, ngettext, with_label
from qa_desk.reports.document import (
    Block,
    Cell,
    CellKind,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    TableColumn,
    without_empty,
)
from qa_desk.reports.minutes_data import MinutesData
from qa_desk.reports.minutes_figures import drawn_figures, estimate_cell, figures_table
from qa_desk.reports.panel_words import DECISION_TITLES, answer_words, reason_words, seat_name, settled_words
from qa_desk.services.calibration.calibrating_views import CriterionDifference, PanelAnswer
from qa_desk.services.calibration.calibration_figures import Basis

_SHAPES = "●■▲◆▼⬢✚★"
"""The shapes of the panel as letters, in the order in which the screen draws them."""


def blocks_of(data: MinutesData) -> tuple[Block, ...]:
    """All blocks in their order."""
    return (
        _key_figures(data),
        _attendance(data),
        Heading(_("Where the panel differed")),
        _disagreements(data),
        _agreed(data),
        Heading(_("Decisions")),
        _decisions(data),
        Heading(_("Figures of the session")),
        figures_table(data),
        *drawn_figures(data),
        Heading(_("Commitments")),
        Paragraph(_commitments(data)),
    )


def facts_of(data: MinutesData) -> tuple[str, ...]:
    """The small print."""
    version = data.view.version
    basis = {
        Basis.SETTLED: _("the settled answers"),
        Basis.BETWEEN: _("each other"),
        Basis.AGAIN: _("what the same inspector said before"),
    }[data.result.basis]
    return (
        _("Form: {title}, version {number}.").format(title=_said(version.title), number=version.number),
        _("Agreement with {basis}; intervals over calls, 95 %.").format(basis=basis),
        _("What came in after the reveal is shown and kept out of the figures."),
        _("The agents of the calls are not named. Training notes are between three and not in here."),
    )


def _key_figures(data: MinutesData) -> Block:
    n_settled = sum(one.settled is not None for one in data.differences)
    n_present = sum(seat.is_present for seat in data.room.seats)
    settled = _("of {n} criteria settled").format(n=len(data.differences))
    present = _("of {n} of the panel were there").format(n=len(data.room.seats))
    figures = [
        KeyFigure(Cell(len(data.view.calls), CellKind.INTEGER), _("calls")),
        KeyFigure(Cell(n_settled, CellKind.INTEGER), settled),
        KeyFigure(Cell(n_present, CellKind.INTEGER), present),
        KeyFigure(
            estimate_cell(data.result.overall.between),
            _("same answers again") if data.result.basis is Basis.AGAIN else _("pairs of inspectors agreed"),
        ),
    ]
    spent_s = sum(one.spent_s for one in data.room.times)
    if spent_s >= 60:
        planned = data.room.agenda_minutes
        told = _("minutes, of {n} planned").format(n=planned) if planned else _("minutes talked")
        figures.append(KeyFigure(Cell(round(spent_s / 60), CellKind.INTEGER), told))
    return KeyFigures(tuple(figures))


def _attendance(data: MinutesData) -> Block:
    columns = (
        TableColumn("member", _("member")),
        TableColumn("present", _("present")),
        TableColumn("n_done", _("calls handed in"), is_numeric=True),
        TableColumn("n_calls", _("calls given"), is_numeric=True),
    )
    done = {seat.person_id: seat for seat in data.view.session.seats}
    rows = tuple(
        (
            Cell(_member(data, seat.seat, seat.name), is_strong=True),
            Cell(_("yes") if seat.is_present else _("no")),
            Cell(done[seat.person_id].n_done, CellKind.INTEGER),
            Cell(done[seat.person_id].n_calls, CellKind.INTEGER),
        )
        for seat in data.room.seats
    )
    note = "" if data.room.is_ticked else _("Nobody ticked who was there: whoever handed in is taken as present.")
    return Table("attendance", _("Attendance"), columns, rows, note=note)


def _disagreements(data: MinutesData) -> Block:
    columns = (
        TableColumn("call", _("call")),
        TableColumn("criterion", _("criterion")),
        TableColumn("pairs", _("pairs that agree"), is_numeric=True),
        TableColumn("said", _("who said what")),
        TableColumn("comments", _("what they wrote")),
        TableColumn("settled", _("settled as")),
        TableColumn("why", _("why")),
        TableColumn("minutes", _("minutes spent"), is_numeric=True),
    )
    times = {(one.call_id, one.criterion_key): one.spent_s for one in data.room.times}
    rows = tuple(
        _row(data, one, times.get((one.call_id, one.criterion.key))) for one in data.differences if one.differs
    )
    table = Table("disagreements", "", columns, rows, empty=_("The panel differed nowhere."))
    return without_empty(table, "minutes") if rows else table


def _row(data: MinutesData, one: CriterionDifference, spent_s: float | None) -> tuple[Cell, ...]:
    settled = one.settled
    criterion = one.criterion
    words = settled_words(criterion, settled) if settled is not None else _("open")
    reasons = reason_words(criterion, settled.reasons) if settled is not None else ""
    comments = in_a_row(
        with_label(_member(data, answer.seat, answer.name), answer.comment) for answer in one.answers if answer.comment
    )
    return (
        Cell(one.call_key),
        Cell(_said(criterion.title), is_strong=True, mark="◆" if criterion.critical is not None else ""),
        Cell(_("{n} of {total}").format(n=one.n_agreeing_pairs, total=one.n_pairs)),
        Cell(_who_said_what(data, one)),
        Cell(comments),
        Cell(with_label(words, reasons) if reasons else words, is_strong=settled is not None),
        Cell(settled.rationale if settled is not None else ""),
        Cell(round(spent_s / 60, 1) if spent_s is not None else None, CellKind.DECIMAL),
    )


def _who_said_what(data: MinutesData, one: CriterionDifference) -> str:
    groups: dict[str, list[PanelAnswer]] = {}
    for answer in one.answers:
        groups.setdefault(answer_words(one.criterion, answer), []).append(answer)
    return "; ".join(
        with_label(words, listed(_said_by(data, answer) for answer in answers)) for words, answers in groups.items()
    )


def _said_by(data: MinutesData, answer: PanelAnswer) -> str:
    member = _member(data, answer.seat, answer.name)
    return _("{name}, late").format(name=member) if answer.late else member


def _member(data: MinutesData, seat: int, name: str) -> str:
    return f"{_SHAPES[seat % len(_SHAPES)]} {seat_name(seat, name, hidden=data.hides_names)}"


def _agreed(data: MinutesData) -> Block:
    n_agreed = sum(not one.differs for one in data.differences)
    told = ngettext("On {n} more criterion all agreed.", "On {n} more criteria all agreed.", n_agreed)
    return Paragraph(told.format(n=n_agreed))


def _decisions(data: MinutesData) -> Block:
    columns = (
        TableColumn("kind", _("becomes")),
        TableColumn("text", _("what was decided")),
        TableColumn("criterion", _("criterion")),
        TableColumn("call", _("call")),
        TableColumn("owner", _("owner")),
        TableColumn("due_on", _("until")),
    )
    rows = tuple(
        (
            Cell(_(DECISION_TITLES[one.decision.kind])),
            Cell(one.decision.text, is_strong=True),
            Cell(_said(one.criterion_title)),
            Cell(one.call_key),
            Cell(one.owner_name),
            Cell(one.decision.due_on, CellKind.DATE),
        )
        for one in data.decisions
    )
    return Table("decisions", "", columns, rows, empty=_("Nothing was decided."))


def _commitments(data: MinutesData) -> str:
    record = data.record
    if not record.commitments:
        return _("Nothing was committed to when handing in.")
    broken = record.broken
    if broken:
        seats = {seat.person_id: seat.seat for seat in data.room.seats}
        named = listed(f"{_member(data, seats.get(one.person_id, 0), one.name)} ({one.call_key})" for one in broken)
        return _("These answers are not the ones that were handed in: {names}.").format(names=named)
    told = ngettext(
        "{n} of {total} sealed answer sheet was compared with what was committed to at handing in; it is the same.",
        "{n} of {total} sealed answer sheets were compared with what was committed to at handing in; all are the same.",
        len(record.commitments),
    )
    return told.format(n=record.n_checked, total=len(record.commitments))


def _said(text: LocalText) -> str:
    return text.in_language(current_language())
