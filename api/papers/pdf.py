"""A filled page as PDF, or what is missing on this machine to make one. Part of the press, not of the desk.

Without a Chinese font the layout would draw empty boxes and say nothing, so one is looked for first.
"""

import shutil
import subprocess
from functools import cache
from importlib import import_module

from api.papers.faults import Fault

INSTALL = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
LAYOUT = "api.papers.layout"


def make(page: str, site_folder: str) -> bytes:
    """The page (HTML) as PDF. Raises Fault where font or Pango are missing, or the page names what is not there."""
    try:
        layout = import_module(LAYOUT)
    except OSError as error:
        raise Fault(f"生成 PDF 需要 Pango，请安装：{INSTALL}", f"PDF needs Pango; install it: {INSTALL}") from error
    if not has_chinese():
        raise Fault(f"本机没有中文字体，请安装：{INSTALL}", f"there is no Chinese font here; install one: {INSTALL}")
    made: bytes = layout.make(page, site_folder)
    return made


@cache
def has_chinese() -> bool:
    """Whether fontconfig knows a font with simplified Chinese."""
    program = shutil.which("fc-list")
    if program is None:
        return False
    found = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, check=False, timeout=60)  # noqa: S603
    return bool(found.stdout.strip())
