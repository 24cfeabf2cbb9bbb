"""Finds a form's template, the site's own before the shipped one, and fills it in a sandbox (Jinja2).

A site may write anything into its templates: they run without access to the program (SandboxedEnvironment), every
value is escaped, and a name that is not known is a fault with file and line, never an empty field.
"""

import traceback
from pathlib import Path
from typing import Final

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from api.papers.faults import Fault, of_template

SHIPPED: Final = Path(__file__).parent / "templates"


def environment(site_folder: str) -> SandboxedEnvironment:
    """Templates of the site before the shipped ones; values are escaped."""
    made = SandboxedEnvironment(
        loader=FileSystemLoader([site_folder, SHIPPED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.pop("lipsum", None)
    return made


def find(name: str, site_folder: str) -> Path:
    """The file of this name: the site's own, or the shipped one. Raises Fault where neither is there."""
    for folder in (Path(site_folder), SHIPPED):
        if (folder / name).is_file():
            return folder / name
    raise Fault(f"没有单据模板 {name}", f"there is no template {name}", template=True)


def fill(name: str, words: dict[str, object], site_folder: str) -> str:
    """The template of this name, filled. Raises Fault with file and line."""
    made = environment(site_folder)
    try:
        return made.get_template(name).render(words)
    except TemplateSyntaxError as error:
        raise of_template(error.filename or error.name or name, error.lineno, error.message or str(error)) from error
    except TemplateNotFound as error:
        raise of_template(str(find(name, site_folder)), None, f"找不到 / not found: {error.message}") from error
    except UnicodeDecodeError as error:
        why = "不是 UTF-8 编码 / is not UTF-8"
        raise of_template(str(find(name, site_folder)), None, why) from error
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        where, line = _place(error, str(find(name, site_folder)), site_folder)
        raise of_template(where, line, str(error)) from error


def _place(error: Exception, otherwise: str, site_folder: str) -> tuple[str, int | None]:
    """The innermost line of a template that the error passed through."""
    folders = (str(SHIPPED), site_folder)
    passed = [
        (frame.filename, frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(folders) and not frame.filename.endswith(".py")
    ]
    return passed[-1] if passed else (otherwise, None)
