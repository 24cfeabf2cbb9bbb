"""Recording a session of `hotline agent` and replaying one (`console.tape`, `console.replay`)."""

import tempfile
from pathlib import Path
from typing import NoReturn, cast

import typer

from console.app import ConsoleApp, Settings
from console.audio.ends import NoMicrophone, NoSpeaker
from console.desk import Desk
from console.errors import BrokenTape
from console.headset import Headset
from console.replay import ReplayDesk, TapedDesk
from console.tape import Tape, read_tape


def taped(desk: Desk, record: Path | None, settings: Settings, lang: str) -> Desk:
    """The desk, with its messages and answers recorded when a file was named. Ends the program when it is there."""
    if record is None:
        return desk
    try:
        settings.tape = Tape(record, settings.now, settings.wall)
    except OSError as error:
        _end(lang, f"不能写入 {record}：{error.strerror}", f"cannot write {record}: {error.strerror}")
    typer.echo(
        f"会话将记录到 {record}，其中有住户资料，请妥善保管。"
        if lang == "zh"
        else f"The session is recorded into {record}; it holds residents' data."
    )
    return cast(Desk, TapedDesk(desk, settings.tape))


def replay_session(path: Path, lang: str, speed: float, *, dark: bool) -> None:
    """Play a recorded session through the screens."""
    try:
        head, entries = read_tape(path)
    except OSError as error:
        _end(lang, f"不能读取 {path}：{error.strerror}", f"cannot read {path}: {error.strerror}")
    except BrokenTape as error:
        _end(lang, error.text.zh, error.text.en)
    desk = ReplayDesk(head, entries, speed)
    with tempfile.TemporaryDirectory() as drafts:
        settings = Settings(
            lang=lang,
            token="replay",  # noqa: S106 - no secret
            drafts=Path(drafts),
            dark=dark,
            now=desk.now,
            wall=desk.wall,
            play=desk.play,
        )
        ConsoleApp(desk.as_desk, Headset(NoMicrophone(), NoSpeaker()), settings).run()


def _end(lang: str, zh: str, en: str) -> NoReturn:
    typer.echo(f"hotline agent: {zh if lang == 'zh' else en}", err=True)
    raise typer.Exit(1)
