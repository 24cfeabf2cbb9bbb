"""The palette's commands: every action of the screen below it, found by Chinese, English, pinyin or its initials."""

from collections.abc import Callable, Coroutine
from functools import cache, partial
from typing import Any, Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from console.agent.catalogue import Action, actions_on, keys_of
from console.key_names import written
from console.own_keys import OwnKeys

PALETTE = "agent.palette"


@runtime_checkable
class Keyed(Protocol):
    """What the palette asks of the app."""

    @property
    def lang(self) -> str:
        """`zh` or `en`."""

    @property
    def own_keys(self) -> OwnKeys:
        """The keymap in force."""


class AgentCommands(Provider):
    """Lists the actions in the order of the help; a search sorts the nearest first."""

    async def startup(self) -> None:
        """What can be done on the screen that was there when the palette was opened."""
        assert isinstance(self.app, Keyed)
        self._lang = self.app.lang
        self._keymap = self.app.own_keys.keymap
        self._actions = [(one, node) for one, node in actions_on(self.screen) if one.id != PALETTE]

    async def discover(self) -> Hits:
        """All of them."""
        for action, node in self._actions:
            yield DiscoveryHit(
                self._shown(action),
                self._command(action, node),
                text=action.name.of(self._lang),
                help=action.sentence.of(self._lang),
            )

    async def search(self, query: str) -> Hits:
        """Those that the words may mean."""
        for action, node in self._actions:
            score = likeness(query, action)
            if score:
                yield Hit(
                    score,
                    self._shown(action),
                    self._command(action, node),
                    text=action.name.of(self._lang),
                    help=action.sentence.of(self._lang),
                )

    def _shown(self, action: Action) -> Content:
        keys = " ".join(written(key) for key in keys_of(action, self._keymap))
        return Content.assemble(action.name.of(self._lang), "  ", (keys, "bold $text-accent"))

    def _command(self, action: Action, node: Any) -> Callable[[], Coroutine[Any, Any, bool]]:
        return partial(self.app.run_action, action.action, node)


def likeness(query: str, action: Action) -> float:
    """How well typed words name an action, 0 to 1. Blanks count for nothing: input methods put them into pinyin."""
    asked = "".join(query.lower().split())
    if not asked:
        return 0.0
    name, sentence = action.name, action.sentence
    short, whole = spelled(name.zh)
    names = [name.zh.lower(), "".join(name.en.lower().split())]
    if asked in names or asked in (short, whole):
        return 1.0
    if any(one.startswith(asked) for one in (*names, short, whole)):
        return 0.9
    if any(asked in one for one in (*names, short, whole)):
        return 0.8
    if asked in "".join(written(key).lower() for key in action.keys):
        return 0.7
    if asked in sentence.zh.lower() or query.lower().strip() in sentence.en.lower():
        return 0.6
    return 0.5 if len(asked) > 1 and asked in spelled(sentence.zh)[0] else 0.0


@cache
def spelled(text: str) -> tuple[str, str]:
    """Initials and whole pinyin without tones: 接听 as `jt` and `jieting`. Signs are left out."""
    from pypinyin import Style, lazy_pinyin  # its tables take a fifth of a second: only who opens the palette waits

    initials = lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")
    return "".join(initials).lower(), "".join(lazy_pinyin(text, errors="ignore")).lower()
