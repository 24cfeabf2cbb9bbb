"""Sending by SMTP (RFC 5321), with the standard library's client, which blocks: call it in a thread."""

import smtplib
import ssl
from email.utils import parseaddr

import msgspec

from api.mail.settings import MailSettings, Security

TIMEOUT_S = 30.0


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What the server said. `for_good`: it will never take this one, so that trying again is of no use."""

    taken: bool
    why: str = ""
    for_good: bool = False


def send(settings: MailSettings, content: bytes, recipient: str) -> Sent:
    """Send one letter. Raises SettingsError for a password file that cannot be read, nothing else."""
    secret = settings.smtp_secret()
    try:
        with _connected(settings) as client:
            if settings.smtp_user:
                client.login(settings.smtp_user, secret)
            client.sendmail(parseaddr(settings.sender)[1], [recipient], content)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return Sent(taken=False, why=_said(code, words), for_good=code >= 500)
    except smtplib.SMTPAuthenticationError as error:
        return Sent(taken=False, why=_said(error.smtp_code, error.smtp_error))
    except smtplib.SMTPResponseException as error:
        return Sent(taken=False, why=_said(error.smtp_code, error.smtp_error), for_good=error.smtp_code >= 550)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return Sent(taken=False, why=f"{type(error).__name__}: {error}"[:200])
    return Sent(taken=True)


def _connected(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    where = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security is Security.TLS:
        return smtplib.SMTP_SSL(*where, timeout=TIMEOUT_S, context=context)
    client = smtplib.SMTP(*where, timeout=TIMEOUT_S)
    if settings.smtp_security is Security.STARTTLS:
        try:
            client.starttls(context=context)
        except BaseException:
            client.close()
            raise
    return client


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:200]
