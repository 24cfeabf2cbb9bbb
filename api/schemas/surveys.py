"""Questionnaires and how content residents are (SUR-1)."""

from enum import StrEnum

import msgspec

from api.schemas.lists import Page


class Aspect(StrEnum):
    """What a resident is asked about; each is answered from 1 (very discontent) to 5 (very content)."""

    OVERALL = "overall"
    CONTENT = "content"  # what the service covers
    QUALITY = "quality"
    ATTITUDE = "attitude"


class Source(StrEnum):
    """By which way somebody was asked."""

    SURVEY = "survey"
    FOLLOW_UP = "follow_up"  # the call of SLA-10


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """The marks of one answer, 1 to 5."""

    overall: int
    content: int
    quality: int
    attitude: int


class SurveyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/surveys/answers/{token}: what a resident says, without signing in."""

    scores: Scores
    comment: str = ""


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """What the resident of a complaint said of it; a follow-up call has no `scores`. `at` in Unix seconds."""

    at: float
    source: Source
    content: bool
    scores: Scores | None = None
    comment: str = ""


class TicketOpinions(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/surveys/tickets/{number}, oldest first. `open_until`: until when a link of it can still be
    answered, Unix seconds; None where there is none."""

    opinions: tuple[Opinion, ...]
    open_until: float | None = None


class SurveyLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link for one home or one complaint. It is shown once; asking again makes another and voids this one."""

    invitation_id: str
    token: str
    path: str
    """Path of the page, `/survey/...`; the site's own address stands before it."""
    expires_at: float
    home: str = ""
    ticket_number: str = ""


class NewSurvey(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/surveys: ask every home of these buildings (all, where none is named), or of these homes."""

    title: str
    days: int = 30
    """How long it can be answered."""
    buildings: tuple[str, ...] = ()
    department: str = ""
    """Whose service is asked about; empty: the whole company's."""


class SurveyView(msgspec.Struct, frozen=True, kw_only=True):
    """A questionnaire that was sent out, and how many answered."""

    survey_id: str
    title: str
    department: str
    opened_at: float
    expires_at: float
    invited: int
    answered: int


class SurveyMade(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /api/surveys: the links, one a home, to be handed out. They are not shown again."""

    survey: SurveyView
    links: tuple[SurveyLink, ...]


class SurveyList(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/surveys, newest first."""

    page: Page
    items: tuple[SurveyView, ...]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How many of how many are content; `share` from 0 to 1, None where nobody was asked."""

    asked: int
    content: int
    share: float | None


class GroupResult(msgspec.Struct, frozen=True, kw_only=True):
    """A department or a building. `aspects` only count questionnaires; `follow_ups` are among `all`."""

    value: str
    all: Share
    follow_ups: Share
    aspects: dict[Aspect, Share]
    enough: bool
    """Whether enough answered to judge by."""
    met: bool | None
    """Whether the aim is reached; None where nobody was asked."""


class WeakPoint(msgspec.Struct, frozen=True, kw_only=True):
    """What lies under the aim: of a department or a building, overall or in one aspect. The lowest share first."""

    group: str
    """`department` or `building`."""
    value: str
    aspect: Aspect
    share: float
    asked: int


class SurveyResults(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/surveys/results: follow-up calls and questionnaires together. `aim` from 0 to 1."""

    since: float
    until: float
    aim: float
    total: GroupResult
    departments: tuple[GroupResult, ...]
    buildings: tuple[GroupResult, ...]
    weak: tuple[WeakPoint, ...]
