"""Whether this machine can lay out Chinese pages; tests of PDFs are skipped where it cannot, and say so."""

from ctypes.util import find_library

import pytest

from api.papers.pdf import INSTALL, has_chinese

needs_pdf = pytest.mark.skipif(
    find_library("pangoft2-1.0") is None or not has_chinese(), reason=f"no Pango or no Chinese font here: {INSTALL}"
)
