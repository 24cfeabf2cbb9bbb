"""Which engine reads a model's folder. The engines' packages are extras, loaded here and only when wanted."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from telephony.errors import ModelUnusable
from telephony.listening.cut_recogniser import CutRecogniser
from telephony.listening.cutter import DEFAULT_CUTTING, Cutting
from telephony.listening.engine import Engine, Propose, nothing_else
from telephony.listening.model_folder import Kind, open_folder

_MODULES = {
    Kind.WHISPER: ("telephony.listening.whisper", "WhisperEngine", "asr"),
    Kind.SHERPA: ("telephony.listening.sherpa", "SherpaEngine", "asr-sherpa"),
}


def load_engine(path: Path, *, threads: int = 1) -> Engine:
    """The engine for the model in this folder, loaded. Raises ModelUnusable with what to install or to get."""
    folder = open_folder(path)
    module, name, extra = _MODULES[folder.kind]
    try:
        made = getattr(import_module(module), name)
    except ImportError as error:
        raise ModelUnusable(error.name or module, _install(extra)) from error
    try:
        engine: Engine = made(folder, threads=threads)
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelUnusable(str(path), f"its files cannot be loaded: {error}") from error
    return engine


def recogniser_of(
    engine: Engine, how: Cutting = DEFAULT_CUTTING, *, partials: bool = True, propose: Propose = nothing_else
) -> CutRecogniser:
    """A recogniser for one voice. Raises ModelUnusable where the voice detector's package is missing."""
    return CutRecogniser(engine, voice_detector()(), how, partials=partials, propose=propose)


def voice_detector() -> Callable[[], Callable[[bytes], bool]]:
    """What makes a detector for a voice. Raises ModelUnusable where its package is missing."""
    try:
        made: Callable[[], Callable[[bytes], bool]] = import_module("telephony.listening.voice").VoiceDetector
    except ImportError as error:
        raise ModelUnusable(error.name or "webrtcvad", _install("asr")) from error
    return made


def _install(extra: str) -> str:
    return f"the package is not installed; `hotline listen setup` gets it, or pip install 'sanxiang[{extra}]'"
