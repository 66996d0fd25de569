"""Each schema there has been, with rows in it, comes up to date in one go and by each step; `make test` takes some."""

import pytest

from qa_desk.store.copying.table_shapes import Row, TableShape
from qa_desk.store.schema import newest_revision, released_revisions
from tests.store.conftest import empty_url, kind, postgresql  # noqa: F401  # pytest finds fixtures by their names here
from tests.store.copying.test_upgrading import STEPS, comes_up_unchanged, rows  # noqa: F401


@pytest.mark.parametrize("revision", released_revisions()[:-1])
def test_every_released_schema_comes_up_to_date_with_every_row_unchanged(
    rows: dict[TableShape, list[Row]],  # noqa: F811
    empty_url: str,  # noqa: F811
    revision: str,
) -> None:
    comes_up_unchanged(empty_url, rows, revision, newest_revision())


@pytest.mark.parametrize(("revision", "target"), STEPS)
def test_every_migration_leaves_every_row_unchanged(
    rows: dict[TableShape, list[Row]],  # noqa: F811
    empty_url: str,  # noqa: F811
    revision: str,
    target: str,
) -> None:
    comes_up_unchanged(empty_url, rows, revision, target)
