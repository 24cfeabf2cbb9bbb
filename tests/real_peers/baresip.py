"""Running baresip without a sound card: it says a WAV file, or echoes what it hears.

Version 1.0 cannot play into a file, so the echo (decoded and encoded again by baresip) shows what it heard.
"""

import asyncio
import shutil
import wave
from contextlib import suppress
from pathlib import Path

import numpy as np

from tests.real_peers.sipp import free_port

BARESIP = shutil.which("baresip")
MODULES = next(
    (
        str(path)
        for path in (Path("/usr/lib/baresip/modules"), *Path("/usr/lib").glob("*/baresip/modules"))
        if path.is_dir()
    ),
    "",
)
CONFIG = """\
poll_method epoll
sip_listen 127.0.0.1:{port}
audio_path {folder}
audio_source {source}
audio_player aubridge,echo
audio_buffer 20-160
rtp_ports {rtp}-{rtp_end}
module_path {modules}
module g711.so
module g722.so
module aufile.so
module aubridge.so
module_tmp account.so
module_app menu.so
"""


_CODECS = {"G722": "G722/16000/1"}
"""baresip takes any codec where an account names one that it does not find."""


def write_wav(path: Path, pcm: bytes, *, wideband: bool = False) -> None:
    """16-bit PCM at 8 kHz; `wideband` makes a file at 16 kHz of it (baresip wants its codec's rate)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000 if wideband else 8000)
        file.writeframes(np.repeat(np.frombuffer(pcm, "<i2"), 2).tobytes() if wideband else pcm)


class Baresip:
    """One baresip. It says `say`, or echoes; `dial` makes it call at once, without it, it answers what comes.

    `settings` are further lines of its configuration; `account` is its account, where {port} is its port.
    """

    def __init__(
        self,
        folder: Path,
        codec: str,
        *,
        say: bytes = b"",
        dial: str = "",
        port: int = 0,
        settings: str = "",
        account: str = "<sip:resident@127.0.0.1:{port}>;regint=0",
    ) -> None:
        assert BARESIP is not None
        self.folder, self.port = folder, port or free_port()
        if say:
            write_wav(folder / "say.wav", say, wideband=codec == "G722")
        rtp = free_port() & ~1
        config = CONFIG.format(
            port=self.port,
            folder=folder,
            source=f"aufile,{folder / 'say.wav'}" if say else "aubridge,echo",
            rtp=rtp,
            rtp_end=rtp + 20,
            modules=MODULES,
        )
        (folder / "config").write_text(config + settings)
        who = account.format(port=self.port)
        (folder / "accounts").write_text(f"{who};answermode=auto;audio_codecs={_CODECS.get(codec, codec)}\n")
        (folder / "contacts").write_text("")
        self.command = [BARESIP, "-f", str(folder), "-t", "30"]
        self.command += ["-e", f"/dial {dial}"] if dial else []
        self._process: asyncio.subprocess.Process | None = None
        self.output = b""

    async def __aenter__(self) -> "Baresip":
        self._process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=self.folder,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(5):
                self.output, _ = await self._process.communicate()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
