"""The key of each kind of thing: a UUIDv4 with a type of its own, so that keys are never mixed up."""

from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", UUID)
UnitId = NewType("UnitId", UUID)
DepartmentId = NewType("DepartmentId", UUID)
CallId = NewType("CallId", UUID)
RecordingId = NewType("RecordingId", UUID)
ImportId = NewType("ImportId", UUID)
ScorecardId = NewType("ScorecardId", UUID)
VersionId = NewType("VersionId", UUID)
CriterionId = NewType("CriterionId", UUID)
AssignmentId = NewType("AssignmentId", UUID)
EvaluationId = NewType("EvaluationId", UUID)
AnswerId = NewType("AnswerId", UUID)
MarkId = NewType("MarkId", UUID)
SessionId = NewType("SessionId", UUID)
CaseId = NewType("CaseId", UUID)
TrackedItemId = NewType("TrackedItemId", UUID)
WordingId = NewType("WordingId", UUID)
PlanId = NewType("PlanId", UUID)
DrawId = NewType("DrawId", UUID)
FeedbackId = NewType("FeedbackId", UUID)
TargetId = NewType("TargetId", UUID)
MaskId = NewType("MaskId", UUID)
HandOutId = NewType("HandOutId", UUID)
AgentCodeId = NewType("AgentCodeId", UUID)
