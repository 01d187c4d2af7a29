"""A reason for each kind of mail, all in one small world."""

from datetime import timedelta

from tests.post_office import DOMAIN
from tisserand.attention import acts
from tisserand.communities import addresses, inviting
from tisserand.mail import address_change, composing, kinds, outbox
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.privacy import erasing, exporting, starting
from tisserand.privacy.models import Erasure

from . import FORMATTED, care, dates, plans, talk


def happen(language, *, cast, community, now, make_cohort, settings):
    """Each kind of mail has its reason."""
    settings.MAIL_IN_DOMAIN = DOMAIN
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


def _account(chloe, bao, now):
    outbox.post("sign-in", chloe, now=now, next="/me/")
    address_change.ask(chloe, f"chloe@{'nouvelle-' * 6}adresse.example.org", now=now)
    outbox.post("address-changed", chloe, now=now, to=chloe.email, new="chloe@ailleurs.example")
    erasing.ask(chloe, by=chloe, now=now)
    due = now + timedelta(days=30)
    erasing.plan(bao, cause=Erasure.Cause.UNSEEN, by=None, due_at=due, now=now)
    exporting.make(starting.ask(chloe, by=chloe, now=now).pk)


def composed(kind):
    """The mail of this kind as it would leave."""
    for envelope in Envelope.objects.filter(kind=kind).order_by("pk"):
        envelope.claimed_at = envelope.due_at
        if said := composing.content(envelope, kinds.named(kind)):
            return composing.message(envelope, kinds.named(kind), said)
    raise AssertionError(f"no mail of kind {kind}")


def all_composed():
    """Every mail as it would leave, with who gets it."""
    for envelope in Envelope.objects.order_by("pk"):
        envelope.claimed_at = envelope.due_at
        if said := composing.content(envelope, kinds.named(envelope.kind)):
            yield composing.message(envelope, kinds.named(envelope.kind), said)
