"""On terminals of common sizes nothing that the agent has to read or choose from lies outside its pane."""

import pytest
from textual.widgets import Select

from console import sample
from console.pictures import Stage, settle
from console.widgets.keyed_list import KeyedList
from console.widgets.lists import PendingList
from console.widgets.script_panel import ScriptPanel
from scripts_lib.loader import load
from telephony.events import AgentState

RULES = load().rules


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(RULES, "zh", tmp_path_factory.mktemp("drafts"))


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 24), (120, 30), (160, 30)])
async def test_the_answers_stand_under_their_question(stage: Stage, size: tuple[int, int]) -> None:
    async with stage.app.run_test(size=size) as pilot:
        await stage.ringing(pilot)
        stage.desk.bring(sample.TALKING, AgentState.TALKING, 45_000)
        await settle(pilot)
        main = stage.app.main
        assert main is not None
        main.choose_kind("water_leak")
        await settle(pilot)
        await pilot.press("f7", "ctrl+n")
        await settle(pilot)
        pane = main.query_one(ScriptPanel)
        free = pane.content_region.shrink((0, 0, main.query_one("#script-clears").outer_size.height, 0))
        choices = main.query_one("#script-choices", KeyedList)
        assert choices.display
        assert choices.option_count == 3
        assert free.contains_region(choices.region)
        assert free.contains_region(main.query_one("#script-question").region) or size == (120, 24)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 30)])
async def test_what_was_chosen_in_the_form_is_read_in_one_line(stage: Stage, size: tuple[int, int]) -> None:
    async with stage.app.run_test(size=size) as pilot:
        await stage.wrap_up(pilot)
        assert {one.outer_size.height for one in stage.app.screen.query(Select)} == {1}


async def test_lists_have_their_titles_on_a_small_terminal(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await stage.idle(pilot)
        assert stage.app.screen.query_one(PendingList).styles.border_top[0] == "solid"
