"""Scorecards in versions: drafts change, published versions don't, and the same content makes no version."""

from pathlib import Path

import pytest

from qa_desk.bootstrap import Workspace
from qa_desk.domain.errors import NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.scorecard import ScorecardDefinition, VersionState
from qa_desk.services.forms.form_mapping import canonical_json
from tests.unit.workspace_fixtures import add_person

PLAIN = """\
key: plain
title: {en: Plain, zh_CN: 简单}
critical_policy: cap:59
sections:
  - key: s
    title: S
    criteria:
      - {key: gate, title: Gate, critical: customer, scale: {type: pass_fail}}
      - {key: tone, title: Tone, weight: 5, scale: {type: points, max: 10, step: 1}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A scorecard file."""
    path = tmp_path / "plain.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def states(workspace: Workspace, actor: Actor, key: str = "plain") -> list[tuple[int, VersionState]]:
    """The versions of a scorecard."""
    found = {summary.key: summary for summary in workspace.services.authoring.scorecards(actor)}
    return [(version.number, version.state) for version in found[key].versions]


def test_a_new_workspace_has_the_bundled_scorecards_published(workspace: Workspace, chief: Actor) -> None:
    summaries = {summary.key: summary for summary in workspace.services.authoring.scorecards(chief)}
    assert set(summaries) == {"service", "complaint"}
    (version,) = summaries["service"].versions
    assert (version.number, version.state, version.n_evaluations) == (1, VersionState.PUBLISHED, 0)
    assert 0 < version.n_critical < version.n_criteria
    assert workspace.services.authoring.install_bundled(chief).kinds == frozenset()


def test_a_draft_is_replaced_and_a_published_version_never(workspace: Workspace, chief: Actor, file: Path) -> None:
    authoring = workspace.services.authoring
    first_id, changes = authoring.import_file(chief, file)
    assert first_id in changes.ids
    file.write_text(PLAIN.replace("weight: 5", "weight: 6"), encoding="utf-8")
    assert authoring.import_file(chief, file)[0] == first_id
    assert authoring.version(chief, first_id).criterion("tone").weight == 6
    authoring.publish(chief, "plain")
    published = authoring.version(chief, first_id)
    file.write_text(PLAIN.replace("weight: 5", "weight: 7"), encoding="utf-8")
    second_id, _changes = authoring.import_file(chief, file)
    assert second_id != first_id
    assert states(workspace, chief) == [(1, VersionState.PUBLISHED), (2, VersionState.DRAFT)]
    assert authoring.version(chief, first_id) == published
    assert authoring.latest_published(chief, "plain").id == first_id
    authoring.publish(chief, "plain")
    assert authoring.latest_published(chief, "plain").id == second_id


def test_the_same_content_makes_no_version(workspace: Workspace, chief: Actor, file: Path) -> None:
    authoring = workspace.services.authoring
    first_id, _changes = authoring.import_file(chief, file)
    authoring.publish(chief, "plain")
    file.write_text("# with a remark\n" + PLAIN.replace("cap:59", "'cap:59'"), encoding="utf-8")
    again_id, changes = authoring.import_file(chief, file)
    assert (again_id, changes.kinds) == (first_id, frozenset())
    assert len(states(workspace, chief)) == 1


@pytest.mark.parametrize("key", ["service", "complaint", "plain"])
def test_what_is_exported_reads_back_as_the_same_version(
    workspace: Workspace, chief: Actor, file: Path, tmp_path: Path, key: str
) -> None:
    authoring = workspace.services.authoring
    authoring.import_file(chief, file)
    exported = tmp_path / "exported.yaml"
    exported.write_text(authoring.export(chief, key, 1), encoding="utf-8")
    version_id, changes = authoring.import_file(chief, exported)
    assert changes.kinds == frozenset()
    version = authoring.version(chief, version_id)
    stored = canonical_json(ScorecardDefinition.of_version(version))
    assert (version.scorecard_key, version.number) == (key, 1)
    assert authoring.export(chief, key) == exported.read_text(encoding="utf-8")
    assert stored == canonical_json(ScorecardDefinition.of_version(authoring.version(chief, version_id)))


def test_a_faulty_file_changes_nothing(workspace: Workspace, chief: Actor, file: Path) -> None:
    file.write_text(PLAIN.replace("step: 1", "step: 3"), encoding="utf-8")
    with pytest.raises(QADeskError):
        workspace.services.authoring.import_file(chief, file)
    assert "plain" not in {summary.key for summary in workspace.services.authoring.scorecards(chief)}


def test_what_is_not_there_is_said_to_be_missing(workspace: Workspace, chief: Actor, file: Path) -> None:
    authoring = workspace.services.authoring
    authoring.import_file(chief, file)
    for wish in (
        lambda: authoring.publish(chief, "service"),
        lambda: authoring.latest_published(chief, "plain"),
        lambda: authoring.export(chief, "nothing"),
        lambda: authoring.export(chief, "service", 2),
    ):
        with pytest.raises(NotFoundError):
            wish()


def test_scorecards_are_read_by_all_and_changed_by_few(workspace: Workspace, chief: Actor, file: Path) -> None:
    authoring = workspace.services.authoring
    agent = add_person(workspace, chief, "Li", Role.AGENT)
    lead = add_person(workspace, chief, "Wang", Role.LEAD)
    assert authoring.scorecards(agent)
    with pytest.raises(NotAllowedError):
        authoring.import_file(agent, file)
    with pytest.raises(NotAllowedError):
        authoring.publish(agent, "service")
    authoring.import_file(lead, file)
