"""Every kind of mail as a phone draws it: both languages, light and dark, nothing wider than the window.

`TISSERAND_PICTURES=/tmp/mails` keeps a picture of each there, to be looked at.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.post_office import DOMAIN
from tisserand.attention import acts
from tisserand.communities import addresses, inviting
from tisserand.conversations import announcing
from tisserand.conversations.models import Thread
from tisserand.mail import address_change, addressing, composing, kinds, outbox
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.privacy import erasing, exporting, starting
from tisserand.privacy.models import Erasure

from .reasons import FORMATTED, care, dates, plans, talk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
PICTURES = os.environ.get("TISSERAND_PICTURES", "")
# A mail is no page: its frame is a table, without a main part nor a heading above all.
NOT_IN_A_MAIL = {"landmark-one-main", "page-has-heading-one", "region"}


@pytest.fixture
def wide_life(cast, community, settings, now, make_cohort):
    """Each kind of mail has its reason."""
    settings.MAIL_IN_DOMAIN = DOMAIN

    def live(language):
        Person.objects.update(language=language)
        community.language = language
        community.save()
        for person in cast.people.values():
            person.refresh_from_db()
        chloe, bao, ada = cast.chloe, cast.bao, cast.ada
        members = [cast.places["chloe"]]
        cohort = make_cohort("Observer", "Préparer un entretien", starts_on=now.date(), members=members)
        plans.planned(community, cohort, ada, now)
        talk.conversations(community, chloe, bao, ada, now)
        talk.debates(community, chloe, ada, now)
        talk.chat(community, chloe, bao, ada, now)
        talk.messages(community, cast, now)
        talk.put_in_order(community, chloe, ada, now)
        talk.thanks(community, chloe, bao, now)
        dates.sessions(community, cast, now)
        dates.letter(community, ada, now)
        care.encouraged(community, cast, now)
        acts.write(
            cast.places["chloe"],
            by=ada,
            subject="Des nouvelles ?",
            text=f"Chloé,\n\n{FORMATTED}\n\nAda",
            now=now,
        )
        invited = addresses.read(f"Lou Sarrazin <lou@{'tres-longue-' * 4}adresse.example.org>").found
        inviting.invite(community, invited, "expert", by=ada, now=now)
        _account(chloe, bao, now)
        Person.objects.filter(email__startswith="lou@").update(language=language)

    return live


def _account(chloe, bao, now):
    outbox.post("sign-in", chloe, now=now, next="/me/")
    address_change.ask(chloe, f"chloe@{'nouvelle-' * 6}adresse.example.org", now=now)
    outbox.post("address-changed", chloe, now=now, to=chloe.email, new="chloe@ailleurs.example")
    erasing.ask(chloe, by=chloe, now=now)
    due = now + timedelta(days=30)
    erasing.plan(bao, cause=Erasure.Cause.UNSEEN, by=None, due_at=due, now=now)
    exporting.make(starting.ask(chloe, by=chloe, now=now).pk)


@pytest.fixture
def by_mail(post_office, cast):
    """What they write by mail, and what the site answers."""

    def write():
        chloe = cast.chloe
        letter = composed("personal-letter")
        post_office.reply(chloe, letter, "C’est fait !")
        first = composed("first-answer")
        post_office.reply(chloe, first, FORMATTED)
        post_office.write(chloe, f"distance@{DOMAIN}", FORMATTED, subject="Et par écrit ?")
        long_ago = post_office.now - timedelta(days=400)
        late = addressing.reply_address(chloe, "thread", Thread.objects.earliest("pk").pk, now=long_ago)
        post_office.write(chloe, late, FORMATTED, subject="Re: Une question d’il y a un an")

    return write


def composed(kind):
    """The mail of this kind as it would leave."""
    for envelope in Envelope.objects.filter(kind=kind).order_by("pk"):
        envelope.claimed_at = envelope.due_at
        if said := composing.content(envelope, kinds.named(kind)):
            return composing.message(envelope, kinds.named(kind), said)
    raise AssertionError(f"no mail of kind {kind}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kind_on_a_phone(chromium, wide_life, by_mail, language):
    wide_life(language)
    by_mail()
    announcing.announce_some()
    faults = {}
    for scheme in ("light", "dark"):
        context = chromium.new_context(viewport=PHONE, color_scheme=scheme, java_script_enabled=True)
        page = context.new_page()
        for kind in kinds.all_kinds():
            html = composed(kind.name).alternatives[0][0]
            page.set_content(html)
            if found := _faults(page):
                faults[kind.name, scheme] = found
            if PICTURES:
                path = Path(PICTURES, f"{kind.name}-{language}-{scheme}.png")
                page.screenshot(path=path, full_page=True)
        context.close()
    assert faults == {}


def _faults(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    small = """() => [...document.querySelectorAll("td > a")].filter((one) => one.offsetHeight < 44)
      .map((one) => one.textContent)"""
    found = Axe().run(page).response["violations"]
    return [
        *([f"{width} px wide"] if width > PHONE["width"] else []),
        *[f"too low for a thumb: {label}" for label in page.evaluate(small)],
        *[
            f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}"
            for one in found
            if one["id"] not in NOT_IN_A_MAIL
        ],
    ]
