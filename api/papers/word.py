"""A filled Word file (docxtpl). Part of the press: never imported by the desk."""

import io
import zipfile
from pathlib import Path

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from api.papers.faults import Fault, of_template

_AROUND = 60


def make(template: Path, words: dict[str, object]) -> bytes:
    """The template filled. Raises Fault, which names the file and the text near the fault."""
    made = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        paper = DocxTemplate(template)
        paper.render(words, jinja_env=made, autoescape=True)
        content = io.BytesIO()
        paper.save(content)
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, XMLSyntaxError) as error:
        raise of_template(str(template), None, f"不是完好的 Word 文件 / not a sound Word file ({error})") from error
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise _fault(template, error) from error
    return content.getvalue()


def _fault(template: Path, error: Exception) -> Fault:
    """Word files have no lines: the place is told by the line of the document's text."""
    lines = [str(line).strip() for line in getattr(error, "docx_context", ())]
    near = next((line for line in lines[len(lines) // 2 :] if line), "")
    where = f"（附近文字 / near: {near[:_AROUND]}）" if near else ""
    return of_template(str(template), getattr(error, "lineno", None), f"{error}{where}")
