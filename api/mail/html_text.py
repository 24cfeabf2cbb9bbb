"""The words of an HTML letter, as a person would read them: no tags, no scripts, no addresses of links. Pure."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    ("address", "article", "blockquote", "br", "div", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li")
) | frozenset(("ol", "p", "pre", "section", "table", "tr", "ul", "body", "header", "footer"))
_UNSEEN = frozenset(("script", "style", "head", "title", "template", "noscript", "object", "svg"))
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_EMPTY = re.compile(r"\n\s*\n+")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data.replace("\n", " "))


def text_of(html: str) -> str:
    """The text of an HTML document, however broken: blocks on lines of their own, one empty line at most between."""
    words = _Words()
    words.feed(html)
    words.close()
    return tidied("".join(words.parts))


def tidied(text: str) -> str:
    """Blanks made single, empty lines at most one together, nothing unprintable."""
    lines = (_BLANKS.sub(" ", line).strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    kept = ("".join(one for one in line if one.isprintable()) for line in lines)
    return _EMPTY.sub("\n\n", "\n".join(kept)).strip()
