"""A mail box on another server, which IMAP opens: what lies in it, and the ways out of it."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

PORTS = {"imaps": 993, "imap+tls": 143, "imap": 143}
PATIENCE = 20  # seconds for each step of the conversation
ASIDE = "Not for Tisserand"


@dataclass(frozen=True)
class Address:
    """`imaps://user:password@host/folder`; `imap+tls` begins in the clear, `imap` stays so.

    Without a password, a token opens it.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    def __str__(self):
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def address(url: str) -> Address:
    """Raises ValueError when this is no such address."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not (parts.hostname and parts.username):
        raise ValueError(url)
    return Address(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


class MailBox:
    """One conversation with the server, in the folder of the address. Mails are named by their UID."""

    def __init__(self, client: IMAPClient):
        self.client = client

    def sizes(self) -> dict[int, int]:
        """What lies there, in the order it came: the bytes of each mail."""
        uids = self.client.search("NOT DELETED")
        found = self.client.fetch(uids, ["RFC822.SIZE"]) if uids else {}
        return {uid: found[uid][b"RFC822.SIZE"] for uid in sorted(found)}

    def mail(self, uid: int) -> bytes:
        return self._read(uid, "")

    def head(self, uid: int) -> bytes:
        return self._read(uid, "HEADER")

    def _read(self, uid: int, section: str) -> bytes:
        """Without marking it as read; b"" when somebody has taken it away meanwhile."""
        found = self.client.fetch([uid], [f"BODY.PEEK[{section}]"])
        return found[uid][f"BODY[{section}]".encode()] if uid in found else b""

    def remove(self, uid: int) -> None:
        self.client.delete_messages([uid])
        if self.client.has_capability("UIDPLUS"):
            self.client.uid_expunge([uid])
        else:
            self.client.expunge()

    def set_aside(self, uid: int) -> None:
        folder = self._own_folder(ASIDE)
        if not self.client.folder_exists(folder):
            self.client.create_folder(folder)
        if self.client.has_capability("MOVE"):
            self.client.move([uid], folder)
        else:
            self.client.copy([uid], folder)
            self.remove(uid)

    def _own_folder(self, name: str) -> str:
        """Some servers keep all folders below the first one."""
        if not self.client.has_capability("NAMESPACE"):
            return name
        personal = self.client.namespace().personal
        return f"{personal[0][0]}{name}" if personal else name


@contextmanager
def opened(where: Address, token_file: str = "") -> Iterator[MailBox]:
    """Raises OSError or IMAPClientError when the server does not answer, or does not let us in.

    Where TLS is asked for, nothing is said before the certificate holds: neither the password nor the token.
    """
    with IMAPClient(where.host, where.port, ssl=where.scheme == "imaps", timeout=PATIENCE) as client:
        if where.scheme == "imap+tls":
            client.starttls()
        if token_file:
            _show_token(client, where.user, Path(token_file).read_text().strip())
        else:
            client.login(where.user, where.password)
        client.select_folder(where.folder)
        yield MailBox(client)


def _show_token(client: IMAPClient, user: str, token: str) -> None:
    """Of OAuth, by the way the server knows: the common one of its two names, or that of RFC 7628."""
    if client.has_capability("AUTH=OAUTHBEARER") and not client.has_capability("AUTH=XOAUTH2"):
        client.oauthbearer_login(user, token)
    else:
        client.oauth2_login(user, token)


def in_words(problem: OSError | IMAPClientError, where: Address, token_file: str = "") -> str:
    """What keeps the box from being read, for who looks after the site; the secret is not in it."""
    server = f"{where.host}:{where.port}"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {server} does not hold ({problem.verify_message}); nothing was shown to it"
        )
    if isinstance(problem, ssl.SSLError):
        return f"{server} does not speak TLS as {where.scheme}:// wants ({problem.reason})"
    if isinstance(problem, LoginError):
        return f"{server} refuses the {'token' if token_file else 'name or the password'} ({problem})"
    return f"{server}: {problem}"
