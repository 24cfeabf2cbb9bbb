"""The certificate of a passed role play as PDF (TRN-1, TRN-2)."""

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.papers import pdf
from hotline_cli.train.result import Result

FOLDER = Path(__file__).parent


def certificate(result: Result, day: date) -> bytes:
    """One page with the marks of a trainer, A4 landscape. Raises Fault where this machine cannot make PDF."""
    templates = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    page = templates.get_template("certificate.html").render(play=result, marks=result.marks, day=day)
    return pdf.make(page, str(FOLDER))
