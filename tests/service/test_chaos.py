"""A whole site at work, one of its processes killed again and again: nothing acknowledged is lost or doubled.

    TISSERAND_CHAOS_SECONDS=600 TISSERAND_CHAOS_SEED=7 make test SUITES=service

How long the killing lasts (20 s by default, on each database), and the seed of a run to be done again.
"""

import http.client
import json
import os
import random
import secrets
import smtplib
import sys
import threading
import time
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import psutil
import pytest

from tests.mail_server import mail_server
from tests.ports import free_port

from .conftest import DATABASES, ROOT
from .visitor import Visitor

pytestmark = pytest.mark.service
SITE = str(Path(__file__).parent / "chaos_site.py")
SECONDS = float(os.environ.get("TISSERAND_CHAOS_SECONDS", 20))
CUT = (OSError, http.client.HTTPException, smtplib.SMTPException)
SAID_BEFORE = "Ce qui s’est dit avant"
PATIENCE = 120  # seconds somebody goes on trying
GAVE_UP = "Worker crash loop detected"


class Site:
    """Its processes, each of which may be killed and started again; `killed` counts."""

    def __init__(self, start, env, parts):
        self.start, self.env, self.parts, self.running, self.killed = start, env, parts, {}, Counter()
        for name in parts:
            self.begin(name)
        self.wait()

    def begin(self, name):
        self.running[name] = self.start(*self.parts[name], **self.env)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.parts['web'][2]}"

    def wait(self, seconds=PATIENCE):
        deadline, visitor = time.monotonic() + seconds, Visitor(self.url)
        while True:
            try:
                return visitor.get("/health")
            except CUT:
                assert time.monotonic() < deadline, self.running["web"].said()
                time.sleep(0.1)

    def kill(self, name, dice):
        """kill -9 of the whole service, as its supervisor would, or of one process that serves pages."""
        children = psutil.Process(self.running[name].popen.pid).children(recursive=True)
        self.killed[name] += 1
        if name == "web" and len(children) > 1 and dice.random() < 0.4:
            dice.choice(children).kill()
            return
        self.running[name].kill()
        time.sleep(dice.uniform(0, 0.5))
        self.begin(name)
        if name == "web":
            self.wait()

    def mend(self):
        """Start again what ended by itself, as systemd does (`Restart=on-failure`): the web, which gives up
        when one of its processes dies twice within seconds."""
        for name, process in list(self.running.items()):
            if status := process.popen.poll():
                assert (name, status, GAVE_UP in process.said()) == ("web", 1, True), process.said()
                self.begin(name)

    def end(self):
        for process in self.running.values():
            process.stop(seconds=60)


class Crowd:
    """People at work, each in a thread. What they tried, and what they were told is done."""

    def __init__(self, site, place, seed):
        self.site, self.place, self.seed, self.over = site, place, seed, threading.Event()
        self.tried, self.told, self.wrong = set(), Counter(), []
        acts = [(self.reply, session) for session in place["writers"]]
        acts += [(self.load, place["ada"]), (self.ask_for_links, None)]
        if "mailin" in site.parts:
            acts.append((self.reply_by_mail, None))
        self.threads = [threading.Thread(target=self._go_on, args=act) for act in acts]
        for thread in self.threads:
            thread.start()

    def _go_on(self, act, who):
        dice = random.Random(f"{self.seed} {act.__name__} {who}")
        while not self.over.is_set():
            try:
                act(who, dice)
            except Exception as problem:
                self.wrong.append(f"{act.__name__}: {problem!r}")
                return
            time.sleep(dice.uniform(0.1, 0.9))

    def end(self):
        self.over.set()
        deadline = time.monotonic() + PATIENCE + 30
        while any(thread.is_alive() for thread in self.threads) and time.monotonic() < deadline:
            self.site.mend()
            time.sleep(0.2)

    def insist(self, ask):
        """Ask again and again until the answer comes, as people do with the reload button."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = ask()
                if getattr(answer, "status", 200) not in (429, 500, 502, 503):
                    return answer
            except CUT:
                pass
            assert time.monotonic() < deadline, "no answer for two minutes"
            time.sleep(0.2)

    def note(self, kind, word):
        self.told[kind, word] += 1

    def reply(self, session, dice):
        writer, word = Visitor(self.site.url, session=session), f"word{secrets.token_hex(6)}"
        thread = dice.choice(self.place["threads"])
        page = self.insist(lambda: writer.get(f"{thread}?page=1000"))  # the last: there one replies
        token = page.field("form_token")
        self.tried.add(word)
        answer = self.insist(
            lambda: writer.post(page, f"{thread}replies/", text=f"Try {word}.", form_token=token)
        )
        assert answer.status == 200, (answer.status, answer.url)
        self.note("post", word)

    def reply_by_mail(self, _, dice):
        mail, word = EmailMessage(), f"word{secrets.token_hex(6)}"
        mail["From"], mail["To"] = dice.choice(self.place["by_mail"])
        mail["Message-ID"], mail["Subject"] = f"<{secrets.token_hex(8)}@example.com>", "Re: Question"
        mail.set_content(f"By mail: {word}.")
        self.tried.add(word)

        def hand_over():
            with smtplib.SMTP("127.0.0.1", int(self.site.parts["mailin"][2]), timeout=60) as server:
                server.send_message(mail)

        self.insist(hand_over)
        self.note("post", word)

    def load(self, session, dice):
        ada, people = Visitor(self.site.url, session=session), []
        people = [f"loaded-{secrets.token_hex(4)}@example.com" for _ in range(3)]
        form = self.insist(lambda: ada.get("/c/chaos/loading/people/"))
        columns = self.insist(lambda: ada.post(form, form.url, text="\n".join(people)))
        preview = self.insist(lambda: ada.post(columns, columns.url, **{"column-0": "email"}))
        answer = self.insist(lambda: ada.post(preview, preview.url))
        if answer.status == 200 and not answer.url.startswith(preview.url):
            for person in people:
                self.note("person", person)

    def ask_for_links(self, _, dice):
        address = self.place["visitors"].pop()
        visitor = Visitor(self.site.url, **{"X-Forwarded-For": f"198.51.100.{dice.randrange(256)}"})
        page = self.insist(lambda: visitor.get("/sign-in/"))
        answer = self.insist(lambda: visitor.post(page, "/sign-in/link/", email=address))
        assert answer.status == 200, (answer.status, answer.url)
        self.note("link", address)

    def were_told(self, kind):
        return {word for what, word in self.told if what == kind}


@pytest.fixture
def sink():
    with mail_server() as server:
        yield server


def about(sink, word, whose):
    """The different mails to this address that tell this word; those that repeat it below do not count."""
    mine = [letter for letter in sink.letters if letter.recipients[0] == whose]
    return {letter["Message-ID"] for letter in mine if word in letter.text.partition(SAID_BEFORE)[0]}


@pytest.fixture
def ask(start):
    """`ask(env, "tell")`: what the script of the site prints, read."""

    def ask(env, act):
        process = start([sys.executable, SITE, act], **env)
        assert process.popen.wait(600) == 0, process.said()
        return json.loads(process.said().splitlines()[-1])

    return ask


@pytest.fixture
def chaos(new_site, start, sink, ask):
    """`chaos("sqlite")`: what people were told, what the site holds at the end, what the mail server got."""

    def chaos(vendor):
        seed = int(os.environ.get("TISSERAND_CHAOS_SEED", random.randrange(10**6)))
        print(f"\nTISSERAND_CHAOS_SEED={seed}")
        dice = random.Random(seed)
        env = new_site(vendor) | {
            "DJANGO_SETTINGS_MODULE": "tisserand.config.settings",
            "PYTHONPATH": str(ROOT),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "TISSERAND_PROXIES": "1",
            "TISSERAND_RETRY_MINUTES": "0,0,0,0",
            "TISSERAND_MAIL_IN_DOMAIN": "mail.test",
        }
        place = ask(env, "make")
        site = Site(start, env, parts())
        crowd = Crowd(site, place, seed)
        deck, deadline = [], time.monotonic() + SECONDS
        while time.monotonic() < deadline or len(site.killed) < len(site.parts):
            deck = deck or dice.sample(sorted(site.parts), len(site.parts))
            time.sleep(dice.uniform(0.5, 2))
            site.mend()
            site.kill(deck.pop(), dice)
        crowd.end()
        site.end()
        ask(env, "settle")
        return crowd, ask(env, "tell"), site.killed

    return chaos


def parts():
    """The commands of a site on several processes."""
    web, mail = str(free_port()), str(free_port())
    return {
        "web": ["web", "--port", web, "--workers", "2"],
        "worker": ["worker"],
        "clock": ["clock"],
        "mailin": ["mailin", "--port", mail],
    }


@pytest.mark.parametrize("vendor", DATABASES)
def test_what_was_acknowledged_is_there_once(chaos, sink, vendor):
    crowd, kept, killed = chaos(vendor)
    posts = [word for text in kept["posts"] for word in text.split() if word.strip(".") in crowd.tried]
    written = Counter(word.strip(".") for word in posts)
    sent = sink.ids()
    again = sum(sent.values()) - len(sent)
    print(
        f"{vendor}: killed {dict(killed)}; {len(crowd.were_told('post'))} posts, "
        f"{len(crowd.were_told('person'))} people loaded, {len(crowd.were_told('link'))} links asked for, "
        f"{len(sent)} mails, of which {again} came again under the same Message-ID"
    )
    assert crowd.wrong == []
    assert min(map(len, map(crowd.were_told, ("post", "person", "link")))) > 0

    # Posts: what its writer was told is there, and nothing is there twice.
    assert crowd.were_told("post") - set(written) == set()
    assert [word for word, times in written.items() if times > 1] == []
    assert (len(kept["posts"]), kept["torn"]) == (len(posts), 0)

    # People: each who was loaded, once, and a member.
    assert crowd.were_told("person") - set(kept["people"]) == set()
    assert kept["members"] == len(set(kept["people"])) == len(kept["people"])

    # Mail: nothing waits for ever; what is noted as sent has come, and nothing else; each answer reached
    # whoever asked, in one mail. A worker killed at the unknowable instant sends again, under the same name.
    states = Counter(state for state, _, _ in kept["envelopes"])
    assert set(states) <= {"sent", "dropped", "uncertain"}
    assert {key for state, key, _ in kept["envelopes"] if state == "sent"} - set(sent) == set()
    assert set(sent) - {key for _, key, _ in kept["envelopes"]} == set()
    assert again <= killed["worker"]
    heard = {word: len(about(sink, word, "amina@example.com")) for word in written}
    assert heard == dict.fromkeys(written, 1)
    assert {one for one in crowd.were_told("link") if not about(sink, "/sign-in/link/", one)} == set()
    assert (set(kept["arrivals"]) <= {"done"}, kept["dead"]) == (True, [])
