"""Lays out a page as PDF (weasyprint). Imported by the press alone, and only when a PDF is made: it needs Pango.

Pages reach no network and no file but those beside the templates.
"""

from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from api.papers.faults import Fault
from api.papers.templates_of import SHIPPED

BASE = "file:///papers/"
"""Where a template's pictures and style sheets seem to be: relative names are looked up beside the templates."""
LARGEST = 20 * 1024 * 1024
"""Bytes of a picture."""


def make(page: str, site_folder: str) -> bytes:
    """The page (HTML) as PDF/A-3u, every font embedded. Raises Fault where it names a file that is not there."""
    fetch = BesideTemplates(site_folder)
    made: bytes = HTML(string=page, base_url=BASE, url_fetcher=fetch).write_pdf(pdf_variant="pdf/a-3u")
    if fetch.refused:
        first = fetch.refused[0]
        raise Fault(
            f"单据模板引用的文件不存在或不允许：{first}（只能用模板文件夹里的文件）",
            f"a template names a file that is missing or not allowed: {first} (only files beside the templates are)",
            template=True,
        )
    return made


class BesideTemplates(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
    """Gives out files beside the templates, the site's before the shipped ones; remembers what it refused."""

    def __init__(self, site_folder: str) -> None:
        super().__init__(allowed_protocols=("file", "data"))
        self._folders = (Path(site_folder), SHIPPED)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """weasyprint's interface of a fetcher."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if url.startswith(BASE):
            name = unquote(urlsplit(url).path.removeprefix("/papers/"))
            for folder in self._folders:
                path = (folder / name).resolve()
                if path.is_relative_to(folder.resolve()) and path.is_file() and path.stat().st_size <= LARGEST:
                    kind = guess_type(path.name)[0] or "application/octet-stream"
                    return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
        self.refused.append(unquote(url.removeprefix(BASE)))
        raise ValueError(url)
