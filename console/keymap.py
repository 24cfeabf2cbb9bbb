"""Every key of the console: which action, under which id, with which words. Data; knows no screen.

F-keys and Ctrl keys work everywhere, also while typing. Plain letters (`q`, `?`) are bound without priority, so an
input that has the focus takes them as text.
"""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from console.texts import TEXTS


@dataclass(frozen=True)
class Key:
    """One action and its keys. `label` is how the key is written on the screen."""

    id: str
    keys: str
    label: str
    action: str
    global_key: bool = True

    def binding(self) -> Binding:
        """As Textual wants it; the words in both languages, since bindings belong to classes."""
        return Binding(
            self.keys,
            self.action,
            TEXTS[f"key.{self.id}"].zh,
            id=f"agent.{self.id}",
            tooltip=f"{TEXTS[f'tip.{self.id}'].zh} / {TEXTS[f'tip.{self.id}'].en}",
            priority=self.global_key,
            show=False,
        )


MAIN_KEYS = (
    Key("answer", "f2", "F2", "answer"),
    Key("lists", "f3", "F3", "pane('lists')"),
    Key("hang_up", "f4", "F4", "hang_up"),
    Key("ready", "f5", "F5", "ready"),
    Key("pause", "f6", "F6", "pause"),
    Key("script", "f7", "F7", "pane('script')"),
    Key("form", "f8", "F8", "pane('form')"),
    Key("notes", "f9", "F9", "pane('notes')"),
    Key("words", "f12,ctrl+o", "F12", "pane('words')"),
    Key("hold", "ctrl+b", "Ctrl+B", "hold"),
    Key("park", "ctrl+g", "Ctrl+G", "park"),
    Key("transfer", "f10,ctrl+f", "F10", "transfer"),
    Key("dial", "ctrl+l", "Ctrl+L", "dial"),
    Key("owed", "f11,ctrl+y", "F11", "owed"),
    Key("save", "ctrl+s", "Ctrl+S", "save"),
    Key("next", "ctrl+n", "Ctrl+N", "next_question"),
    Key("previous", "ctrl+p", "Ctrl+P", "previous_question"),
    Key("choose", "ctrl+r", "Ctrl+R", "choose_script"),
    Key("dismiss", "escape", "Esc", "dismiss_reminder", global_key=False),
)
APP_KEYS = (
    Key("help", "f1", "F1 ?", "help"),
    Key("theme", "ctrl+t", "Ctrl+T", "turn_theme"),
    Key("quit", "ctrl+q", "Ctrl+Q", "leave"),
)
MAIN_BINDINGS: list[BindingType] = [key.binding() for key in MAIN_KEYS]
APP_BINDINGS: list[BindingType] = [
    *(key.binding() for key in APP_KEYS),
    Binding(
        "question_mark", "help", TEXTS["key.help"].zh, id="agent.help_plain", tooltip=TEXTS["tip.help"].zh, show=False
    ),
    Binding("q", "leave", TEXTS["key.quit"].zh, id="agent.quit_plain", tooltip=TEXTS["tip.quit"].zh, show=False),
]
