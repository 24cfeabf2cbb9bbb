"""What Prometheus reads, and that the dashboard asks for nothing else."""

from prometheus_client.parser import text_string_to_metric_families

from api.figures.metrics import text_of
from console.supervisor.sample import BOARD
from tests.dashboard import expressions, selectors, unanswered

FAMILIES = {one.name: one for one in text_string_to_metric_families(text_of(BOARD).decode())}


def test_figures_are_there_in_base_units() -> None:
    values = {name: one.samples[0].value for name, one in FAMILIES.items() if len(one.samples) == 1}
    assert (values["sanxiang_waiting_calls"], values["sanxiang_longest_wait_seconds"]) == (2, 17.2)
    assert (values["sanxiang_calls_today"], values["sanxiang_answer_seconds"]) == (102, 8.4)
    levels = {one.labels["formula"]: one.value for one in FAMILIES["sanxiang_service_level"].samples}
    assert levels["offered"] == 0.8
    rings = {
        (one.labels["reading"], one.labels["verdict"]): one.value for one in FAMILIES["sanxiang_three_rings"].samples
    }
    assert rings["in_force", "cannot_tell"] == 1
    states = {one.labels["state"]: one.value for one in FAMILIES["sanxiang_agents"].samples}
    assert (states["ready"], states["talking"], states["signed_out"]) == (1, 1, 0)


def test_nobody_is_named() -> None:
    text = text_of(BOARD).decode()
    assert not [one.name for one in BOARD.agents if one.name in text or one.agent_id in text]


def test_the_dashboard_asks_for_what_there_is() -> None:
    assert len(expressions()) == 9
    assert [len(selectors(one)) for one in expressions()] == [1, 1, 3, 1, 1, 1, 1, 1, 1]
    assert unanswered(text_of(BOARD).decode()) == []


def test_a_figure_that_is_taken_away_or_renamed_is_missed() -> None:
    text = text_of(BOARD).decode()
    assert len(unanswered(text.replace("sanxiang_given_up_today", "sanxiang_abandoned_today"))) == 1
    assert len(unanswered(text.replace('reading="in_force"', 'reading="usual"'))) == 3
