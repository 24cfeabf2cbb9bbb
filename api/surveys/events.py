"""What the log keeps of questionnaires. A link's token is never in it, only its digest."""

import msgspec

from api.facts import DeskFact
from api.schemas.surveys import Scores


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """One link: whom it asks (a home, the complaint of one), and the SHA-256 of its token in hexadecimal."""

    invitation_id: str
    digest: str
    home: str = ""
    ticket_number: str = ""


class SurveyOpened(DeskFact, frozen=True, kw_only=True):
    """A questionnaire went out, or a single link after a finished complaint (then `survey_id` is empty)."""

    survey_id: str
    title: str
    department: str
    expires_at: float
    agent_id: str
    invitations: tuple[Invitation, ...]


class SurveyAnswered(DeskFact, frozen=True, kw_only=True):
    """A resident answered, once."""

    invitation_id: str
    scores: Scores
    comment: str = ""
