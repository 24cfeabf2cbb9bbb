"""Letters of every kind that Chinese mail programs write; what is broken is read as far as it goes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.mail.letter import LONGEST_TEXT, decoded, read
from tests.unit.api.mail_letters import mixed, raw

MB = 1024 * 1024


def test_a_plain_letter() -> None:
    letter = read(raw(), largest_part=MB)
    assert (letter.sender, letter.sender_name, letter.subject) == ("wang@example.cn", "王芳", "厨房漏水")
    assert letter.text == "您好，3号楼1单元502漏水。"
    assert letter.at == 1_795_406_400.0
    assert (letter.message_id, letter.to) == ("<1@example.cn>", ("hotline@example.cn",))


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "GB2312", "big5", "utf-8"])
def test_charsets(charset: str) -> None:
    assert read(raw("電梯壞了" if charset == "big5" else "电梯坏了", charset), largest_part=MB).text[0] in "电電"


def test_gbk_that_calls_itself_gb2312_keeps_its_rare_characters() -> None:
    content = "业主朱镕、李喆：电梯坏了".encode("gbk")
    letter = read(raw(content, "gb2312"), largest_part=MB)
    assert letter.text == "业主朱镕、李喆：电梯坏了"


@pytest.mark.parametrize("claimed", ["us-ascii", "no-such-charset", "", "utf-8"])
def test_a_wrong_or_missing_charset(claimed: str) -> None:
    content = "水管爆了".encode("gbk")
    letter = read(raw(content, "utf-8", Content_Type=f'text/plain; charset="{claimed}"'), largest_part=MB)
    assert letter.text == "水管爆了"


def test_raw_bytes_in_headers() -> None:
    whole = raw().replace(b"Subject: =?utf-8?b?5Y6o5oi/5ryP5rC0?=", "Subject: 停电".encode("gbk"))
    assert read(whole, largest_part=MB).subject == "停电"


def test_html_alone_is_read_as_text() -> None:
    html = (
        "<html><head><style>p {color: red}</style><title>x</title></head><body><p>停水<b>两天</b>了</p>"
        "<script>alert(1)</script><div>3&nbsp;栋&lt;2&gt;<br>请处理</div><a href='http://evil.example'>点这里</a></body>"
    )
    letter = read(raw(html, Content_Type="text/html; charset=utf-8"), largest_part=MB)
    assert letter.text == "停水两天了\n\n3 栋<2>\n请处理\n点这里"


def test_plain_goes_before_html_and_attachments_are_kept_by_size() -> None:
    letter = read(
        mixed(
            ("text/plain; charset=gbk", "电梯坏了".encode("gbk"), ""),
            ("text/html; charset=gbk", "<p>电梯坏了</p>".encode("gbk"), ""),
            ("image/jpeg", b"x" * 10, "../../etc/photo.jpg"),
            ("application/zip", b"y" * 2000, "=?GB2312?B?wqnLrg==?=.zip"),
        ),
        largest_part=100,
    )
    assert (letter.sender_name, letter.subject, letter.text) == ("王芳", "漏水", "电梯坏了")
    assert [(one.name, one.size, one.content is None) for one in letter.parts] == [
        (".._.._etc_photo.jpg", 10, False),
        ("漏水.zip", 2000, True),
    ]


def test_a_letter_without_an_id_is_known_by_its_bytes() -> None:
    one, again = (read(raw(Message_ID=""), largest_part=MB) for _ in range(2))
    other = read(raw("别的", Message_ID=""), largest_part=MB)
    assert one.message_id == again.message_id != other.message_id
    assert len(read(raw(Message_ID="<" + "x" * 5000 + ">"), largest_part=MB).message_id) < 300


def test_a_letter_without_sender_or_date() -> None:
    letter = read(raw(From="", Date="the day before"), largest_part=MB)
    assert (letter.sender, letter.at) == ("", None)


def test_what_it_answers_and_how_machines_are_known() -> None:
    letter = read(raw(In_Reply_To="<a@x>", References="<a@x> <b@x>", Auto_Submitted="auto-replied"), largest_part=MB)
    assert set(letter.answers) == {"<a@x>", "<b@x>"}
    assert letter.headers["auto-submitted"] == "auto-replied"


def test_a_text_of_megabytes_is_cut() -> None:
    assert len(read(raw("水" * 100_000), largest_part=MB).text) == LONGEST_TEXT


@given(st.binary(max_size=600))
@example(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=\xff\r\n\r\nx")
@example(
    b"Content-Type: text/plain; name*=utf-8''%FF\r\nContent-Disposition: attachment; filename*=bad''%E4\r\n\r\nx"
)
@example(b"From: =?utf-8?B?////?= <a@b>\r\nSubject: =?x?Q?=FF?=\r\nDate: 99\r\n\r\n")
@example(b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nbody")
def test_no_bytes_break_it(content: bytes) -> None:
    letter = read(content, largest_part=100)
    assert letter.message_id
    letter.text.encode("utf-8")


@given(st.binary(max_size=200), st.text(max_size=20))
def test_decoding_never_fails(content: bytes, charset: str) -> None:
    assert isinstance(decoded(content, charset), str)
