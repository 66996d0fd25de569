"""A centre whose people, calls and notes are all written in Chinese, with something on every page and somebody in
every role: what is English on its screens is a text that nobody translated.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from qa_desk.bootstrap import init_workspace, open_workspace
from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.ids import AssignmentId, SessionId
from qa_desk.domain.people import Actor, Role
from qa_desk.gui.my_calls.monitoring import NEW_MONITORED
from qa_desk.gui.shell.navigation import Place
from qa_desk.paths import resources_dir
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.cases.curating import CaseDraft
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from qa_desk.services.tracked.tracking_views import TrackedDraft
from tests.calibration_panel import Panel
from tests.small_centre import SmallCentre

EVERYTHING = "王芳"
PEOPLE: dict[str, Role] = {
    "周敏": Role.INSPECTOR,
    "陈洁": Role.INSPECTOR,
    "孙倩": Role.INSPECTOR,
    "吴波": Role.LEARNER,
    "林红": Role.LEAD,
    "刘洋": Role.TRAINER,
    "郭平": Role.TEAM_LEADER,
    "何军": Role.OWNER,
    "秦梅": Role.ADMINISTRATOR,
    "袁舒": Role.AUDITOR,
}
_HEAD = "file,call_id,started_at,agent_id,agent_name,unit,queue,business_type,customer_segment,complaint,agent_channel"
_ROWS = (
    "1009.opus,1009,{day},a-1,李娜,东区/湖滨/一厅,国际业务,账单投诉,金卡,yes,left",
    "1010.opus,1010,{day},a-2,邓宇,东区/湖滨/二厅,国际业务,国际漫游,白金卡,no,left",
    "1043.opus,1043,{day},a-1,李娜,东区/湖滨/一厅,国际业务,账单投诉,金卡,yes,left",
    ",2003,{day},a-2,邓宇,东区/湖滨/二厅,国际业务,国际漫游,金卡,no,left",
)
_FAILED = frozenset({"no_disclosure", "greeting", "pace"})


def build(folder: Path) -> tuple[Place, ...]:
    """Make the centre; the places within its pages that are worth a look."""
    now = datetime.now(UTC)
    clock = FixedClock(now - timedelta(days=2))
    init_workspace(folder, first_person=EVERYTHING, time_zone="Asia/Shanghai", clock=clock)
    with open_workspace(folder, clock=clock) as workspace:
        services = workspace.services
        chief = services.administering.actor_named(EVERYTHING)
        for place, (name, role) in enumerate(PEOPLE.items()):
            services.administering.save_person(chief, PersonDraft(f"p-{place}", name, frozenset({role})))
        table = folder.parent / "calls.csv"
        day = (now - timedelta(days=3)).isoformat(timespec="seconds")
        table.write_text("\n".join([_HEAD, *(row.format(day=day) for row in _ROWS)]), encoding="utf-8")
        paths = tuple(resources_dir() / "demo" / f"{key}.opus" for key in ("1009", "1010", "1043", "1054"))
        services.importing.import_files(chief, ImportRequest(paths, calls_csv=table), NoProgress())
        named = services.administering.actor_named
        centre = SmallCentre(
            workspace,
            clock,
            named("林红"),
            named("周敏"),
            named("陈洁"),
            {call.key: call.id for call in services.listening.calls(chief, CallQuery()).calls},
            services.authoring.latest_published(chief, "service"),
        )
        return _furnish(centre, named("孙倩"), chief)


def _furnish(centre: SmallCentre, third: Actor, chief: Actor) -> tuple[Place, ...]:
    panel = Panel(centre, third)
    closed, revealed, blind = _sessions(panel)
    calibrating, curating = centre.services.calibrating, centre.services.curating
    draft = CaseDraft(closed, centre.calls["1009"], "完整读出号码", "指引明确规定不得读出完整号码。", ("核验",))
    case_id, _changes = curating.keep(centre.lead, draft)
    curating.keep(chief, CaseDraft(closed, centre.calls["1010"], "漫游资费说明", "先报价格再问意见。"))
    for inspector in (centre.anna, chief):
        _score(centre, inspector)
    centre.assign(centre.anna, "1010", "1043")
    tracked = TrackedDraft("号码核验", "no_disclosure", centre.services.administering.actor_named("何军").person_id,
                           centre.clock.now().date() + timedelta(days=20), "更新脚本")  # fmt: skip
    item_id, _changes = centre.services.tracking.open_item(centre.lead, tracked)
    mine = _waiting(centre, chief)
    assert calibrating.sessions(centre.lead)
    call = str(centre.calls["1009"])
    draft_id, _changes = centre.services.authoring.begin_draft(chief, "service")
    return (
        Place.to("my_calls", assignment=str(mine)),
        Place.to("calls", call=call),
        Place.to("calls", do="import"),
        Place.to("calls", do="import_scores"),
        Place.to("calls", do="export_scores"),
        Place.to("scorecard", version=str(centre.version.id)),
        Place.to("scorecard", version=str(draft_id)),
        Place.to("scorecard_difference", before=str(centre.version.id), after=str(draft_id)),
        Place.to("scorecard_effect", version=str(draft_id)),
        Place.to("new_scorecard"),
        Place.to("departments"),
        NEW_MONITORED,
        Place.to("calibration", do="new"),
        Place.to("calibration", session=str(blind)),
        Place.to("calibration", session=str(revealed)),
        Place.to("calibration", session=str(closed)),
        Place.to("library", case=str(case_id)),
        Place.to("library", session=str(closed), call=call),
        Place.to("tracked", tracked_item=str(item_id)),
    )


def _sessions(panel: Panel) -> tuple[SessionId, SessionId, SessionId]:
    """One closed, one revealed, one still blind."""
    centre, calibrating = panel.centre, panel.calibrating
    made: list[SessionId] = []
    for title in ("十月第一次", "十月第二次", "十一月"):
        session = panel.open_session("1009", "1010", "1043", title=title)
        made.append(session)
        for place, member in enumerate(panel.members):
            if title == "十一月" and place == 2:
                continue
            wrong = {"1009": _FAILED, "1010": _FAILED if place else frozenset[str]()}
            panel.hand_in(member, session, wrong)
        if title != "十一月":
            calibrating.reveal(centre.lead, session)
    panel.settle_all(made[0])
    calibrating.close(centre.lead, made[0])
    return made[0], made[1], made[2]


def _score(centre: SmallCentre, inspector: Actor) -> None:
    """A routine evaluation with failures, and a call that waits."""
    (assignment,) = centre.assign(inspector, "1009" if inspector is centre.anna else "1010")
    evaluation = centre.answer_all(inspector, assignment, failed=_FAILED)
    centre.services.inspecting.submit(inspector, evaluation.id)
    if inspector is not centre.anna:
        # the others are looked at as cases, which whoever has one of them still to score does not see
        centre.assign(inspector, "1043")


def _waiting(centre: SmallCentre, inspector: Actor) -> AssignmentId:
    items = centre.services.inspecting.my_calls(inspector)
    return next(item.assignment_id for item in items if item.state is not AssignmentState.DONE)
