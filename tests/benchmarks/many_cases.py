"""A library of very many standard cases for its benchmark, entered in bulk past the repositories.

Each case is a call of its own, has fourteen answers of which one or two failed, three tags, passages and a transcript.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine

from qa_desk.domain.case_filter import CaseField, Facet
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.ids import ScorecardId, VersionId
from qa_desk.domain.scorecard import Criterion, CriticalFamily, ScorecardVersion, Section
from qa_desk.domain.text import LocalText
from qa_desk.store.case_text import text_of
from qa_desk.store.engine import is_sqlite
from qa_desk.store.facet_line import line_of
from qa_desk.store.search import tokens_of
from qa_desk.store.search_matching import OF_A_CASE
from tests.benchmarks.million_calls import Ids, in_bulk, mixed
from tests.store.furnishing import NOW, Centre

N_CRITERIA = 14
_TAGS = ("borderline", "excellent service", "critical", "interruption", "dialect", "apology", "refund", "投诉")
_ABOUT = ("billing", "roaming", "broadband", "retention", "delivery", "complaints", "moving", "other")
_SAID = (
    "good morning how can I help you today",
    "my bill is twice what it was last month and nobody calls me back",
    "let me look at your account please give me a moment",
    "我要投诉你们的宽带服务 已经三天没有网络了",
    "I am sorry to hear that I will take care of it now",
    "非常抱歉给您带来不便 我马上为您处理",
)

_VERSION = (
    "case_id, number, title, call_id, version_id, state, difficulty, language, rationale, owner_id, author_id,"
    " created_at, business_type, is_benchmark, is_current, note, review_on, retired_on, retired_reason, score, passed,"
    " facet_line, version"
)
_ANSWER = "case_id, number, criterion_key, position, rating, na, reasons, rationale"
_MARK = "id, case_id, number, criterion_key, start_s, end_s, note"
_DOCUMENT = "kind, object_id, call_id, evaluation_id, title, body, tokens, changed_at"


def enter_form(centre: Centre) -> ScorecardVersion:
    """A form of fourteen criteria, three of them critical."""
    families = dict(enumerate(CriticalFamily))
    criteria = tuple(
        Criterion(f"c{place}", LocalText.of(f"Criterion {place}"), PassFail(), critical=families.get(place))
        for place in range(N_CRITERIA)
    )
    sections = (Section("all", LocalText.of("All"), criteria),)
    own = {"id": VersionId(uuid4()), "scorecard_id": ScorecardId(uuid4()), "scorecard_key": "wide"}
    form = replace(centre.version, sections=sections, **own)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.scorecards.add(form)
        uow.commit()
    return form


def fill_library(centre: Centre, form: ScorecardVersion, engine: Engine, n: int) -> None:
    """Make `n` cases of the first calls that `million_calls` entered."""
    ids = Ids(is_sqlite(engine))
    parts: tuple[tuple[str, str, Iterable[Sequence[Any]]], ...] = (
        ("standard_cases", "id, code, origin_key", ((ids.of("a", i), f"SC-{i:03}", "") for i in range(n))),
        ("case_versions", _VERSION, _versions(ids, centre, form, n)),
        ("case_answers", _ANSWER, _answers(ids, n)),
        ("case_tags", "case_id, number, tag, position",
         ((ids.of("a", i), 1, _TAGS[(mixed(i) + place) % 8], place) for i in range(n) for place in range(3))),
        ("case_marks", _MARK,
         ((ids.of("b", 3 * i + place), ids.of("a", i), 1, f"c{place}", 5.0 * place, 5.0 * place + 5, "")
          for i in range(n) for place in range(3))),
        ("search_documents", _DOCUMENT, _documents(ids, n)),
    )  # fmt: skip
    with in_bulk(engine) as enter:
        for part in parts:
            enter(*part)


def _versions(ids: Ids, centre: Centre, form: ScorecardVersion, n: int) -> Iterator[Sequence[Any]]:
    owners = [ids.as_kept(centre.id_of(part)) for part in ("lead", "trainer")]
    forms_of = [form.id, centre.version.id]
    forms = [ids.as_kept(one) for one in forms_of]
    today = NOW.date()
    for i in range(n):
        r = mixed(i)
        state = "retired" if r % 25 == 0 else "proposed" if r % 10 == 0 else "valid"
        review = today + timedelta(days=r % 700 - 60) if r % 3 else None
        retired = today if state == "retired" else None
        yield (
            ids.of("a", i), 1, f"Case {i} of {_ABOUT[r % 8]}", ids.of("c", i), forms[r % 40 == 0], state,
            ("easy", "medium", "hard")[r % 3], ("en", "zh_CN")[r % 2], _rationale(i), owners[r % 2], owners[r % 2],
            ids.at(i, n), _ABOUT[r % 8], r % 20 == 0, True, "", ids.day(review), ids.day(retired), "",
            float(r % 101), r % 5 > 0, _line(i, forms_of[r % 40 == 0]), 1,
        )  # fmt: skip


def _answers(ids: Ids, n: int) -> Iterator[Sequence[Any]]:
    for i in range(n):
        for place in range(N_CRITERIA):
            yield (
                ids.of("a", i), 1, f"c{place}", place, "false" if place in _failed(i) else "true", False, "[]",
                "the panel played it twice" if place in _failed(i) else "",
            )  # fmt: skip


def _documents(ids: Ids, n: int) -> Iterator[Sequence[Any]]:
    for i in range(n):
        r = mixed(i)
        once = "a parrot bit the modem 鹦鹉" if i == n // 2 else ""
        parts = {
            CaseField.ABOUT: f"k{i} · {_ABOUT[r % 8]} · {_TAGS[r % 8]}",
            CaseField.RATIONALE: _rationale(i),
            CaseField.TRANSCRIPT: "\n".join(f"{_SAID[(r + at) % 6]} {r % 997}" for at in range(20)) + once,
        }
        title, body = f"SC-{i:03} · Case {i} of {_ABOUT[r % 8]}", text_of(parts)
        tokens = " ".join([*tokens_of(f"{title}\n{body}"), OF_A_CASE])
        yield "standard_case", ids.of("a", i), ids.of("c", i), None, title, body, tokens, ids.at(i, n)


def _failed(i: int) -> set[int]:
    return {mixed(i) % N_CRITERIA, mixed(i + 1) % N_CRITERIA}


def _line(i: int, form_id: VersionId) -> str:
    r = mixed(i)
    families = list(CriticalFamily)
    items = [
        (Facet.BUSINESS_TYPE, _ABOUT[r % 8]),
        (Facet.LANGUAGE, ("en", "zh_CN")[r % 2]),
        (Facet.DIFFICULTY, ("easy", "medium", "hard")[r % 3]),
        (Facet.VERSION, str(form_id)),
        *((Facet.TAG, _TAGS[(r + place) % 8]) for place in range(3)),
        *((Facet.CRITERION, f"c{place}") for place in _failed(i)),
        *((Facet.FAMILY, families[place].value) for place in _failed(i) if place < len(families)),
    ]
    return line_of(items)


def _rationale(i: int) -> str:
    return f"Says sorry {mixed(i) % 9} times and offers nothing; the caller has to ask for the refund. 标准案例"
