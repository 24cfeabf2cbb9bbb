"""Every key of the console: which action, under which id, with which words. Data; knows no screen.

F-keys and Ctrl keys work everywhere, also while typing. Plain characters (`q`, `?`) go to an input that
has the focus.

What terminals do with keys decides which may stand alone here (`console.key_names` knows the rest):
    F1   GNOME Terminal opens its own help       -> `?` also works
    F10  GNOME Terminal opens its menu           -> Ctrl+F
    F11  Windows Terminal and most others: full screen -> Ctrl+Y
    F12  drop-down terminals hide themselves     -> Ctrl+O
    Ctrl+B  tmux's prefix                        -> hold is Ctrl+E first
    Ctrl+A  screen's prefix                      -> Ctrl+K lists every action
    Ctrl+_  the byte that Ctrl+/ and Ctrl+- send in most terminals too
    Ctrl+S, Ctrl+Q  flow control: off, Textual sets the terminal to raw
    Ctrl+Z, Ctrl+C  job control: off for the same reason; Ctrl+Z is free, Ctrl+C copies
    Ctrl+V, Ctrl+Shift+*, Ctrl+Tab, Ctrl+plus, Ctrl+minus, Ctrl+0, Alt+F4, Alt+Enter  Windows Terminal's own: unused
An action that has lost its key is still one Ctrl+K away, and `keys.yaml` gives it another (`console.own_keys`).
"""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from console.texts_keys import KEYS


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
            KEYS[f"key.{self.id}"].zh,
            id=f"agent.{self.id}",
            tooltip=f"{KEYS[f'tip.{self.id}'].zh} / {KEYS[f'tip.{self.id}'].en}",
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
    Key("heard", "ctrl+underscore", "Ctrl+_", "heard"),
    Key("resident", "ctrl+d", "Ctrl+D", "resident"),
    Key("hold", "ctrl+e,ctrl+b", "Ctrl+E", "hold"),
    Key("park", "ctrl+g", "Ctrl+G", "park"),
    Key("transfer", "f10,ctrl+f", "F10", "transfer"),
    Key("mask", "ctrl+x", "Ctrl+X", "mask"),
    Key("keypad", "ctrl+z", "Ctrl+Z", "keypad"),
    Key("mute", "ctrl+u", "Ctrl+U", "mute"),
    Key("sound", "ctrl+a", "Ctrl+A", "sound"),
    Key("dial", "ctrl+l", "Ctrl+L", "dial"),
    Key("owed", "f11,ctrl+y", "F11", "owed"),
    Key("handover", "ctrl+w", "Ctrl+W", "handover"),
    Key("report", "ctrl+circumflex_accent", "Ctrl+^", "report"),
    Key("adopt", "ctrl+backslash", "Ctrl+\\", "adopt"),
    Key("save", "ctrl+s", "Ctrl+S", "save"),
    Key("next", "ctrl+n", "Ctrl+N", "next_question"),
    Key("previous", "ctrl+p", "Ctrl+P", "previous_question"),
    Key("choose", "ctrl+r", "Ctrl+R", "choose_script"),
    Key("clear", "ctrl+right_square_bracket", "Ctrl+]", "tick_clear"),
    Key("dismiss", "escape", "Esc", "dismiss_reminder", global_key=False),
)
APP_KEYS = (
    Key("help", "f1", "F1 ?", "help"),
    Key("palette", "ctrl+k", "Ctrl+K", "palette"),
    Key("theme", "ctrl+t", "Ctrl+T", "turn_theme"),
    Key("quit", "ctrl+q", "Ctrl+Q", "leave"),
)
MAIN_BINDINGS: list[BindingType] = [key.binding() for key in MAIN_KEYS]
APP_BINDINGS: list[BindingType] = [
    *(key.binding() for key in APP_KEYS),
    # Prior to the screens, so that it also works in dialogs; a field that has the focus still takes it as text.
    Binding(
        "question_mark",
        "help",
        KEYS["key.help"].zh,
        id="agent.help_plain",
        tooltip=f"{KEYS['tip.help'].zh} / {KEYS['tip.help'].en}",
        priority=True,
        show=False,
    ),
    Binding(
        "q",
        "leave(True)",
        KEYS["key.quit"].zh,
        id="agent.quit_plain",
        tooltip=f"{KEYS['tip.quit'].zh} / {KEYS['tip.quit'].en}",
        show=False,
    ),
]
LABELS: dict[str, str] = {key.id: key.label for key in (*MAIN_KEYS, *APP_KEYS)}
"""How each action's key is written when the agent has no keymap of their own."""
