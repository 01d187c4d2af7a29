"""What was said to all, or to a few."""

from datetime import timedelta

from tisserand.chat import digest, lifting, saying, wishes
from tisserand.chat import reports as chat_reports
from tisserand.chat.models import Room
from tisserand.conversations import announcing, news, ordering, reports, writing
from tisserand.conversations.models import Post
from tisserand.debates import closing, concluding, mailing, opening, taking, telling
from tisserand.debates.models import Telling
from tisserand.messages import reporting
from tisserand.messages import writing as private
from tisserand.resources import asking, opinions, sheets, syntheses
from tisserand.resources import telling as works
from tisserand.thanks import saying as thanking

from . import FORMATTED


def conversations(community, chloe, bao, ada, now):
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


def debates(community, chloe, ada, now):
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


def chat(community, chloe, bao, ada, now):
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


def messages(community, cast, now):
    """A message to her, which she hands over."""
    said = private.begin(community, by=cast.bao, people=[cast.chloe], source=FORMATTED, now=now)
    report = reporting.report(said, by=cast.chloe, reason="Trop pressant", now=now)
    said_of_it = {"decision": "kept", "reason": "Il faut le temps qu’il faut."}
    reporting.settle(report, by=cast.places["ada"], now=now, **said_of_it)
    reporting.reply(report, by=cast.bao, text="Je m’inquiétais.", now=now)
    reporting.answer(report, revised=False, reason="Non, vraiment.", by=cast.places["ada"], now=now)


def put_in_order(community, chloe, ada, now):
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
    hers = syntheses.write(again, by=chloe, source=FORMATTED, up_to=1, now=now).synthesis
    syntheses.withdraw(hers, by=ada, reason="Ce qu’elle disait n’est plus vrai. " * 8, now=now)


def thanks(community, chloe, bao, now):
    """Bao was thanked for what he wrote, and a sheet that he keeps is doubted."""
    post = Post.objects.filter(author=bao).earliest("pk")
    for kind in ("thanks", "useful"):
        thanking.say(post, kind, by=chloe, now=now)
    said = {"title": "Dire non à distance", "source": FORMATTED, "review_on": now.date()}
    sheet = sheets.draft(community, by=bao, owner=bao, now=now - timedelta(days=1), **said)
    sheets.publish(sheet, by=bao, now=now)
    opinions.say(sheet, "outdated", by=chloe, why="Le numéro a changé. " * 12, now=now)
    asking.ask_owners(now)
