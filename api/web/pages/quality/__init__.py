"""Quality in the browser: what waits for a decision, scores with every point, fairness; one's own month."""

from api.rights import Right, may
from api.schemas import AgentView
from api.web.pages.quality.cases import case_page, cases, decided, hint_settled, hints
from api.web.pages.quality.exam import exam, exam_sent
from api.web.pages.quality.own import own, work_load
from api.web.pages.quality.scores import fairness, required, score_file, scores
from api.web.pages.quality.training import held, planned, training, withdrawn
from api.web.registry import MenuEntry
from scripts_lib.model import Text


def _reviews(person: AgentView) -> bool:
    return may(person, Right.REVIEW_QUALITY)


def _is_scored(person: AgentView) -> bool:
    return may(person, Right.HEAR_OWN)


PAGES = (
    *(cases, case_page, decided, hints, hint_settled, scores, score_file, fairness, required, own, work_load),
    *(exam, exam_sent),
    *(training, planned, held, withdrawn),
)
MENU = (
    MenuEntry("/quality", Text("质检考评", "Quality"), _reviews, order=45),
    MenuEntry("/my-quality", Text("我的考评", "My assessment"), _is_scored, order=45),
)
