"""Templates: both languages, escaping, faults that are not passed over."""

import pytest
from jinja2 import UndefinedError
from litestar import get
from litestar.response import Template

from api.errors import Conflict
from api.problems import AnyRequest
from api.web.cookies import LANGUAGE
from api.web.render import TEMPLATES, page
from api.web.session import PUBLIC
from scripts_lib.model import Text
from tests.unit.api.web.web_site import site

HOSTILE = "<script>alert(1)</script>"


@get("/hostile", opt={PUBLIC: True})
async def hostile(request: AnyRequest) -> Template:
    return page(request, "error.html", text=Text(HOSTILE, HOSTILE), fields={"a": "必填 / required"})


@get("/gone", opt={PUBLIC: True})
async def gone(request: AnyRequest) -> Template:
    raise Conflict("已经办结", "done already", {"result": "必填 / required"})


def test_what_is_put_in_is_escaped() -> None:
    with site([hostile]) as client:
        shown = client.get("/hostile").text
        assert HOSTILE not in shown
        assert "&lt;script&gt;" in shown


def test_an_error_is_a_page_in_the_readers_language() -> None:
    with site([gone]) as client:
        zh = client.get("/gone")
        assert zh.status_code == 409
        assert "已经办结" in zh.text
        assert "必填" in zh.text
        client.cookies.set(LANGUAGE, "en")
        en = client.get("/gone").text
        assert '<html lang="en"' in en
        assert "done already" in en
        assert "必填" not in en


def test_a_name_that_is_not_there_is_a_fault() -> None:
    with site([hostile]) as client:
        engine = client.app.template_engine
        assert engine is not None
        with pytest.raises(UndefinedError):
            engine.render_string("{{ nowhere }}", {"lang": "zh"})


@pytest.mark.parametrize("template", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_no_template_has_a_script_or_style_within(template: str) -> None:
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    assert " style=" not in source
    assert "<style" not in source
    assert " onclick=" not in source
    assert "<script>" not in source
    assert "http" not in source.replace("xmlns", "")
