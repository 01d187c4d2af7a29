"""What calendar programs answer to an invitation (settings.MAIL_TARGETS): it signs its reader up, or off."""

from datetime import datetime

from tisserand.conversations.by_mail import ask
from tisserand.mail.inbound import Incoming, good_while, takes_meetings

from . import audience, replies, signing_up
from .models import LiveSession, SignUp
from .models.coming import ABSENT


def _to_come(pk: int, *, now: datetime) -> bool:
    session = LiveSession.objects.filter(pk=pk).select_related("community__organisation").first()
    return session is not None and session.ends_at > session.community.at(now)


@takes_meetings
@good_while(_to_come)
def answer_session(mail: Incoming, pk: int, *, now: datetime) -> None:
    """A mail to the organiser of session `pk`, an address that stands in the reader's calendar alone. Words
    that a person writes there are a question to the community."""
    session = LiveSession.objects.filter(pk=pk).select_related("community__organisation", "cohort").first()
    if session is None:
        return
    if not mail.meeting:
        ask(mail, session.community_id, now=now)
        return
    member = audience.concerned(session).filter(person=mail.person).first()
    said = replies.read(mail.meeting, session, mail.person)
    if member is None or not said or not mail.verified:
        return
    member.community, at = session.community, session.community.at(now)
    if said == "TENTATIVE":
        signing_up.take_back(session, member=member, by=mail.person, now=at)
        return
    mine = SignUp.objects.filter(session=session, person=mail.person).first()
    way = mine.answer if mine and mine.comes else signing_up.ways_of(session)[0]
    answer = ABSENT if said == "DECLINED" else way
    signing_up.answer(session, answer, member=member, by=mail.person, now=at)
