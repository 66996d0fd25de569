"""The schema, one module per family; importing `METADATA` from here makes sure that every table is in it."""

from qa_desk.store.tables import (
    accounts,
    calibration,
    calls,
    centre,
    drift,
    evaluations,
    following,
    imports,
    meetings,
    organisation,
    practising,
    privacy,
    reporting,
    sampling,
    scorecards,
    sharing,
    standard_cases,
)
from qa_desk.store.tables.base import Base

TABLE_MODULES = (
    organisation,
    accounts,
    calls,
    imports,
    scorecards,
    sampling,
    evaluations,
    calibration,
    meetings,
    drift,
    standard_cases,
    practising,
    sharing,
    following,
    centre,
    privacy,
    reporting,
)

METADATA = Base.metadata
