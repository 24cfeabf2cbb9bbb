"""Who is in the demo: residents, and the callers among them with what they say and what is to be registered.

Read from `people.yaml`. Knows nothing of telephones.
"""

from pathlib import Path

import msgspec
import yaml

from api.schemas import NewResident
from scripts_lib.callers import When
from scripts_lib.model import Nature, Weight

FOLDER = Path(__file__).parent
VOICES = FOLDER / "voices"
AGENT_VOICE = "agent"


class Sound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a caller as a WAV file, and what it answers."""

    when: When
    path: str
    answers: tuple[str, ...] = ()


class Caller(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One simulated call. `kind` is a kind of the shipped catalogue."""

    id: str
    resident: str
    """Name or first number of the resident who calls."""
    voice: str
    """The voice of espeak-ng that speaks for this caller."""
    says: str
    kind: str
    weight: Weight
    happened_at: str
    matter: str
    demand: str
    nature: Nature = Nature.VALID
    sounds: tuple[Sound, ...] = ()
    """The lines of a caller who takes turns; without them `says` is said again and again."""
    patience_s: float = 8.0

    @property
    def wav(self) -> Path:
        """What the caller says first."""
        return Path(self.sounds[0].path) if self.sounds else VOICES / f"{self.id}.wav"


class AgentCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The agent of the demo."""

    login: str
    name: str
    surname: str


class Cast(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    residents: tuple[NewResident, ...]
    centre_name: str
    agent: AgentCard
    agent_says: str
    callers: tuple[Caller, ...]

    def caller(self, number: int) -> Caller:
        """The nth call of the demo, from 0; after the last caller comes the first again."""
        return self.callers[number % len(self.callers)]

    def resident_of(self, caller: Caller) -> NewResident:
        """The resident who calls."""
        return next(one for one in self.residents if caller.resident in (one.name, one.phones[0]))


def load_cast() -> Cast:
    """The demo's people. Raises msgspec.ValidationError for a file that was changed wrongly."""
    text = (FOLDER / "people.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Cast)
