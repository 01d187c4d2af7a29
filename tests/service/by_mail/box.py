"""A mail box of a real IMAP server, and the ways into it."""

import sys
from pathlib import Path

from imapclient import IMAPClient

FETCH = [sys.executable, str(Path(__file__).parent / "fetch_once.py")]


class Box:
    """The mail box of this name: what their server delivers to it, and what lies in it."""

    def __init__(self, name, server):
        self.name, self.server = name, server

    def delivers(self, raw, sender, to):
        trace = f"Return-Path: <{sender}>\r\nDelivered-To: {self.name}@example.com\r\n"
        with self._open() as client:
            client.append("INBOX", trace.encode() + raw)

    def subjects(self, folder="INBOX"):
        with self._open() as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder)
            found = client.fetch(client.search(), ["ENVELOPE"])
            return sorted(mail[b"ENVELOPE"].subject.decode() for mail in found.values())

    def _open(self):
        host, _colon, port = self.server.partition(":")
        client = IMAPClient(host, int(port), ssl=False)
        client.login(self.name, "secret")
        return client
