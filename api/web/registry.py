"""Which pages there are, and the menu: each module of `api.web.pages` is found by itself, so a file adds a page.

Such a module, or a package for a feature of several files, has

- `PAGES`: its handlers (functions or controllers), required;
- `MENU`: entries of the menu, if it has any;
- its templates in `api/web/templates`, extending `base.html`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType

from litestar.types import ControllerRouterHandler

from api.schemas import AgentView
from api.web import pages
from scripts_lib.model import Text

May = Callable[[AgentView], bool]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu, shown to those who may use the page; the lowest `order` comes first."""

    path: str
    label: Text
    may: May
    order: int = 100


@dataclass(frozen=True, slots=True)
class PageSet:
    """All pages and the whole menu."""

    handlers: tuple[ControllerRouterHandler, ...]
    menu: tuple[MenuEntry, ...]

    def menu_of(self, person: AgentView | None) -> tuple[MenuEntry, ...]:
        """The menu of this person; nothing for somebody who is not signed in."""
        return tuple(entry for entry in self.menu if person is not None and entry.may(person))


def everybody(_: AgentView) -> bool:
    """For whoever is signed in."""
    return True


def gather(package: ModuleType = pages) -> PageSet:
    """Every page of the package: its modules and sub-packages, not what lies within these. Raises TypeError for one
    that names no pages."""
    handlers: list[ControllerRouterHandler] = []
    menu: list[MenuEntry] = []
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        of_module: Sequence[ControllerRouterHandler] | None = getattr(module, "PAGES", None)
        if of_module is None:
            raise TypeError(f"{found.name} lies among the pages and has no PAGES")
        handlers += of_module
        menu += getattr(module, "MENU", ())
    return PageSet(tuple(handlers), tuple(sorted(menu, key=lambda entry: (entry.order, entry.path))))
