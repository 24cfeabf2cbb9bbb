"""Finding a resident by one line of words: home, name, pinyin, number."""

import pytest

from api.residents.index import entry_of, search
from api.schemas import ResidentView


def resident(name: str, building: str, unit: str, room: str, *phones: str) -> ResidentView:
    return ResidentView(resident_id=name, name=name, building=building, unit=unit, room=room, phones=phones)


BOOK = [
    entry_of(one)
    for one in (
        resident("王建国", "3", "2", "501", "13800135678"),
        resident("王磊", "3", "2", "501", "13700130001"),
        resident("陈晓燕", "7", "1", "1203", "13900138888"),
        resident("王小建", "13", "2", "1501", "01062220000"),
        resident("Anna Berg", "9", "", "2", "+4915112345678"),
    )
]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("3-2-501", ["王建国", "王磊"]),
        ("3栋2单元501室", ["王建国", "王磊"]),
        ("３号楼２单元５０１", ["王建国", "王磊"]),
        ("501", ["王建国", "王磊", "王小建"]),
        ("1203", ["陈晓燕"]),
        ("王建国", ["王建国"]),
        ("王", ["王建国", "王磊", "王小建"]),
        ("wjg", ["王建国"]),
        ("wangjianguo", ["王建国"]),
        ("chenxiao", ["陈晓燕"]),
        ("anna", ["Anna Berg"]),
        ("8888", ["陈晓燕"]),
        ("13800135678", ["王建国"]),
        ("王 501", ["王建国", "王磊", "王小建"]),
        ("王磊 7", []),
        ("", []),
        ("没有的人", []),
    ],
)
def test_every_word_must_fit_and_the_best_comes_first(words: str, names: list[str]) -> None:
    assert [one.name for one in search(BOOK, words)] == names
