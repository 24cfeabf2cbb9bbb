"""Sub-commands that are named at once and imported only when they are called; those that did not come along are not
offered. So `hotline agent` on an old PC loads no server, and the console's own wheel has its commands alone.
"""

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True)
class Lazy:
    """Where a sub-command lives, and the line that `hotline --help` shows of it."""

    module: str
    attribute: str
    summary: str


class Deferred(TyperCommand):
    """Stands in the list of commands; becomes the real one when it is called, its options included."""

    lazy: Lazy

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The real command's context: the group runs whatever command the context names."""
        return _real(self.lazy, info_name).make_context(info_name, args, parent=parent, **extra)


class LazyGroup(TyperGroup):
    """A group of such commands; what inherits names them."""

    lazies: ClassVar[Mapping[str, Lazy]] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, lazy in self.lazies.items():
            if not _installed(lazy.module):
                continue
            command = Deferred(name, callback=lambda: None, help=lazy.summary)
            command.lazy = lazy
            self.add_command(command)


def _installed(module: str) -> bool:
    """Whether this sub-command came along: the console's own wheel has those of the console alone."""
    package, _, _ = module.rpartition(".")
    try:
        return find_spec(package) is not None and find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _imported(module: str) -> Any:
    """The module. The collector leaves it alone, while it comes and afterwards: of what is imported nothing is
    garbage, and looking through a desk's two thousand modules, at the end once more, is a third of a short command's
    time."""
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


def _real(lazy: Lazy, name: str | None) -> Any:
    found = getattr(_imported(lazy.module), lazy.attribute)
    if isinstance(found, typer.Typer):
        found._add_completion = False  # a part of `hotline` has no completion of its own to install
        return typer.main.get_command(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)
