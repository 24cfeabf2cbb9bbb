"""Errors of papers, beside the tree of `api.errors`.

DeskError
├── TemplateFault     a template of the site is wrong; the message names file and line
└── PressUnavailable  font, Pango or the press itself is missing; the message says what to install
"""

from api.errors import DeskError


class TemplateFault(DeskError):
    """A template of the site cannot be used. It is never passed over for the shipped one."""

    status = 500
    code = "paper_template"


class PressUnavailable(DeskError):
    """No paper can be made on this machine at present."""

    status = 503
    code = "paper_press"
