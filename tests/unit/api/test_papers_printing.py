"""The press as a process: jobs in turn, an endless template, a press that dies."""

import asyncio
from pathlib import Path

import pytest

from api.papers.errors import PressUnavailable, TemplateFault
from api.papers.printing import Printing
from api.schemas.papers import PaperFormat
from tests.unit.api.test_papers_press import job

LOOP = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


async def test_papers_are_made_by_another_process_one_after_the_other() -> None:
    printing = Printing()
    try:
        made = await asyncio.gather(*(printing.make(job("opinion", PaperFormat.DOCX)) for _ in range(3)))
        assert all(one.startswith(b"PK") for one in made)
    finally:
        await printing.close()


async def test_an_endless_template_is_ended_and_named_and_the_next_paper_is_made(tmp_path: Path) -> None:
    (tmp_path / "opinion.html").write_text(LOOP, "utf-8")
    printing = Printing(patience_s=0.5)
    try:
        with pytest.raises(TemplateFault, match="endless"):
            await printing.make(job("opinion", PaperFormat.PDF, tmp_path))
        printing = Printing()
        assert (await printing.make(job("opinion", PaperFormat.DOCX))).startswith(b"PK")
    finally:
        await printing.close()


async def test_a_press_that_dies_costs_one_paper(tmp_path: Path) -> None:
    (tmp_path / "opinion.html").write_text(LOOP, "utf-8")
    printing = Printing()
    asked = asyncio.create_task(printing.make(job("opinion", PaperFormat.PDF, tmp_path)))
    try:
        while printing.press is None:  # noqa: ASYNC110  the press has no event for others
            await asyncio.sleep(0)
        printing.press.kill()
        with pytest.raises(PressUnavailable):
            await asked
        assert (await printing.make(job("opinion", PaperFormat.DOCX))).startswith(b"PK")
    finally:
        await printing.close()


async def test_an_idle_press_is_ended() -> None:
    printing = Printing(idle_s=0.01)
    await printing.make(job("opinion", PaperFormat.DOCX))
    while printing.press is not None:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await printing.close()


async def test_a_wrong_template_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "opinion.html").write_text("{{ nowhere }}", "utf-8")
    printing = Printing()
    try:
        with pytest.raises(TemplateFault, match="nowhere") as told:
            await printing.make(job("opinion", PaperFormat.PDF, tmp_path))
        assert told.value.status == 500
    finally:
        await printing.close()
