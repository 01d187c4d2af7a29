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
from tisserand.chat import digest, lifting, saying, wishes
from tisserand.chat import reports as chat_reports
from tisserand.chat.models import Room
from tisserand.communities import addresses, inviting
from tisserand.conversations import announcing, news, ordering, reports, writing
from tisserand.conversations.models import Post, Thread
from tisserand.debates import closing, concluding, mailing, opening, taking, telling
from tisserand.debates.models import Telling
from tisserand.letter import approving
from tisserand.letter import composing as letter_composing
from tisserand.mail import address_change, addressing, composing, kinds, outbox
from tisserand.mail.models import Envelope
from tisserand.meetings import afterwords, planning, reminding, signing_up
from tisserand.meetings import mailing as meeting_mails
from tisserand.meetings import telling as gatherings
from tisserand.meetings.models import Telling as Told
from tisserand.messages import reporting
from tisserand.messages import writing as private
from tisserand.people.models import Person
from tisserand.privacy import erasing, exporting, starting
from tisserand.privacy.models import Erasure
from tisserand.resources import asking, opinions, sheets, syntheses
from tisserand.resources import telling as works
from tisserand.thanks import saying as thanking

from . import mails_of_plans

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
PICTURES = os.environ.get("TISSERAND_PICTURES", "")
# A mail is no page: its frame is a table, without a main part nor a heading above all.
NOT_IN_A_MAIL = {"landmark-one-main", "page-has-heading-one", "region"}
FORMATTED = """Commencez par **le fait**, puis taisez-vous :

1. ce que vous avez vu, [ici](/c/distance/), sans un adjectif ;
2. ce que cela vous fait.

> Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft

`un_nom_de_fichier_que_personne_n_a_jamais_songe_a_raccourcir_avant_de_l_envoyer.xlsx`

    def recadrer(collegue, fait, effet): return "un bloc de texte qui ne se replie pas de lui-même"

https://intranet.sorvane.example/bibliotheque/management/a-distance/recadrer-sans-blesser/fiche-2026.pdf?version=2
"""


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
        mails_of_plans.post(community, cohort, ada, FORMATTED, now)
        _conversations(community, chloe, bao, ada, now)
        _debates(community, chloe, ada, now)
        _chat(community, chloe, bao, ada, now)
        _private(community, cast, now)
        _put_in_order(community, chloe, ada, now)
        _thanks(community, chloe, bao, now)
        _sessions(community, cast, now)
        _letter(community, ada, now)
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


def _conversations(community, chloe, bao, ada, now):
    def ask(title):
        return writing.start(community, kind="question", title=title, source=FORMATTED, by=chloe, now=now)

    question = ask("Comment recadrer quelqu’un que je ne vois jamais, et qui ne répond pas au téléphone ?")
    question.follow(ada, now=now)
    writing.reply(question, by=bao, source=f"@Ada le dirait mieux.\n\n{FORMATTED}", now=now)
    news.tell(community, by=ada, title="Vendredi, la salle ouvre à onze heures", source=FORMATTED, now=now)
    announcing.announce_some()
    late = writing.reply(question, by=bao, source=FORMATTED, now=now + timedelta(hours=1))
    report = reports.report(late, by=chloe, reason="Trop long", now=now)
    reports.settle(report, decision="kept", reason="Il faut le temps qu’il faut.", by=ada, now=now)
    report.refresh_from_db()
    told = {"revised": False, "reason": "Vous avez raison : il était long, très long. " * 5, "now": now}
    reports.reply(report, by=bao, text="Je peux l’abréger.", now=now)
    reports.answer(report, by=ada, **told)


def _debates(community, chloe, ada, now):
    """One that she is invited to, and one in which she took part and that is concluded."""
    said = {
        "positions": ["Deux jours fixes pour tout le monde, " * 3, "Chaque équipe choisit"],
        "source": FORMATTED,
    }
    said |= {"by": ada, "closes_at": now + timedelta(days=30), "now": now}
    telling.invite(opening.open_debate(community, question="Deux jours fixes ?", **said), by=ada, now=now)
    ended = opening.open_debate(community, question="La caméra allumée ?", **said)
    first = ended.positions.get(number=1)
    taking.take(first, by=chloe, now=now)
    closing.reschedule(ended, now, by=ada, now=now)
    concluding.conclude(ended, by=ada, source=FORMATTED, kept=[1], now=now)
    for one in Telling.objects.all():
        mailing.go_on(one.pk, present=now)


def _chat(community, chloe, bao, ada, now):
    room = Room.objects.lasting(community)

    def say(by, text, days=0):
        return saying.say(room, by=by, text=text, now=now - timedelta(days=days))

    wishes.ask(room, bao, now=now)
    asked = say(chloe, f"Comment finir ? {FORMATTED[-120:]}", days=1)
    lifting.lift([asked], title="Comment finir ?", by=ada, now=now)
    say(chloe, "@Bao, qu’en pensez-vous ?")
    report = chat_reports.report(say(chloe, "Bof."), by=bao, reason="Trop court", now=now)
    chat_reports.settle(report, decision="kept", reason="C’est permis.", by=ada, now=now)
    chat_reports.reply(report, by=chloe, text="Je le pensais.", now=now)
    chat_reports.answer(report, revised=False, reason="Rien ne change.", by=ada, now=now)
    digest.tell_of_yesterday(now)


def _private(community, cast, now):
    """A message to her, which she hands over."""
    said = private.begin(community, by=cast.bao, people=[cast.chloe], source=FORMATTED, now=now)
    report = reporting.report(said, by=cast.chloe, reason="Trop pressant", now=now)
    said_of_it = {"decision": "kept", "reason": "Il faut le temps qu’il faut."}
    reporting.settle(report, by=cast.places["ada"], now=now, **said_of_it)
    reporting.reply(report, by=cast.bao, text="Je m’inquiétais.", now=now)
    reporting.answer(report, revised=False, reason="Non, vraiment.", by=cast.places["ada"], now=now)


def _put_in_order(community, chloe, ada, now):
    """Two questions of hers become one, put in short, and a sheet."""
    first, again = (
        writing.start(community, kind="question", title="Et encore ?", source=FORMATTED, by=chloe, now=now)
        for _ in range(2)
    )
    ordering.merge(again, into=first, by=ada, now=now)
    syntheses.write(first, by=ada, source=FORMATTED, up_to=2, now=now)
    known = {"title": "Recadrer", "source": FORMATTED, "thread": first, "review_on": now.date()}
    sheet = sheets.draft(community, by=ada, owner=ada, now=now, **known)
    sheets.publish(sheet, by=ada, now=now)
    works.tell_some(now + timedelta(hours=1))


def _thanks(community, chloe, bao, now):
    """Bao was thanked for what he wrote, and a sheet that he keeps is doubted."""
    post = Post.objects.filter(author=bao).earliest("pk")
    for kind in ("thanks", "useful"):
        thanking.say(post, kind, by=chloe, now=now)
    said = {"title": "Dire non à distance", "source": FORMATTED, "review_on": now.date()}
    sheet = sheets.draft(community, by=bao, owner=bao, now=now - timedelta(days=1), **said)
    sheets.publish(sheet, by=bao, now=now)
    opinions.say(sheet, "outdated", by=chloe, why="Le numéro a changé. " * 12, now=now)
    asking.ask_owners(now)


def _sessions(community, cast, now):
    """One to which she is invited, one that she comes to, one moved, one called off, one that is over."""
    values = {
        "title": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk : ouvrons-le",
        "link": f"https://visio.sorvane.example/{'r' * 90}?mot-de-passe=1",
        "phone": "+33123456789",
        "phone_code": "4512#",
        "room": "Salle des machines, au fond du couloir",
        "description": FORMATTED,
        "minutes": 45,
        "places": 12,
        "leaders": [cast.bao],
        "by": cast.ada,
        "now": now,
    }
    starts = now + timedelta(days=3)
    invited, moved, gone, near = (planning.plan(community, starts_at=starts, **values) for _ in range(4))
    gatherings.invite(invited, by=cast.ada, now=now)
    for session in (moved, gone, near):
        signing_up.answer(session, "phone", member=cast.places["chloe"], by=cast.chloe, now=now)
    planning.change(moved, starts_at=starts + timedelta(days=1), by=cast.ada, now=now)
    planning.call_off(gone, reason="Bao est malade.", by=cast.ada, now=now)
    reminding.remind_some(starts - timedelta(hours=20))
    over = {"starts_at": now - timedelta(hours=2), "now": now - timedelta(days=1)}
    said = planning.plan(community, **(values | over))
    told = {"member": cast.places["chloe"], "by": cast.chloe, "now": now - timedelta(hours=3)}
    signing_up.answer(said, "phone", **told)
    afterwords.write(said, FORMATTED, recording="https://video.example/1", by=cast.ada, now=now)
    afterwords.talk_about_it(said, by=cast.ada, now=now)
    for told_of in Told.objects.all():
        meeting_mails.go_on(told_of.pk, present=now)


def _letter(community, ada, now):
    """She has a step, an answer that waits for her, and a story that is long."""
    story = news.tell(community, by=ada, title="Ce que l’atelier a changé", source=FORMATTED * 2, now=now)
    said = {"subject": "La lettre de la semaine", "source": FORMATTED, "chosen": story, "leaves_at": now}
    edition = approving.draft(community, by=ada, now=now, **said)
    approving.approve(edition, by=ada, now=now, stamp=edition.stamp)
    later = now + timedelta(minutes=10)
    week = letter_composing.week_for(edition.pk, present=later)
    letter_composing.go_on(edition.pk, week, present=later)


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
