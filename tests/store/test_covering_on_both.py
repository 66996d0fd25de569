"""Private numbers in texts on both databases: proposed to those who decide, covered in place, gone for good."""

import re
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, Text, cast, select

from qa_desk.audio.masking import TONE_LEVEL
from qa_desk.domain.errors import NotAllowedError, NotFoundError
from qa_desk.domain.masking import COVER, PrivateKind
from qa_desk.domain.people import Role
from qa_desk.domain.private_numbers import NumberPlace
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.progress import NoProgress
from qa_desk.store.store import Store
from qa_desk.store.tables import METADATA
from tests.store.laid_databases import Furnishing
from tests.store.privacy_stories import Story, copied, make

CARD = "4111 1111 1111 1111"  # published for tests
MOBILE = "13800138000"  # the operator's own service number


def with_numbers(store: Store, folder: Path) -> Story:
    """The same calls, with a card read aloud and a mobile number written down."""
    said, written = f"yes it is {CARD} and no other", f"ring back on {MOBILE}, was not greeted"
    return make(store, folder, said=said, written=written)


@pytest.fixture
def furnishing() -> Furnishing:
    """Calls with numbers in them."""
    return with_numbers


@pytest.fixture
def story(store: Store, tmp_path: Path, told: Story) -> Story:
    """Those calls."""
    return copied(told, store, tmp_path)


def every_text(engine: Engine) -> str:
    """Everything that the database holds, as text."""
    pieces: list[str] = []
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            columns = [cast(column, Text) for column in table.columns]
            pieces += ["\t".join(map(str, row)) for row in connection.execute(select(*columns))]
    return "\n".join(pieces)


def test_numbers_are_proposed_with_their_last_digits_only(story: Story) -> None:
    found = story.services.covering.proposals(story.chief, story.calls["K-1"])
    (said,) = [one for one in found if one.place is NumberPlace.TRANSCRIPT]
    assert (said.kind, said.call_key, said.start_s, said.end_s) == (PrivateKind.PAYMENT_CARD, "K-1", 0.0, 1.0)
    assert said.context == f"yes it is {COVER * 4} {COVER * 4} {COVER * 4} 1111 and no other"
    written = [one for one in found if one.place in (NumberPlace.ANSWER_COMMENT, NumberPlace.NOTE)]
    assert {one.kind for one in written} == {PrivateKind.MOBILE}
    assert all(MOBILE not in one.context for one in written)
    everywhere = story.services.covering.proposals(story.chief)
    assert {one.call_key for one in everywhere} == {"K-1", "K-3"}


def test_what_is_accepted_is_gone_from_every_text(story: Story, engine: Engine) -> None:
    found = story.services.covering.proposals(story.chief)
    story.services.covering.accept(story.chief, found)
    left = every_text(engine)
    for trace in (CARD, CARD.replace(" ", ""), MOBILE):
        assert trace not in left, trace
    # four digits alone stand in one key of a row in a thousand by chance
    assert not re.search(r"(?<![0-9a-f])4111(?![0-9a-f])", left)
    assert "was not greeted" in left
    assert story.services.covering.proposals(story.chief) == ()
    for words in (MOBILE, "4111"):
        assert not story.services.finding.find(story.chief, words)
    assert story.services.finding.find(story.chief, "no other")


def test_a_number_that_was_said_becomes_a_tone_and_its_words_can_be_read(story: Story) -> None:
    found = story.services.covering.proposals(story.chief, story.calls["K-1"])
    story.services.covering.accept(story.chief, [one for one in found if one.place is NumberPlace.TRANSCRIPT])
    with story.services.listening.sound(story.chief, story.calls["K-1"]).track.open() as sound:
        assert np.abs(sound.read(8000)).max() <= TONE_LEVEL
    (line,) = story.services.listening.transcript(story.chief, story.calls["K-1"])
    assert line.text == f"yes it is {COVER * 4} {COVER * 4} {COVER * 4} {COVER * 4} and no other"


def test_bringing_the_same_transcript_in_again_does_not_bring_the_number_back(story: Story, engine: Engine) -> None:
    story.services.covering.accept(story.chief, story.services.covering.proposals(story.chief))
    report = story.services.importing.import_files(
        story.chief, ImportRequest((story.folder / "in" / "zhou-first.srt",)), NoProgress()
    )
    assert report.n_imported == 0
    assert CARD not in every_text(engine)


def test_what_may_stay_is_not_proposed_again_until_it_is_asked_for(story: Story) -> None:
    found = story.services.covering.proposals(story.chief, story.calls["K-3"])
    story.services.covering.let_stay(story.chief, found)
    story.services.covering.let_stay(story.chief, found)
    assert story.services.covering.proposals(story.chief, story.calls["K-3"]) == ()
    story.services.covering.ask_again(story.chief, found)
    assert story.services.covering.proposals(story.chief, story.calls["K-3"]) == found


def test_a_text_that_changed_since_is_left_alone(story: Story) -> None:
    found = story.services.covering.proposals(story.chief, story.calls["K-1"])
    story.services.covering.accept(story.chief, found)
    with pytest.raises(NotFoundError):
        story.services.covering.accept(story.chief, found)


def test_an_administrator_sees_no_comments_and_an_inspector_nothing(story: Story) -> None:
    services, chief = story.services, story.chief
    for name, role in (("adam", Role.ADMINISTRATOR), ("ann", Role.INSPECTOR)):
        services.administering.save_person(chief, PersonDraft(f"id-{name}", name, frozenset({role})))
    adam, ann = (services.administering.actor_named(f"id-{name}") for name in ("adam", "ann"))
    assert {one.place for one in services.covering.proposals(adam)} == {NumberPlace.TRANSCRIPT}
    with pytest.raises(NotAllowedError):
        services.covering.proposals(ann)
