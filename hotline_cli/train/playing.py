"""One play from first ring to last word: the stage, the callers, the trainee's console, the trainer's view."""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import typer

from hotline_cli.demo.cast import Cast, load_cast
from hotline_cli.demo.command import open_console
from hotline_cli.demo.headless import play_headless
from hotline_cli.demo.stage import Stage, stage
from hotline_cli.own_sound import Asked
from hotline_cli.shell import quit_with
from hotline_cli.train.choose import Found, cast_of
from hotline_cli.train.listening import wait_for_words, wait_until_it_listens
from hotline_cli.train.marks import Played
from hotline_cli.train.ringing import ringing_of
from hotline_cli.train.site import Site
from hotline_cli.train.speech import sounds_of
from hotline_cli.train.view import view
from hotline_cli.train.watch import put, shown
from hotline_cli.train.watching import Watching, ears_of
from hotline_cli.train.words import tell


@dataclass(frozen=True)
class Play:
    """`seen` is the file of the trainer's view, `tts` the site's command of speech; without `sound` the machine plays
    the trainee."""

    site: Site
    found: Sequence[Found]
    calls: int
    lang: str
    seen: Path
    sound: Asked | None
    tts: str = ""

    def on_stage(self) -> tuple[Played, ...]:
        """Play it: the calls with their scores. Raises StageFault, SpeechFault, OSError."""
        with tempfile.TemporaryDirectory(prefix="hotline-voices-") as voices:
            spoken = [(one.caller, sounds_of(one, self.tts, Path(voices))) for one in self.found]
            cast = cast_of(spoken, load_cast(), self.site.centre)
            with stage(None, cast, self.site.settings) as on:
                return self._play(on, cast)

    def _play(self, on: Stage, cast: Cast) -> tuple[Played, ...]:
        heard = not self.site.deaf and self._listens(on)
        ears = ears_of(self.site, cast.centre_name) if heard else None
        with closing(Watching(on, [one.caller for one in self.found], ears)) as watching:
            with shown(lambda: self._view(watching.played(self.calls)), self.seen):
                self._take_calls(on, cast, listens=heard)
            if heard:
                typer.echo(tell("settling", self.lang))
                wait_for_words(watching, self.calls)
            plays = watching.played(self.calls)
        put(self._view(plays), self.seen)
        return plays

    def _view(self, plays: Sequence[Played]) -> tuple[str, ...]:
        return tuple(view(plays, self.site.library.rules, self.lang))

    def _listens(self, on: Stage) -> bool:
        """Whether the play hears what is said; where the model cannot be used after all, that is told."""
        heard = wait_until_it_listens(on)
        if not heard:
            typer.echo(tell("deaf", self.lang, why=on.log))
        return heard

    def _take_calls(self, on: Stage, cast: Cast, *, listens: bool) -> None:
        if self.sound is not None:
            open_console(on, self.lang, ringing_of(on, self.site, cast, self.calls, listens=listens), self.sound)
        elif play_headless(on, cast, self.calls, self.lang, typer.echo):
            quit_with("The play did not reach its end.", code=1)
