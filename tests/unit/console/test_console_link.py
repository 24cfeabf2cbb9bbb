"""The story of the connections: since when, what is tried, what still works, and what came back by number."""

from msgspec.structs import replace as with_fields

from api.schemas import FloorChanged, Snapshot
from console import sample
from console.board import Board
from console.link import QUIET_S, SHOWN_S, Story
from console.texts import words_in

ZH = words_in("zh")
EN = words_in("en")
START = Board.begin(Snapshot(session="s-1", number=40, me=sample.ME, site=sample.SITE, floor=sample.FLOOR), 0.0)


def moved(board: Board, times: int = 1, *, line_up: bool = True) -> Board:
    for _ in range(times):
        floor = with_fields(board.floor, line_up=line_up)
        board = board.fold(FloorChanged(number=board.number + 1, floor=floor), 0.0)
    return board


def begun(board: Board = START) -> Story:
    story = Story()
    story.heard(board, 0.0, "08:00")
    return story


def test_nothing_is_told_while_all_is_well() -> None:
    assert begun().told(ZH, 5.0, linked=True, unsent=0) == ("", "")
    assert begun().well


def test_a_lost_desk_is_told_since_when_with_attempt_and_next_try() -> None:
    story = begun()
    story.lost(START, 1, 0.3, 10.0, "14:03")
    story.lost(START, 4, 3.0, 70.0, "14:04")
    head, rest = story.told(ZH, 71.0, linked=False, unsent=0)
    assert head == "与服务端断开 01:01（14:03 起），2 秒后重连（第 4 次）"
    assert "通话照常" in rest
    assert "待发送" not in rest
    assert "trying now (attempt 4)" in story.told(EN, 73.0, linked=False, unsent=0)[0]
    assert not story.well


def test_saves_that_wait_are_counted() -> None:
    story = begun()
    story.lost(START, 1, 0.3, 10.0, "14:03")
    assert "2 份处理结果待发送" in story.told(ZH, 11.0, linked=False, unsent=2)[1]


def test_a_break_that_was_not_told_yet_is_told_all_the_same() -> None:
    assert "正在重连" in begun().told(ZH, 1.0, linked=False, unsent=0)[0]


def test_what_was_missed_is_told_by_number_for_a_while() -> None:
    story, board = begun(), START
    story.lost(board, 1, 0.3, 10.0, "14:03")
    story.up(20.0)
    assert story.told(ZH, 20.1, linked=True, unsent=0)[1] == "期间没有变化。"
    for step in range(1, 13):
        story.heard(moved(board, step), 20.0 + step / 100, "14:03")
    head, rest = story.told(ZH, 20.2, linked=True, unsent=0)
    assert head == "已重新连上服务端（断开 00:10）。"
    assert rest == "已补收 12 条更新（第 41 到 52 号）。"
    assert story.well
    story.heard(moved(board, 13), 20.2 + QUIET_S * 2, "14:03")
    assert "12 条" in story.told(ZH, 23.0, linked=True, unsent=0)[1], "news of now was not missed"
    assert story.told(ZH, 21.0 + SHOWN_S, linked=True, unsent=0) == ("", "")


def test_a_desk_that_began_anew_sends_the_whole_state() -> None:
    story = begun()
    story.lost(START, 1, 0.3, 10.0, "14:03")
    story.up(20.0)
    fresh = Board.begin(Snapshot(session="s-2", number=0, me=sample.ME, site=sample.SITE, floor=sample.FLOOR), 20.1)
    story.heard(fresh, 20.1, "14:03")
    assert "全部状态" in story.told(ZH, 20.2, linked=True, unsent=0)[1]


def test_a_second_break_counts_from_its_own_beginning() -> None:
    story = begun()
    story.lost(START, 1, 0.3, 10.0, "14:03")
    story.up(20.0)
    story.lost(moved(START, 3), 1, 0.3, 30.0, "14:05")
    assert "00:05（14:05 起）" in story.told(ZH, 35.0, linked=False, unsent=0)[0]
    story.up(40.0)
    story.heard(moved(START, 4), 40.1, "14:05")
    assert "第 44 到 44 号" in story.told(ZH, 40.2, linked=True, unsent=0)[1]


def test_a_line_that_goes_down_has_its_clock_and_its_return_is_told() -> None:
    story = begun()
    down = moved(START, line_up=False)
    story.heard(down, 100.0, "09:15")
    head, rest = story.told(ZH, 165.0, linked=True, unsent=0)
    assert head.startswith("电话线路断开 01:05（09:15 起）")
    assert "还能听到对方" in rest
    story.heard(moved(down), 170.0, "09:16")
    assert story.told(ZH, 171.0, linked=True, unsent=0) == ("电话线路已恢复（断开 01:10）。", "")
    assert story.well


def test_a_line_that_was_down_before_has_no_since() -> None:
    story = begun(moved(START, line_up=False))
    assert "未连接" in story.told(ZH, 165.0, linked=True, unsent=0)[0]
    assert "00:" not in story.told(ZH, 165.0, linked=True, unsent=0)[0]
