"""What she said in private and in the room, and where she stood in a debate."""

from datetime import timedelta
from io import BytesIO

from tisserand.chat import lifting, saying, wishes
from tisserand.chat import reports as chat_reports
from tisserand.chat.models import Room
from tisserand.concerns import catching_up
from tisserand.conversations import attachments, hearing, topics, writing
from tisserand.debates import opening, taking, telling, voting
from tisserand.messages import blocking, reporting
from tisserand.messages import writing as private
from tisserand.messages.models import Message
from tisserand.resources import opinions, sheets, syntheses
from tisserand.resources.models import Asking
from tisserand.thanks import saying as thanks

from .what import EMAIL, PDF


def in_private(community, zelie, friend, lcm, now) -> Message:
    """She and her friend, her friend and the LCM; each reports a word of the other; she blocks the LCM."""
    name, blank = "plan de Zélie Quatremère.pdf", b"%PDF-1.4 x"
    hers = attachments.check(name, BytesIO(PDF), len(PDF))
    plan = attachments.check(name, BytesIO(blank), len(blank))
    at = now - timedelta(days=6)
    first = private.begin(
        community,
        by=zelie,
        people=[friend],
        source=f"Entre nous : je m’en vais. Zélie, {EMAIL}, 06 12 34 56 78",
        files=[hers],
        now=at,
    )
    talk = first.conversation
    called = private.write(talk, by=friend, source="Zélie, reste **Quatre**mère !", files=[plan], now=at)
    private.write(talk, by=zelie, source="Non.", now=at)
    about = private.begin(
        community, by=friend, people=[lcm], source=f"Zélie Quatremère ({EMAIL}) s’en va.", now=at
    )
    assert about.conversation != talk
    report = reporting.report(called, by=zelie, reason="Zélie n’aime pas", now=at)
    judge = community.memberships.get(person=lcm)
    reporting.settle(report, decision="kept", reason="Rien contre Zélie", by=judge, now=at)
    reporting.reply(report, by=called.author, text="Zélie se trompe", now=at)
    reporting.answer(report, revised=False, reason="Zélie a été lue", by=judge, now=at)
    reporting.report(talk.messages.get(number=3), by=friend, reason="Zélie est dure", now=at)
    blocking.block(zelie, lcm, now=at)
    return first


def debates(community, zelie, friend, lcm, now):
    """She stood, changed her mind, voted; a friend gave her address as a reason; a label bears her name."""
    later = {"closes_at": now + timedelta(days=7), "now": now - timedelta(days=6)}
    debate = opening.open_debate(
        community,
        question="Finir ?",
        source="Ou pas.",
        positions=["Comme le veut Zélie Quatremère", "Non"],
        by=zelie,
        **later,
    )
    yes, no = debate.positions.get(number=1), debate.positions.get(number=2)
    for person, why in ((zelie, "Zélie Quatremère a changé d’avis"), (friend, f"Demandez à {EMAIL}")):
        taking.take(yes, by=person, now=now - timedelta(days=5))
        taking.take(no, by=person, why=why, now=now - timedelta(days=4))
    poll = opening.open_poll(
        community,
        question="Avec Zélie Quatremère ?",
        options=["Oui, Zélie Quatremère", "Non"],
        method="single",
        by=zelie,
        thread=debate.thread,
        **later,
    )
    voting.cast(poll, [poll.options.get(number=2).pk], by=zelie, now=now - timedelta(days=3))
    telling.invite(debate, by=zelie, now=now - timedelta(days=3))


def chat(community, zelie, friend, lcm, now):
    room = Room.objects.lasting(community)
    Room.objects.filter(pk=room.pk).update(opened_by=zelie)

    def say(by, text):
        return saying.say(room, by=by, text=text, now=now - timedelta(days=1))

    hers = say(zelie, f"Ici Zélie Quatremère, au 06 12 34 56 78 ou {EMAIL}")
    say(friend, f"Merci @Zélie Quatremère, et @Zélie : {EMAIL}")
    removed = say(friend, "Zélie Quatremère exagère.")
    saying.remove(removed, by=lcm, reason="Sur Zélie Quatremère, non", now=now)
    asked = say(zelie, "Comment finir ?")
    lifting.lift([asked], title="Comment finir, demande Zélie", by=zelie, now=now)
    report = chat_reports.report(hers, by=friend, reason="Zélie Quatremère dit du mal", now=now)
    chat_reports.settle(report, decision="kept", reason="Rien contre Zélie Quatremère", by=lcm, now=now)
    chat_reports.reply(report, by=zelie, text="Zélie Quatremère ne disait rien", now=now)
    chat_reports.answer(report, revised=False, reason="Merci, Zélie Quatremère", by=lcm, now=now)
    chat_reports.report(say(friend, "Bof."), by=zelie, reason="Zélie n’aime pas cela", now=now)
    wishes.ask(room, zelie, now=now)


def works(community, zelie, friend, lcm, now):
    """She is quoted in a synthesis that names her; she wrote one, and a sheet that signs with her name."""
    thread = writing.start(
        community,
        kind="discussion",
        title="Rituels",
        by=friend,
        source="Les vôtres ?",
        now=now - timedelta(days=17),
    )
    hers = writing.reply(
        thread, by=zelie, source="Le lundi, dit Zélie Quatremère.", now=now - timedelta(days=16)
    )
    quoted = f"Zélie Quatremère propose le lundi.\n\n> Le lundi, dit Zélie Quatremère.\n> [#{hers.number}]"
    syntheses.write(thread, by=lcm, source=quoted, up_to=2, now=now - timedelta(days=15))
    gone = writing.reply(thread, by=zelie, source="Ou le mardi.", now=now - timedelta(days=15))
    syntheses.write(
        thread, by=lcm, source=f"> Ou le mardi.\n> [#{gone.number}]", up_to=3, now=now - timedelta(days=15)
    )
    writing.delete(gone, by=zelie, now=now - timedelta(days=15))
    syntheses.write(thread, by=zelie, source="Zélie résume.", up_to=2, now=now - timedelta(days=14))
    made = sheets.draft(
        community,
        by=zelie,
        owner=zelie,
        title="La méthode de Zélie Quatremère",
        source=f"Écrivez-moi à {EMAIL}.",
        thread=thread,
        posts=[hers],
        review_on=now.date(),
        now=now - timedelta(days=13),
    )
    sheets.publish(made, by=zelie, now=now - timedelta(days=13))
    taken_off = f"Zélie Quatremère a changé d’adresse : {EMAIL}"
    sheets.withdraw(made, by=lcm, reason=taken_off, now=now - timedelta(days=5))
    sheets.publish(made, by=zelie, now=now - timedelta(days=4))
    reason = f"Zélie Quatremère n’est plus à {EMAIL}"
    opinions.say(made, "outdated", by=friend, why=reason, now=now - timedelta(days=2))
    Asking.objects.create(sheet=made, person=zelie, due_on=now.date(), asked_at=now)
    sheets.find_right(made, by=zelie, now=now)
    said_of_it = {"by": lcm, "owner": lcm, "review_on": now.date() + timedelta(days=90)}
    other = sheets.draft(community, title="Dire non", source="Dites non.", now=now, **said_of_it)
    sheets.publish(other, by=lcm, now=now)
    opinions.say(other, "outdated", by=zelie, why="Zélie Quatremère dit oui", now=now)
    thanks.say(hers, "thanks", by=friend, now=now - timedelta(days=3))
    thanks.say(hers, "useful", by=lcm, now=now - timedelta(days=3))
    thanks.say(thread.posts.get(number=1), "useful", by=zelie, now=now - timedelta(days=3))


def following(community, zelie, place, lcm, now):
    """What she chose to hear of, and how far she has caught up."""
    place.tune(hears="addressed", mail_cadence="weekly", now=now - timedelta(days=9))
    topic = topics.add(community, "Réunions", by=lcm, now=now - timedelta(days=9))
    hearing.choose(topic, zelie, "all", now=now - timedelta(days=9))
    catching_up.read_all(zelie, now=now - timedelta(days=8))
    catching_up.open_line(zelie, "outcome.1")
