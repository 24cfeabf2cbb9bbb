"""From a template to a page: the Jinja environment, and what every template may use.

Templates say their texts in both languages where they stand, `{{ say("登录", "Sign in") }}`; a name that is not there
is a fault (StrictUndefined), and everything that is put in is escaped.
"""

import re
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template import TemplateConfig
from markupsafe import Markup, escape

from api.alarms.rules import AlarmKind
from api.errors import DeskError
from api.incidents.visible import is_told
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import AlarmView
from api.web.cookies import language_of
from api.web.headers import guard_page
from api.web.registry import PageSet
from api.web.times import clock, iso, left, local
from api.web.words import CASE_STATES, CASE_STEPS, DOUBT_ENDS, RELATIONS, STATES, WAITS, role_title, role_word
from scripts_lib.loader import Library
from scripts_lib.model import Kind, Option, Text

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
SIGNS = {"over": "▲", "soon": "◆", "ahead": "○"}


class Lists:
    """The lists of the catalogue as they are at the moment."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def __getattr__(self, group: str) -> tuple[Option | Kind, ...]:
        """The list of this name; what is switched off is in it."""
        found: tuple[Option | Kind, ...] = getattr(self._library.rules.catalogue, group)
        return found


def template_config(
    zone: ZoneInfo, centre_name: str, pages: PageSet, library: Library, hotline_number: str = ""
) -> TemplateConfig[JinjaTemplateEngine]:
    """The templates, with what they all know of the site."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        say=_say,
        word=_word,
        both=_both,
        at=_at,
        left=_left,
        zone=zone,
        role_title=role_title,
        role_said=_role,
        states=STATES,
        waits=WAITS,
        relations=RELATIONS,
        doubt_ends=DOUBT_ENDS,
        case_states=CASE_STATES,
        case_steps=CASE_STEPS,
        clock=clock,
        may=_may,
        text=Text,
        pairs=_pairs,
        options=lambda group: [(one.value, one.label) for one in getattr(library.rules.catalogue, group)],
        label=_label,
        home_said=home_said,
        catalogue=Lists(library),
        centre_name=centre_name,
        hotline=called(hotline_number),
        release=version("sanxiang"),
        pages=pages,
    )
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment))


def form_page(request: AnyRequest, template: str, error: DeskError | None, **context: Any) -> Template:
    """A page with something to send on it; after a refusal with its status, `error` in words and `wrong` by field."""
    wrong = error.fields if error is not None else {}
    status = error.status if error is not None else 200
    return page(request, template, status, error=error_text(request, error), wrong=wrong, **context)


def error_text(request: AnyRequest, error: DeskError | None) -> str:
    """What is wrong, in the language of the page; nothing where nothing is."""
    return Text(error.zh, error.en).of(language_of(request)) if error is not None else ""


def page(request: AnyRequest, template: str, status: int = 200, **context: Any) -> Template:
    """A page in the reader's language. `context` is what the template needs beside `known`."""
    known: dict[str, Any] = {
        "me": request.scope.get("user"),
        "lang": language_of(request),
        "path": request.url.path,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "now": time.time(),
        "status": status,
        "troubles": _troubles(request),
        "reported": _reported(request),
    }
    made = Template(template_name=template, context=known | context, status_code=status)
    guard_page(made)
    return made


def _troubles(request: AnyRequest) -> list[AlarmView]:
    """What stands against desk and lines, as far as it concerns the reader: all who work here, where nothing can be
    saved; supervisors and those above them, where that is to come."""
    me, live = request.scope.get("user"), request.app.state.get("live")
    if me is None or live is None:
        return []
    raised: tuple[AlarmView, ...] = live.figures.troubles()
    return [one for one in raised if one.kind == AlarmKind.UNSAVED or may(me, Right.SEE_FIGURES)]


def _reported(request: AnyRequest) -> int:
    """How many incidents wait of which the reader is told at once (SEC-2)."""
    me, live = request.scope.get("user"), request.app.state.get("live")
    if me is None or live is None:
        return 0
    return sum(is_told(me, one) for one in live.figures.incidents.items)


@pass_context
def _say(context: Context, zh: str, en: str, **values: object) -> str | Markup:
    """The text in the reader's language, with its `{names}` filled in."""
    text = en if context["lang"] == "en" else zh
    return Markup(text).format(**values) if values else text  # noqa: S704 - a template's own words; values are escaped


@pass_context
def _word(context: Context, text: Text | None) -> str:
    """A text of the rules or the program in the reader's language."""
    return text.of(context["lang"]) if text is not None else ""


def called(number: str) -> Markup | str:
    """A telephone number that a touch calls: of `010-88886666 转 1` what comes before the words; nothing for none."""
    digits = re.match(r"[+0-9 ()-]*", number)
    to_dial = re.sub(r"[^+0-9]", "", digits[0]) if digits is not None else ""
    return Markup('<a class="number" href="tel:{}">{}</a>').format(to_dial, number) if number else ""


def home_said(home: str) -> str:
    """A home's key as people write it: `3-1-502`."""
    return "-".join(part for part in home.split("|") if part)


@pass_context
def _role(context: Context, role: str) -> str:
    """What people call a role."""
    return role_word(role).of(context["lang"])


@pass_context
def _may(context: Context, right: str) -> bool:
    """Whether the reader has this right (`api.rights`)."""
    return context["me"] is not None and may(context["me"], Right(right))


@pass_context
def _pairs(context: Context, items: Sequence[Any]) -> list[tuple[str, str]]:
    """Key and name of what people belong to, for a choice."""
    return [(one.key, getattr(one, "name", "") or getattr(one, context["lang"])) for one in items]


@pass_context
def _label(context: Context, group: str, value: str, at: float | None = None) -> str:
    """What the rules call a value of a group of the catalogue, a department `at` a time too; the value itself where
    the rules know it no more."""
    found = next((one for one in getattr(context["catalogue"], group) if one.value == value), None)
    if found is None:
        return value
    return str((found.label_at(at) if isinstance(found, Option) else found.label).of(context["lang"]))


@pass_context
def _both(context: Context, message: str) -> str:
    """The reader's half of a message of a field, `中文 / English`."""
    zh, _, en = message.partition(" / ")
    return (en or zh) if context["lang"] == "en" else zh


@pass_context
def _at(context: Context, when: float | None) -> Markup | str:
    """A moment as `<time>`; nothing for None."""
    if when is None:
        return ""
    zone: ZoneInfo = context["zone"]
    shown = local(when, zone, context["now"], context["lang"])
    return Markup('<time datetime="{}">{}</time>').format(iso(when, zone), shown)


@pass_context
def _left(context: Context, due: float) -> Markup:
    """What is left until a due time: sign, word and tone, so that it is told without colour."""
    found = left(due, context["now"])
    sign, text = SIGNS[found.nearness], found.text.of(context["lang"])
    return Markup('<span class="left {}"><span aria-hidden="true">{}</span> {}</span>').format(
        found.nearness, sign, escape(text)
    )
