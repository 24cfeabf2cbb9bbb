"""Letters as mail programs write them, as bytes. No socket."""

import base64
from email.header import Header

CRLF = "\r\n"


def raw(body: bytes | str = "您好，3号楼1单元502漏水。", charset: str = "utf-8", **headers: str) -> bytes:
    """A plain letter; underscores in header names are dashes, None-valued defaults are replaced."""
    content = body if isinstance(body, bytes) else body.encode(charset)
    fields = {
        "From": "王芳 <wang@example.cn>",
        "To": "hotline@example.cn",
        "Subject": "厨房漏水",
        "Date": "Mon, 23 Nov 2026 12:00:00 +0800",
        "Message-ID": "<1@example.cn>",
        "MIME-Version": "1.0",
        "Content-Type": f'text/plain; charset="{charset}"',
        "Content-Transfer-Encoding": "base64",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {_word(value)}" for name, value in fields.items() if value]
    encoded = base64.encodebytes(content) if fields["Content-Transfer-Encoding"] == "base64" else content
    return CRLF.join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + encoded


def _word(value: str) -> str:
    """Header text as RFC 2047 writes it, the address outside of it."""
    if value.isascii():
        return value
    words, space, address = value.partition(" <") if " <" in value else (value, "", "")
    return f"{Header(words, 'utf-8', maxlinelen=900).encode()}{space}{address}"


def mixed(*parts: tuple[str, bytes, str]) -> bytes:
    """A letter of several parts: content type, content, file name (empty: none)."""
    lines = [
        "From: =?gb2312?B?zfW3vA==?= <wang@example.cn>",
        "Subject: =?GB2312?B?wqnLrg==?=",
        "Message-ID: <m@example.cn>",
        'Content-Type: multipart/mixed; boundary="b"',
        "",
    ]
    body = b""
    for media_type, content, name in parts:
        shown = f'\r\nContent-Disposition: attachment; filename="{name}"' if name else ""
        head = f"--b\r\nContent-Type: {media_type}{shown}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        body += head.encode() + base64.encodebytes(content) + b"\r\n"
    return CRLF.join(lines).encode() + b"\r\n" + body + b"--b--\r\n"
