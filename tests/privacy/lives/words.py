"""What she wrote in conversations, and what others wrote of her."""

from datetime import timedelta
from io import BytesIO

from tisserand.conversations import attachments, ordering, reports, writing
from tisserand.conversations.models import Arrangement, Closing, Pin
from tisserand.similar import answers
from tisserand.similar.models import ToldApart

from .life import Life
from .what import EMAIL, PDF


def words(community, zelie, place, friend, lcm, now) -> Life:
    def days(count):
        return now - timedelta(days=count)

    def check(name, content=PDF):
        return attachments.check(name, BytesIO(content), len(content))

    own = writing.start(
        community,
        kind="help",
        title="Zélie Quatremère ne voit plus le module 2",
        by=zelie,
        source="Bonjour,\n\nje suis Zélie Quatremère, écrivez-moi à "
        f"{EMAIL} ou [là](mailto:{EMAIL}), ou appelez le 06 12 34 56 78.\n\n-- \nZ. QUATREMÈRE",
        files=[check("CV Zélie Quatremère.pdf"), check("plan.pdf")],
        context={"browser": "Firefox", "page": "/c/distance/?zelie"},
        now=days(30),
        form_token="a-form",
    )
    writing.edit(
        own.posts.get(), by=zelie, source="Tout va bien.\n\nZélie", title="Je suis perdue", now=days(29)
    )
    writing.edit(
        own.posts.get(),
        by=zelie,
        format="html",
        source="<p>Tout <strong>Quatre</strong>mère va bien, merci, Zélie</p>",
        now=days(28),
    )
    answer = writing.reply(own, by=friend, source=f"Je t’écris à {EMAIL}.", now=days(28))
    own.accept(answer, by=zelie, now=days(27))
    thread = writing.start(
        community, kind="question", title="Comment finir ?", by=friend, source="Je n’ose pas.", now=days(26)
    )
    hers = writing.reply(thread, by=zelie, source="Commence par la fin, dit Zélie.", now=days(25))
    called = writing.reply(
        thread,
        by=friend,
        source="Merci @Zélie Quatremère, et encore @Zélie. Son numéro : 06.12.34.56.78",
        quotes=hers,
        now=days(24),
    )
    writing.edit(called, by=friend, source="Merci @Zélie Quatremère ! Au +33 6 12 34 56 78 ?", now=days(23))
    free = writing.reply(
        thread, by=friend, source="Comme le disait Zélie lundi, il faut finir.", now=days(22)
    )
    free_title = writing.start(
        community,
        kind="discussion",
        title="L’idée de Mme Quatremère",
        by=friend,
        source="À discuter.",
        now=days(21),
    )
    gone = writing.reply(thread, by=friend, source="Zélie Quatremère exagère.", now=days(20))
    writing.delete(gone, by=friend, now=days(19))
    mail = writing.reply(
        thread,
        by=friend,
        format="mail",
        source=f"D’accord.\n\nLe 3 mars, Zélie Quatremère <{EMAIL}> a écrit :\n> Commence par la fin.\n",
        now=days(18),
    )
    assert mail.text == "D’accord."
    # What somebody quotes of her, edited out later: only the revision still says it.
    once = writing.reply(thread, by=friend, source="Zélie a raison.", now=days(17))
    writing.edit(once, by=friend, source="Elle a raison.", now=days(16))
    named_file = writing.reply(
        thread,
        by=friend,
        source="Le plan.",
        files=[check("plan de Zélie Quatremère.pdf", b"%PDF-1.4 x")],
        now=days(15),
    )
    assert named_file.attachments.count() == 1
    reports.report(free, by=zelie, reason="Zélie n’aime pas cela", now=days(14))
    report = reports.report(hers, by=friend, reason="Zélie Quatremère dit du mal", now=days(13))
    reports.settle(report, decision="kept", reason="Rien contre Zélie Quatremère", by=lcm, now=days(12))
    report.refresh_from_db()
    reports.reply(report, by=zelie, text="Moi, Zélie Quatremère, je citais.", now=days(11))
    reports.answer(report, revised=False, reason="Merci, Zélie Quatremère", by=lcm, now=days(10))
    removed = writing.reply(thread, by=zelie, source="Un mot de trop.", now=days(11))
    writing.delete(removed, by=zelie, reason="Zélie regrette", now=days(10))
    waits = writing.start(community, kind="question", title="Et après ?", by=zelie, source="?", now=days(9))
    writing.reply(waits, by=friend, source="Rien.", now=days(8))
    waits.find_unsolved(by=zelie, now=days(7))
    thread.follow(zelie, now=days(9))
    order(community, zelie, friend, lcm, now)
    solved = writing.start(
        community, kind="question", title="Comment finir tôt ?", by=friend, source="?", now=days(9)
    )
    writing.reply(solved, by=lcm, source="En commençant tôt.", now=days(8))
    answers.find(solved, by=zelie, now=days(7))
    ToldApart.objects.create(thread=solved, earlier=thread, told_by=zelie, told_at=days(6))
    unnamed(community, zelie, friend, now=days(12))
    return Life(zelie, place, friend, lcm, free, free_title)


def unnamed(community, zelie, friend, now):
    """She asked without her name, and signed all the same; somebody answered, and she went on."""
    asked = writing.start(
        community,
        kind="question",
        title="Sans nom, de Zélie",
        by=zelie,
        source=f"Zélie Quatremère, {EMAIL}, 06 12 34 56 78.",
        without_name=True,
        looked=True,
        now=now,
    )
    answer = writing.reply(asked, by=friend, source="Bien sûr.", now=now)
    writing.reply(asked, by=zelie, source="Merci. Zélie", looked=True, now=now)
    asked.accept(answer, by=zelie, now=now)


def order(community, zelie, friend, lcm, now):
    """Her question was joined to another, and a conversation closed in words that name her."""
    ask = {"kind": "question", "now": now - timedelta(days=6)}
    hers = writing.start(community, title="Zélie demande encore", by=zelie, source="?", **ask)
    theirs = writing.start(community, title="La même chose", by=friend, source="?", **ask)
    ordering.merge(hers, into=theirs, by=lcm, now=now - timedelta(days=5))
    shut = writing.start(community, title="Fini", by=friend, source="!", **ask)
    ordering.close(shut, reason="Zélie Quatremère y répond ailleurs", by=lcm, now=now)
    # As she would have done when she ran the community.
    Arrangement.objects.filter(thread=hers).update(done_by=zelie)
    Closing.objects.filter(thread=shut).update(closed_by=zelie)
    Pin.objects.create(thread=theirs, pinned_by=zelie, pinned_at=now)
    community.topics.create(name="Chez Zélie Quatremère", removed_by=zelie, removed_at=now)
