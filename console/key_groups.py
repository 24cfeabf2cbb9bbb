"""The parts of the help: which action belongs to which purpose. Data."""

GROUPS: dict[str, tuple[str, ...]] = {
    "call": ("answer", "hang_up", "hold", "park", "transfer", "dial", "mask", "keypad", "report"),
    "caller": ("resident", "repeat"),
    "script": ("script", "next", "previous", "choose", "clear"),
    "form": ("form", "adopt", "save"),
    "words": ("words", "notes", "heard", "phrase", "dismiss"),
    "sound": ("mute", "sound"),
    "work": ("ready", "pause", "lists", "owed", "worklist", "handover"),
    "console": ("palette", "help", "theme", "quit", "help_plain", "quit_plain"),
}
"""Purposes in the order of the help, each with the main screen's and the app's actions (`agent.hold` as `hold`)."""
OTHER = "here"
"""Actions of the dialog or list at hand; they come first."""
PLACES = {"outcome": "form"}
"""Purposes of parts of the main screen that have keys of their own, by what stands before the dot of their ids."""

_GROUP = {name: group for group, names in GROUPS.items() for name in names}


def group_of(identity: str) -> str:
    """The purpose of an action by its id."""
    place, _, name = identity.partition(".")
    return _GROUP.get(name, OTHER) if place == "agent" else PLACES.get(place, OTHER)
