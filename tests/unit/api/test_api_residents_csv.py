"""Lists of residents as spreadsheets save them: headings, encodings, telephones, and every fault with its row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.residents.csv_file import read
from api.schemas import NewResident

HEADING = "姓名,楼栋,单元,房号,电话,备注\n"
WANG = NewResident(name="王芳", building="3", unit="1", room="502", phones=("13800001234",), note="养猫")


def faults(text: str) -> list[tuple[int, str]]:
    return [(fault.row, fault.en) for fault in read(text.encode()).faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_usual_encoding(encoding: str, end: str) -> None:
    text = HEADING + "王芳,3,1,502,138-0000-1234,养猫\n"
    assert read(text.replace("\n", end).encode(encoding)).rows == (WANG,)


def test_columns_in_english_in_any_order_and_others_beside_them() -> None:
    text = "Room,area,Name,NOTE,phone,building,unit\n502,88,王芳,养猫,13800001234,3,1\n"
    assert read(text.encode()).rows == (WANG,)


@pytest.mark.parametrize("between", [";", "；", "/", "、", "，", "|", " ; "])
def test_several_telephones_in_one_cell(between: str) -> None:
    text = HEADING + f"王芳,3,1,502,+86 138 0000 1234{between}010-62345678{between}13800001234,\n"
    assert read(text.encode()).rows[0].phones == ("13800001234", "01062345678")


def test_what_may_be_missing() -> None:
    found = read("姓名,楼栋,房号\n王芳,3,502\n\n ,,\n李强,3,601,too,many\n".encode())
    assert [(one.name, one.unit, one.phones) for one in found.rows] == [("王芳", "", ()), ("李强", "", ())]
    assert found.faults == ()


def test_every_fault_with_its_row() -> None:
    text = HEADING + ",3,1,502,,\n王芳,3,1,502,,\n李强,,,,12,\n\n王芳,3,1,502,13800001234,\n"
    assert faults(text) == [
        (2, "no name"),
        (4, "no building"),
        (4, "no room"),
        (4, "a telephone that is no number"),
        (6, "the same resident as in row 3"),
    ]


def test_a_note_of_two_lines_counts_as_one_row() -> None:
    assert faults(HEADING + '王芳,3,1,502,,"养猫\n怕吵"\n,3,1,502,,\n') == [(3, "no name")]


@pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3\n", "姓名,单元\n王芳,1\n"])
def test_a_heading_that_lacks_columns(text: str) -> None:
    ((row, what),) = faults(text)
    assert row == 1
    assert what.startswith("the heading lacks: ")


def test_what_is_no_text_and_what_is_no_table() -> None:
    assert [fault.en for fault in read(b"\xff\xff\xff").faults] == ["the file is neither UTF-8 nor GB 18030"]
    ((row, what),) = faults(HEADING + '王芳,3,1,502,,"never closed\n')
    assert row == 2
    assert what.startswith("not a CSV file")


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_faults(content: bytes) -> None:
    found = read(content)
    assert isinstance(found.rows, tuple)
    assert all(fault.row >= 1 and fault.zh and fault.en for fault in found.faults)


@given(st.text(alphabet=st.sampled_from('王李3;；, "\n\r电话13800001234'), max_size=200))
def test_any_table_gives_rows_that_the_book_takes(text: str) -> None:
    for one in read((HEADING + text).encode()).rows:
        assert all((one.name, one.building, one.room))
