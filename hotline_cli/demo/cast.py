"""Who is in the demo: residents, and the callers among them with what they say and what is to be registered.

Read from `people.yaml`. Knows nothing of telephones.
"""

from pathlib import Path

import msgspec
import yaml

from api.schemas import NewResident
from scripts_lib.model import Weight

FOLDER = Path(__file__).parent
VOICES = FOLDER / "voices"
AGENT_VOICE = "agent"


class Caller(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One simulated call. `kind` is a kind of the shipped catalogue."""

    id: str
    resident: str
    voice: str
    """The voice of espeak-ng that speaks for this caller."""
    says: str
    kind: str
    weight: Weight
    happened_at: str
    matter: str
    demand: str

    @property
    def wav(self) -> Path:
        """What the caller says, A-law at 8 kHz."""
        return VOICES / f"{self.id}.wav"


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
        return next(one for one in self.residents if one.name == caller.resident)


def load_cast() -> Cast:
    """The demo's people. Raises msgspec.ValidationError for a file that was changed wrongly."""
    text = (FOLDER / "people.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Cast)
