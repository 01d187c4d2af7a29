"""The pages of the running site: as those who use them see them, and as a link in a mail opens them."""

import html
import re
import time
import urllib.parse
import urllib.request

from tests.service.visitor import Visitor

ANSWER = "Dites le fait avant le jugement. " * 60 + "Et taisez-vous ensuite."


class Seen:
    """By somebody who is signed in."""

    def __init__(self, url, session):
        self.visitor = Visitor(url, session=session)

    def words(self, address):
        page = self.visitor.get(address)
        assert page.status == 200, (page.status, address)
        return plain(page.text)

    def until(self, address, words, seconds=90):
        """The page once these words are on it."""
        deadline = time.monotonic() + seconds
        while words not in (said := self.words(address)):
            assert time.monotonic() < deadline, said
            time.sleep(0.1)
        return said

    def answers(self, address, text=ANSWER):
        """Reply in a thread, on its page."""
        page = self.visitor.get(address)
        said = {"text": text, "form_token": page.field("form_token")}
        assert self.visitor.post(page, f"{address}replies/", **said).status == 200


def opened(address):
    """What a link in a mail shows to a browser that nobody signed in with."""
    return plain(Visitor(address).get(address).text)


def leads_to(address, label):
    """Where the link of this name leads on that page; None when there is none."""
    page = Visitor(address).get(address).text.replace("\u202f", " ")
    found = re.search(rf'href="([^"#]+)[^>]*>{re.escape(label)}</a>', page)
    return found and found[1]


def pressed(address, **fields):
    """What the button on that page leads to; no cookie goes along, as from a mail program."""
    data = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(address, data, timeout=60) as answer:
        return plain(answer.read().decode())


def plain(page):
    """The words of a page, as one reads them."""
    text = re.sub(r"(?s)<(head|script|style)\b.*?</\1>|<[^>]+>", " ", page)
    return " ".join(html.unescape(text).split())
