"""The standard for agents names no call, lets nothing people wrote run, and says each way of rating in words."""

import base64
import json

from qa_desk.reports.document import Paragraph
from qa_desk.reports.render import renderer_for
from qa_desk.reports.standard_for_agents import StandardForAgentsReport
from tests.unit.reports.a_standard import CALL_KEY, SCRIPT, data

DOCUMENT = StandardForAgentsReport().compose(data())


def test_no_format_names_a_call_but_the_record_of_what_went_out_does() -> None:
    for ending in ("html", "json", "csv"):
        rendered = renderer_for(f"standard.{ending}")(DOCUMENT)
        assert CALL_KEY.encode() not in rendered, ending
    assert DOCUMENT.call_keys == (CALL_KEY, "b")


def test_what_people_wrote_is_data_and_passages_play_from_within() -> None:
    page = renderer_for("standard.html")(DOCUMENT).decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    assert base64.b64encode(b"OggS-sound").decode() in page
    assert "SC-041<br>" in page, "no agent stands behind the dot"
    passages = json.loads(renderer_for("standard.json")(DOCUMENT))["passages"]
    assert {one["call_key"] for block in passages.values() for one in block} == {"SC-041", "SC-007"}


def test_each_way_of_rating_is_said_in_words() -> None:
    words = " ".join(block.text for block in DOCUMENT.blocks if isinstance(block, Paragraph))
    for part in (
        "keeps the score at 59.0 or below",
        "Critical for compliance",
        "cold (0 points), warm (5 points)",
        "Weighs 75.0 % of the score.",
        "each reason below takes its points off",
        "A bonus on top of the score.",
    ):
        assert part in words
