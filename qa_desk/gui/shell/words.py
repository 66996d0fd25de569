"""What people read for values that several pages show."""

from qa_desk.domain.people import Role
from qa_desk.i18n import N_, _

_ROLES: dict[Role, str] = {
    Role.INSPECTOR: N_("inspector"),
    Role.LEARNER: N_("new inspector"),
    Role.LEAD: N_("calibration lead"),
    Role.TRAINER: N_("trainer"),
    Role.TEAM_LEADER: N_("team leader"),
    Role.AGENT: N_("agent"),
    Role.OWNER: N_("item owner"),
    Role.ADMINISTRATOR: N_("QA administrator"),
    Role.AUDITOR: N_("auditor"),
}


def role_title(role: Role) -> str:
    """The role in words."""
    return _(_ROLES[role])


def role_titles(roles: frozenset[Role]) -> str:
    """All roles of a person in the order of `Role`."""
    return ", ".join(role_title(role) for role in Role if role in roles)
