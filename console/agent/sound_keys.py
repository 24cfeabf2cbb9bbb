"""Mute, the sound screen, and what is heard by itself: ring, beep, devices that come and go. Part of MainScreen."""

from console.agent.call_keys import CallKeys
from console.agent.sound import SoundScreen
from console.alerts import alert_for
from console.audio.plugs import OFF, Happened
from console.headset import Headset, HeadsetState

SPEAKS_AGAIN_S = 6.0
"""Speaking while muted is told so often at most."""


class SoundKeys(CallKeys):
    """Everything of the agent's own sound."""

    _headset: Headset
    _spoke_told = 0.0

    def action_mute(self) -> None:
        """Ctrl+U: silence goes to the caller in place of my voice; again ends it."""
        headset = self._headset
        if headset.state is not HeadsetState.JOINED:
            self.tell(self._words("say.mute_no_call"), bad=True)
            return
        headset.mute(not headset.muted)
        self.tell(self._words("say.muted" if headset.muted else "say.unmuted"))
        self.draw()

    def action_sound(self) -> None:
        """Ctrl+A: devices, volume, tests; again closes."""
        if isinstance(self.app.screen, SoundScreen):
            self.app.screen.dismiss(None)
        else:
            self.app.push_screen(SoundScreen(self._headset, self._words, self.duty.lang, self._now))

    def tell_faults(self) -> None:
        """Once, at the start: devices that cannot be had, settings that cannot be read."""
        for fault in self._headset.faults:
            self.tell(self._words("say.no_device", why=fault.of(self.duty.lang)), bad=True, seconds=12)
        if self._headset.own.fault:
            self.tell(self._words("sound.unread", why=self._headset.own.fault), bad=True, seconds=12)

    def sound_beat(self, now: float) -> None:
        """Ring and beep as the board says; tell of devices, and of speech that nobody hears."""
        headset = self._headset
        own = headset.own.now
        alert = alert_for(self.duty.board, now) if self.duty.desk.linked and own.audible else None
        headset.ear.volume_db = headset.bell.volume_db = own.volume_db
        headset.ear.alert = alert
        headset.bell.alert = alert if alert is not None and not alert.second else None
        self._tell_of_plugs()
        spoke = headset.voice.spoke_muted_at
        if headset.muted and spoke is not None and spoke > self._spoke_told + SPEAKS_AGAIN_S:
            self._spoke_told = spoke
            self.tell(self._words("say.speaks_muted"), bad=True)

    def ring_at_terminal(self) -> None:
        """The terminal's bell, where the ring has no device of its own."""
        if self._headset.own.now.audible and not self._headset.rings():
            self.app.bell()

    def _tell_of_plugs(self) -> None:
        board = self._headset.plugboard
        while board is not None and board.news:
            news = board.news.popleft()
            words = self._words
            said = words(
                f"plug.{news.what.value}",
                role=words(f"role.{news.role.value}"),
                device=news.device if news.device not in ("", OFF) else words("sound.default"),
                now=news.now or words("sound.default"),
            )
            self.tell(said, bad=news.what is not Happened.BACK, seconds=10)
            self.app.screen.refresh()  # a driver may have written over the screen
