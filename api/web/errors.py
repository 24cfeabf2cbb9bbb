"""Errors that only pages know (see `api.errors` for the tree they belong to).

DeskError
└── TooOften    one source sent too much; carries the seconds to wait
"""

from api.errors import DeskError
from api.web.times import duration


class TooOften(DeskError):
    """One source, or all together, sent more than is taken in a while."""

    status = 429
    code = "too_often"

    def __init__(self, wait_s: float) -> None:
        wait = duration(wait_s)
        super().__init__(
            f"提交太频繁，请 {wait.zh}后再试，或拨打服务热线",
            f"Too many at once: try again in {wait.en}, or call the hotline",
        )
        self.wait_s = wait_s
