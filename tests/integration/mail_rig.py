"""Real peers for e-mail: a Dovecot with one mailbox, an SMTP server that keeps what it gets, both with TLS."""

import asyncio
import getpass
import grp
import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "secret-of-the-mailbox"
FOLDER = "Complaints"
DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
{users}first_valid_uid = 0
mail_location = maildir:{folder}/mail
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
"""


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that signs itself; the file of its authority is itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(pem)
    return folder / "cert.pem"


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


@dataclass
class Dovecot:
    """A mailbox that letters can be put into and looked at."""

    port: int
    tls_port: int
    authority: Path

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login("hotline", PASSWORD)
        client.create(FOLDER)
        client.select(FOLDER)
        try:
            yield client
        finally:
            client.logout()

    def put(self, *letters: bytes) -> None:
        """Deliver letters, oldest first."""
        with self.opened() as client:
            for one in letters:
                status, told = client.append(FOLDER, "", "", one)
                assert status == "OK", told

    def flags(self) -> list[bool]:
        """Of each letter, whether it is marked as seen."""
        with self.opened() as client:
            _, found = client.uid("SEARCH", "ALL")
            _, seen = client.uid("SEARCH", "SEEN")
            return [uid in seen[0].split() for uid in found[0].split()]

    def made_anew(self) -> None:
        """The mailbox with the same letters under a new UIDVALIDITY."""
        with self.opened() as client:
            assert client.create("Copy")[0] == "OK"
            assert client.copy("1:*", "Copy")[0] == "OK"
            client.close()
            assert client.delete(FOLDER)[0] == "OK"
            assert client.rename("Copy", FOLDER)[0] == "OK"


def _keeper() -> tuple[int, int]:
    """Who keeps the mail: ourselves, but never root, whom Dovecot refuses."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    mail = pwd.getpwnam("mail")
    return mail.pw_uid, mail.pw_gid


def _users() -> str:
    """Root gives its rights up to users of its own, which the package made; anybody else is all of them."""
    if os.getuid() == 0:
        return ""
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    return f"default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n"


@asynccontextmanager
async def dovecot() -> AsyncIterator[Dovecot]:
    """A Dovecot of its own, in a folder that the user who keeps its mail may enter."""
    with tempfile.TemporaryDirectory(prefix="dovecot-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        os.chmod(folder, 0o755)
        async with _serving(folder) as serving:
            yield serving


@asynccontextmanager
async def _serving(folder: Path) -> AsyncIterator[Dovecot]:
    authority = certificate(folder)
    port, tls_port = free_ports(2)
    config = folder / "dovecot.conf"
    uid, gid = _keeper()
    for name in ("mail", "home"):
        (folder / name).mkdir()
        os.chown(folder / name, uid, gid)
    config.write_text(
        CONFIG.format(
            folder=folder,
            users=_users(),
            port=port,
            tls_port=tls_port,
            password=PASSWORD,
            uid=uid,
            gid=gid,
        )
    )
    process = _started([DOVECOT, "-F", "-c", str(config)])
    try:
        await _listens(port, process)
        yield Dovecot(port, tls_port, authority)
    finally:
        process.terminate()
        await asyncio.to_thread(process.communicate, timeout=20)


def _started(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


async def _listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    async with asyncio.timeout(20):
        while True:
            assert process.poll() is None, process.communicate()[0].decode()
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return


@dataclass
class Postbox:
    """What an SMTP server got, and what it says to a recipient."""

    port: int = 0
    got: list[Envelope] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        said = self.says.get(address, "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.got.append(envelope)
        return "250 taken"


def _check(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
    known = (given.login, given.password) == (b"hotline", PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@asynccontextmanager
async def postbox(folder: Path, *, security: str = "plain") -> AsyncIterator[Postbox]:
    """An SMTP server that asks for the password; TLS from the start, by STARTTLS, or none."""
    box = Postbox()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    if security != "plain":
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    tls = context if security == "starttls" else None

    def made() -> SMTP:
        return SMTP(box, authenticator=_check, auth_required=True, auth_require_tls=False, tls_context=tls)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(made, "127.0.0.1", 0, ssl=context if security == "tls" else None)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box
