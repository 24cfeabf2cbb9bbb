"""Departments by the pages: added, renamed, switched off for a successor, on again; each change in the audit log."""

from pathlib import Path

from api.schemas import Role
from api.web.pages import departments, organisation
from tests.unit.api.web.page_bench import bench

PAGES = (*organisation.PAGES, *departments.PAGES)
NEW = "/organisation/departments/new"


async def test_a_department_is_added_renamed_and_switched_off(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        root = await desk.enter(Role.ADMIN, "root")
        await desk.person(Role.DEPARTMENT_HEAD, "ma", departments=["greenery"])
        refused = await desk.send(NEW, NEW, key="lifts", zh="", email="dianti")
        assert refused.status_code == 422
        assert 'value="lifts"' in refused.text
        assert 'value="dianti"' in refused.text
        taken = await desk.send(NEW, NEW, key="engineering", zh="工程二部")
        assert taken.status_code == 409
        made = await desk.send(NEW, NEW, key="lifts", zh="电梯部", en="Lifts", email="dianti@example.cn")
        assert made.headers["location"] == "/organisation?said=saved"
        page = "/organisation/departments/greenery"
        kept = await desk.send(page, page, zh="园林部", en="Gardens", email="")
        assert kept.status_code == 303
        alone = await desk.send(page, f"{page}/off", successor="")
        assert alone.status_code == 422
        assert "请选择接手的部门" in alone.text
        off = await desk.send(page, f"{page}/off", successor="cleaning")
        assert off.headers["location"] == "/organisation?said=off"
        listed = (await desk.browser.get("/organisation")).text
        assert "电梯部" in listed
        assert "园林部" in listed
        assert "李明" in listed, "its head"
        assert not desk.services.library.rules.catalogue.sends_to("greenery")
        assert (await desk.send(page, f"{page}/on")).headers["location"] == "/organisation?said=on"
        assert desk.services.library.rules.catalogue.sends_to("greenery")
        wanted = [(root.agent_id, "department_saved", key) for key in ("lifts", "greenery", "greenery", "greenery")]
        assert await desk.noted("department_saved") == wanted
