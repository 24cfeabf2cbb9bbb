"""Numbers as callers say them, and what is none."""

import pytest

from api.schemas.transcripts import SpokenNumber
from api.transcripts.spoken_numbers import numbers_in, value_of


def found(text: str) -> list[tuple[str, str]]:
    assert all(isinstance(one, SpokenNumber) for one in numbers_in(text))
    return [(one.field, one.value) for one in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我的电话是幺三八零零一三八零零零", "13800138000"),
        ("我的电话是一三八,零零幺三,八零零零。", "13800138000"),
        ("您记一下13800138000", "13800138000"),
        ("手机幺三九 幺二三四 五六拐八", "13912345678"),
        ("座机是六五四三二幺零八", "65432108"),
        ("零幺零六五四三二幺零八", "01065432108"),
    ],
)
def test_telephone_numbers(text: str, number: str) -> None:
    assert found(text) == [("phone", number)]


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("我住三号楼二单元五零二", "3-2-502"),
        ("3号楼2单元502室漏水", "3-2-502"),
        ("八栋一二零三室", "8-1203"),
        ("十二号楼,一单元,一百零三", "12-1-103"),
        ("二十三幢六零一", "23-601"),
    ],
)
def test_homes(text: str, home: str) -> None:
    assert found(text) == [("home", home)]


@pytest.mark.parametrize(
    "text",
    [
        "一共是一百二十六块钱",
        "我等了三个小时",
        "人民路二十八号",
        "幺三八零零一三",
        "身份证是一一零一零五一九八零零一零一一二三四",
        "三号楼的电梯坏了",
        "二零二六年十一月二十九号",
        "",
    ],
)
def test_what_is_no_number_of_the_form(text: str) -> None:
    assert found(text) == []


def test_both_are_found_each_once() -> None:
    text = "三号楼二单元五零二,电话幺三八零零一三八零零零,三号楼二单元五零二"
    assert found(text) == [("phone", "13800138000"), ("home", "3-2-502")]


@pytest.mark.parametrize(
    ("spoken", "value"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("二十三", "23"),
        ("一百零三", "103"),
        ("三百一十五", "315"),
        ("五零二", "502"),
        ("百", ""),
        ("十十", ""),
        ("三", "3"),
    ],
)
def test_amounts_below_a_thousand(spoken: str, value: str) -> None:
    assert value_of(spoken) == value
