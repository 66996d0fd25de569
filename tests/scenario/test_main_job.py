"""The main job, end to end, in the real window.

A QA administrator brings in recordings; three inspectors score the same three calls blind; the lead reveals, settles
what differs and closes; the window says how far they agree; one call becomes a standard case; the trainer hands out
the common issues.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QWidget

from qa_desk.agreement.verdict import Outcome
from qa_desk.bootstrap import Workspace, init_workspace, open_workspace
from qa_desk.domain.case_filter import CaseQuery
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.centre.signing_in import system_account
from qa_desk.services.clock import FixedClock
from tests.scenario import calibration_steps as calibration
from tests.scenario import import_steps as importing
from tests.scenario import new_centre
from tests.scenario.conftest import Open
from tests.scenario.in_sight import words_of
from tests.scenario.scoring_steps import NOT_APPLICABLE, Said, answer_all, hand_in, hear, open_first_call
from tests.scenario.user import CTRL, User
from tests.small_centre import SmallCentre

SESSION = "November, first session"
CALLS = ("1009", "1010", "1043")
WANG, CHEN, SUN = new_centre.INSPECTORS
DISCLOSED, GREETING, TONE = "No customer information disclosed", "Greeting", "Tone"
COMPLETE, HOLD = "Answer complete", "Hold asked and explained"
# What nobody but its author may see before the reveal.
COMMENT, NOTE = "the account number is read in full, says okapi", "hear the digits, says quagga"
SECRETS = ("okapi", "quagga")
SAID: dict[str, dict[str, dict[str, Said]]] = {
    WANG: {
        "1009": {DISCLOSED: Said("Fail", ("full number read aloud",), COMMENT, NOTE)},
        "1010": {TONE: Said(NOT_APPLICABLE), GREETING: Said("incomplete", ("no offer of help",))},
        "1043": {GREETING: Said("incomplete", ("no offer of help",))},
    },
    CHEN: {
        "1009": {GREETING: Said("incomplete", ("no offer of help",))},
        "1010": {GREETING: Said("incomplete", ("no offer of help",))},
        "1043": {GREETING: Said("incomplete", ("no offer of help",)), HOLD: Said("", ("hold not asked for",))},
    },
    SUN: {
        "1009": {
            DISCLOSED: Said("Fail", ("full number read aloud",), "she reads all of it", "from here on"),
            GREETING: Said("missing", ("no greeting",)),
        },
        "1010": {GREETING: Said("incomplete", ("no offer of help",)), COMPLETE: Said("8", ("no deadline given",))},
        "1043": {GREETING: Said("incomplete", ("no offer of help",))},
    },
}


WANTED = {DISCLOSED: "Fail", GREETING: "incomplete", TONE: "friendly throughout", COMPLETE: "10 of 10", HOLD: "5 of 5"}
WHY = "Played twice; the guidance names exactly this."
# Answers that were settled otherwise, as passed, failed or N/A: the disclosure that Chen did not hear, the greeting
# that Wang took for complete, her N/A for the tone, the points that Sun took off, the hold that Chen did not like.
N_WRONG, N_JUDGED = 5, 3 * 3 * 14


def test_recordings_come_in_are_scored_blind_and_settled_and_the_figures_are_handed_out(
    open_window: Open, tmp_path: Path
) -> None:
    now, workspace = datetime.now(UTC), tmp_path / "workspace"
    init_workspace(workspace, first_person=new_centre.ADMINISTRATOR, time_zone="Asia/Shanghai")
    folder = new_centre.hand_over(tmp_path / "from exchange", now=now, administrator_id=system_account())
    user = open_window(workspace)

    _the_administrator_imports(user, folder)
    _the_lead_calls_a_panel_together(user)
    _one_after_another_scores_blind(user)
    _the_lead_reveals_and_settles(user)
    with open_workspace(workspace) as opened:
        _the_page_says_how_far_they_agree(user, opened)
        _the_lead_closes_and_keeps_a_case(user, opened)
        _routine_scores_are_there(opened, now)
    _the_trainer_hands_out_the_common_issues(user, tmp_path / "issues.html")


def _the_administrator_imports(user: User, folder: Path) -> None:
    """Cancelled once and gone on with: everything is in, nothing twice; what was refused is named with its reason."""
    user.sign_in(new_centre.ADMINISTRATOR)
    importing.choose_folder(user, folder)
    importing.start_and_cancel(user, at="1014")
    came_in = {name for name, fate in importing.report(user).items() if fate.outcome == "imported"}
    assert came_in
    assert came_in < {f"{call}.opus" for call in new_centre.CALLS}
    importing.go_on(user)
    fates = importing.report(user)
    assert {name for name, fate in fates.items() if fate.outcome == "already here"} == came_in
    assert all(fates[f"{call}.opus"].outcome in ("imported", "already here") for call in new_centre.CALLS)
    assert fates[new_centre.BROKEN].outcome == "refused"
    assert "broken" in fates[new_centre.BROKEN].why
    assert fates[new_centre.UNKNOWN].outcome == "refused"
    assert "not a sound file" in fates[new_centre.UNKNOWN].why
    assert fates[new_centre.MISSING].outcome == "recording missing"
    assert fates[f"{new_centre.LOOSE}.opus"].outcome == "unattributed"
    user.go_to("calls")
    table = user.the(QTableView, "calls_table")
    keys = {*new_centre.CALLS, new_centre.MISSING, new_centre.LOOSE, Path(new_centre.BROKEN).stem}
    user.wait_until(lambda: table.model().rowCount() == len(keys), "calls are missing or there twice")


def _the_lead_calls_a_panel_together(user: User) -> None:
    user.sign_in(new_centre.LEAD)
    calibration.open_session(user, SESSION, calls=CALLS, panel=new_centre.INSPECTORS)
    assert calibration.seats(user) == dict.fromkeys(new_centre.INSPECTORS, "not yet")


def _one_after_another_scores_blind(user: User) -> None:
    """Each hears and scores three calls; after the first nobody else finds a word of it anywhere."""
    for name in new_centre.INSPECTORS:
        user.sign_in(name)
        for left in (3, 2, 1):
            call = open_first_call(user)
            hear(user, until="00:02")
            answer_all(user, SAID[name][call])
            hand_in(user)
            assert user.waiting("my_calls") == left - 1
        if name == WANG:
            assert any(SECRETS[0] in words for words in _everything_seen(user)), "not even its author finds it"
            for other in (CHEN, new_centre.OUTSIDER, new_centre.LEAD, new_centre.TRAINER, new_centre.ADMINISTRATOR):
                user.sign_in(other)
                seen = [words for words in _everything_seen(user) if any(secret in words for secret in SECRETS)]
                assert not seen, f"{other} sees {seen}"


def _everything_seen(user: User) -> Iterator[str]:
    """All words of every page, of the call, the session, the call on the desk, and of what the palette finds."""
    for page in user.pages:
        user.go_to(page)
        user.wait_until_idle()
        yield from words_of(user.window)
        if page in ("calls", "calibration", "my_calls") and _open_telling_row(user, page):
            yield from words_of(user.window)
    for secret in (*SECRETS, "account number"):
        user.search(secret)
        # What was typed is there to be read; what was found must not hold it.
        yield from (words for words in words_of(user.the(QWidget, "overlay_card")) if words != secret)
        user.press(Qt.Key.Key_Escape)
        user.wait_until(lambda: not user.sees(QWidget, "palette_field"))


def _open_telling_row(user: User, page: str) -> bool:
    """Open the line of the call that holds the secrets where the page lists it, else the first; unless it is empty."""
    name = {"calls": "calls_table", "calibration": "sessions", "my_calls": "queue"}[page]
    if not user.sees(QTableView, name):
        return False
    table = user.the(QTableView, name)
    model = table.model()
    lines = [model.index(line, 1) for line in range(model.rowCount())]
    lines = [line for line in lines if line.flags() & Qt.ItemFlag.ItemIsEnabled]
    telling = [line for line in lines if any(line.siblingAtColumn(at).data() == CALLS[0] for at in range(4))]
    user.click_row(table, (telling or lines)[0])
    user.press(Qt.Key.Key_Return)
    user.wait_until_idle()
    return True


def _the_lead_reveals_and_settles(user: User) -> None:
    """Criterion by criterion, the largest difference first; each side's mark is played, each answer has its reason."""
    user.sign_in(new_centre.LEAD)
    calibration.enter_session(user, SESSION)
    assert calibration.seats(user) == dict.fromkeys(new_centre.INSPECTORS, "done")
    calibration.reveal(user)
    for place, call in enumerate(CALLS):
        if place:
            user.press(Qt.Key.Key_PageDown, CTRL)
            user.wait_until(lambda call=call: call in user.the(QWidget, "transport_title").accessibleName())
        lines = calibration.lines(user)
        assert lines == sorted(lines, key=lambda line: (not line.is_critical, -line.disagreement))
        if call == "1009":
            assert calibration.said(user) == {"Pass": (CHEN,), "Fail": (SUN, WANG)}
            assert len(calibration.play_marks(user)) == 2
        differing = {title for said in SAID.values() for title in said[call]} - _all_said_the_same(call)
        settled = calibration.settle_what_differs(user, lambda line: WANTED[line.title], why=WHY)
        assert set(settled) == differing
    calibration.decide(user, "Play the greeting of 1009 in the team meeting")
    calibration.settle_agreed(user)


def _all_said_the_same(call: str) -> set[str]:
    first, *others = (SAID[name][call] for name in new_centre.INSPECTORS)
    return {title for title, answer in first.items() if all(other.get(title) == answer for other in others)}


def _the_page_says_how_far_they_agree(user: User, workspace: Workspace) -> None:
    """The figures on the page are those of the service, and percent agreement is the one counted by hand."""
    figures = calibration.see_result(user)
    lead = workspace.services.administering.actor_named(new_centre.LEAD)
    (session,) = workspace.services.calibrating.sessions(lead)
    result = workspace.services.calibrating.result(lead, session.id)
    assert result is not None
    assert result.n_judgements == N_JUDGED
    overall = result.overall
    assert overall.agreement.value == pytest.approx(1 - N_WRONG / N_JUDGED)
    for key, estimate, is_share in (
        ("agreement", overall.agreement, True),
        ("between", overall.between, True),
        ("gwet_ac1", overall.ac1, False),
        ("krippendorff_alpha", overall.alpha, False),
        ("on_failures", overall.on_failures, True),
    ):
        assert estimate.value is not None
        words = f"{100 * estimate.value:.1f} %" if is_share else f"{estimate.value:.2f}"
        assert f": {words}, " in figures[f"figure_{key}"]
        assert any(sign in figures[f"figure_{key}"] for sign in ("–", " to ", "interval"))
    verdict = {
        Outcome.WELL_CALIBRATED: "The panel is well calibrated",
        Outcome.NEEDS_WORK: "The panel needs work",
        Outcome.TOO_FEW_CALLS: "Too few calls to say for the whole form",
    }[overall.verdict.outcome]
    assert verdict in {label.text() for label in user.every(QLabel, "finding_title")}


def _the_lead_closes_and_keeps_a_case(user: User, workspace: Workspace) -> None:
    calibration.close_session(user)
    calibration.keep_call(user, "1009")
    user.wait_until(user.the(QLineEdit, "case_title").hasFocus)
    user.write("Account number read in full")
    user.click(QAbstractButton, "keep_case_save")
    table = user.the(QTableView, "case_table")
    user.row_with(table, "Account number read in full")
    lead = workspace.services.administering.actor_named(new_centre.LEAD)
    (kept,) = workspace.services.browsing_cases.page(lead, CaseQuery()).cases
    assert kept.title == "Account number read in full"


def _routine_scores_are_there(workspace: Workspace, now: datetime) -> None:
    """What the sessions say never enters the centre's figures; three calls scored in everyday work do."""
    services = workspace.services
    lead, inspector = (services.administering.actor_named(name) for name in (new_centre.LEAD, new_centre.OUTSIDER))
    calls = {call.key: call.id for call in services.listening.calls(lead, CallQuery()).calls}
    version = services.authoring.latest_published(lead, "service")
    centre = SmallCentre(workspace, FixedClock(now), lead, inspector, inspector, calls, version)
    for call, failed in (("1014", {"greeting"}), ("1019", {"greeting", "pace"}), ("1027", set[str]())):
        (assignment,) = centre.assign(inspector, call)
        evaluation = centre.answer_all(inspector, assignment, failed=frozenset(failed))
        services.inspecting.submit(inspector, evaluation.id)


def _the_trainer_hands_out_the_common_issues(user: User, file: Path) -> None:
    user.sign_in(new_centre.TRAINER)
    user.go_to("reporting")
    user.wait_until_idle()
    user.click(QAbstractButton, "save_html")
    user.name_file(file)
    user.wait_until(file.exists)
    user.wait_until_idle()
    said = _cells(file)
    assert _after(said, "calls scored", n=-1) == ["3"]
    assert _after(said, GREETING, n=4) == ["no greeting", "2", "3", "–"]
    assert _after(said, "Pace and energy", n=3) == ["too fast", "1", "3"]
    # The panel failed it twice; what is said in calibration enters no figure of the centre.
    assert _after(said, DISCLOSED, n=3) == ["compliance-critical", "0", "3"]


def _cells(page: Path) -> list[str]:
    """The words of a page in their order, without its drawings."""
    text = re.sub(r"<(svg|style)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [unescape(part).strip() for part in re.split(r"<[^>]+>", text) if part.strip()]


def _after(words: list[str], word: str, *, n: int) -> list[str]:
    """The words that follow a word, or with a negative number those before it."""
    at = words.index(word)
    return words[at + 1 : at + 1 + n] if n > 0 else words[at + n : at]
