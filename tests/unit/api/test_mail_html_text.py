"""Words out of HTML, however broken."""

from hypothesis import given
from hypothesis import strategies as st

from api.mail.html_text import text_of, tidied


def test_tables_lists_and_entities() -> None:
    html = "<table><tr><td>房号</td><td>502</td></tr></table><ul><li>一<li>二</ul>&amp;"
    assert text_of(html) == "房号 502\n\n一\n二\n&"


def test_what_is_not_seen_is_not_read() -> None:
    assert text_of("<style>x</style><script>y</script><svg><title>z</title></svg>好") == "好"


def test_unclosed_tags() -> None:
    assert text_of("<p>停电<div>了<b>！") == "停电\n了！"


def test_tidied_drops_what_cannot_be_shown() -> None:
    assert tidied("a\x00b\r\n\r\n\r\n\r\nc\u200b  d") == "ab\n\nc d"


@given(st.text())
def test_nothing_breaks_it(html: str) -> None:
    text = text_of(html)
    assert "\n\n\n" not in text
