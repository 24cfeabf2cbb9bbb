"""The month's performance form as a file, for whoever may see the scores (FORM 职员月绩效考评统计表)."""

import time

from api.errors import NotFound
from api.papers.office import MEDIA, Paper, site_folder
from api.papers.speech import moment
from api.quality.papers import number_of, paper, workbook
from api.quality.score import without_thresholds
from api.retention.performance import is_kept
from api.rights import Right, may
from api.schemas import AgentView, Role
from api.schemas.papers import BookJob, PaperFormat, PaperJob
from api.schemas.quality import MonthScore
from api.services import Services
from api.settings import DeskSettings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def scored(services: Services) -> list[str]:
    """Whoever is scored: agents who have not left."""
    return [one.agent_id for one in await services.staff.people.all() if one.active and one.role is Role.AGENT]


def check_kept(settings: DeskSettings, month: str) -> None:
    """Scores by name are the performance form, on a screen as on paper. Raises NotFound for a month that is kept no
    longer, Invalid for what is no month."""
    if not is_kept(month, settings.performance_keep_days, time.time(), settings.zone):
        raise NotFound(
            "该月绩效考评已过保存期，不再提供",
            "the performance of that month is kept no longer, so it is not given out",
        )


async def scores_for(services: Services, by: AgentView, month: str) -> tuple[MonthScore, ...]:
    """The month of those whom this person may look at, best first. What PEN-9 tells is told to supervisors, no more.

    Raises NotFound for a month that is kept no longer, Invalid for what is no month.
    """
    check_kept(services.settings, month)
    among = await services.calls.hearing.whose(by)
    every = await services.quality.cases.scores(month, await scored(services))
    found = tuple(one for one in every if among is None or one.agent_id in among)
    if may(by, Right.TOLD_OF_LOW_SCORES):
        return found
    return tuple(without_thresholds(one, services.quality.cases.penalties_of(month)) for one in found)


async def score_file(services: Services, by: AgentView, file: str) -> Paper:
    """`2026-11.pdf` or `2026-11.xlsx`; a supervisor's has the own team. The opening is logged (SEC-1).

    Raises NotFound for another ending and for a month that is kept no longer, Invalid for what is no month.
    """
    month, _, ending = file.rpartition(".")
    settings = services.settings
    found = await scores_for(services, by, month)
    names = {one.agent_id: one.name for one in await services.staff.people.all()}
    job: PaperJob | BookJob
    if ending == "xlsx":
        job = workbook(found, names, month=month, centre=settings.centre_name, timezone=settings.timezone)
    elif ending == "pdf":
        job = paper(
            found,
            names,
            month=month,
            centre=settings.centre_name,
            printed_at=moment(time.time(), settings.zone),
            site_folder=str(site_folder(settings)),
        )
    else:
        raise NotFound("绩效表只有 .pdf 和 .xlsx 两种", "the form is .pdf or .xlsx")
    name = f"{number_of(month)}.{ending}"
    content = await services.papers.office.printing.make(job)
    await services.residents.book.opened(by.agent_id, "paper", name)
    return Paper(name, XLSX if ending == "xlsx" else MEDIA[PaperFormat.PDF], content)
