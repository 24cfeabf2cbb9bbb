"""Papers over REST: every form of a complaint, by right, logged; a wrong template of the site stops its form only."""

import io
from pathlib import Path

import httpx
from docx import Document

from api.schemas import NewHandover
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.integration.test_desk_pages import form_token, signed_in
from tests.integration.test_desk_rest_tickets import register
from tests.papers_rig import needs_pdf
from tests.unit.api import desk_samples as sample


async def forms_of(rig: DeskRig, subject: str) -> list[str]:
    listed = (await rig.get("li", "/api/papers"))["items"]
    return [form["name"] for form in listed if form["subject"] == subject]


@needs_pdf
async def test_every_form_of_a_complaint_as_pdf_and_word(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        ticket = await register(rig, "c1", sample.complaint(matter="=1+1 厨房漏水"), who="li")
        names = await forms_of(rig, "ticket")
        assert names == ["opinion", "handling", "disposal", "record", "repair", "follow_up"]
        for name in names:
            answer = await rig.ask("li", "GET", f"/api/tickets/{ticket.number}/papers/{name}.pdf", timeout=60)
            assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-"), answer.text
            assert answer.headers["content-type"] == "application/pdf"
            answer = await rig.ask("li", "GET", f"/api/tickets/{ticket.number}/papers/{name}.docx", timeout=60)
            cells = [cell.text for table in Document(io.BytesIO(answer.content)).tables for cell in table._cells]
            assert "=1+1 厨房漏水" in cells
            number = answer.headers["content-disposition"].removeprefix("attachment; filename*=UTF-8''")
            assert number.endswith(f"{ticket.number.removeprefix('TS')}.docx")
            assert answer.headers["cache-control"] == "no-store"
        opened = [one for one in await rig.opened() if one[1] == "paper"]
        assert len(opened) == 2 * len(names)
        assert opened[0] == ("li", "paper", f"YJ{ticket.number.removeprefix('TS')}.pdf")


async def test_who_may_not_see_a_complaint_may_not_print_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        ticket = await register(rig, "c2", sample.complaint(phone="13900005678"), who="li")
        path = f"/api/tickets/{ticket.number}/papers/opinion.pdf"
        assert (await rig.ask("zhao", "GET", path)).status_code == 404
        assert (await rig.ask("", "GET", path)).status_code == 401
        assert [one for one in await rig.opened() if one[1] == "paper"] == []


async def test_what_there_is_not(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        ticket = await register(rig, "c1", sample.complaint(), who="li")
        for file in ("opinion.odt", "opinion", "shift.pdf", "nothing.pdf"):
            answer = await rig.ask("li", "GET", f"/api/tickets/{ticket.number}/papers/{file}", timeout=60)
            assert problem(answer).status == 404
        answer = await rig.ask("li", "GET", "/api/tickets/TS20200101-0001/papers/opinion.pdf", timeout=60)
        assert problem(answer).status == 404
        assert (await rig.ask("li", "GET", "/api/handover/none/papers/shift.pdf", timeout=60)).status_code == 404


@needs_pdf
async def test_the_paper_of_a_handover(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        written = await rig.ask("li", "POST", "/api/handover", NewHandover(notices="3号楼周四停水"))
        path = f"/api/handover/{written.json()['note_id']}/papers/shift"
        answer = await rig.ask("zhao", "GET", f"{path}.pdf", timeout=60)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        assert (await rig.ask("zhao", "GET", f"{path}.docx", timeout=60)).status_code == 200
        assert (await rig.ask("qian", "GET", f"{path}.pdf", timeout=60)).status_code == 403
        async with httpx.AsyncClient(base_url=rig.url, timeout=60) as browser:
            await signed_in(browser, "zhao")
            assert 'href="/handover"' in (await browser.get("/reports/shifts")).text
            page = (await browser.get("/handover")).text
            assert "3号楼周四停水" in page
            assert (await browser.get(path.removeprefix("/api") + ".docx")).content.startswith(b"PK")
            sign = path.removeprefix("/api").replace("papers/shift", "sign")
            token = {"_csrf_token": await form_token(browser, "/handover")}
            assert (await browser.post(sign, data=token)).status_code == 303
            assert "还没有人签收" not in (await browser.get("/handover")).text


@needs_pdf
async def test_a_wrong_template_of_the_site_is_told_and_never_passed_over(tmp_path: Path) -> None:
    own = tmp_path / "papers"
    own.mkdir()
    (own / "opinion.html").write_text("<p>\n{{ t.nothing }}", "utf-8")
    async with desk(tmp_path) as rig:
        ticket = await register(rig, "c1", sample.complaint(), who="li")
        answer = await rig.ask("li", "GET", f"/api/tickets/{ticket.number}/papers/opinion.pdf", timeout=60)
        told = problem(answer)
        assert (told.status, told.code) == (500, "paper_template")
        assert f"{own / 'opinion.html'}:2:" in told.detail
        other = await rig.ask("li", "GET", f"/api/tickets/{ticket.number}/papers/record.pdf", timeout=60)
        assert other.status_code == 200
        listed = (await rig.get("li", "/api/papers"))["items"]
        assert [(form["name"], form["own"]) for form in listed if form["own"]] == [("opinion", ["pdf"])]
