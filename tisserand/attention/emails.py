"""The one mail an LCM writes by hand: a letter from a person to a person."""

from datetime import timedelta

from tisserand.mail.kinds import Class, Content, kind

from .models import Outreach

# Time to see one's mistake and take the letter back.
HOLD = timedelta(seconds=60)


@kind("personal-letter", Class.ENCOURAGEMENT, hold=HOLD)
def personal_letter(envelope):
    act = (
        Outreach.objects.standing()
        .filter(pk=envelope.data["outreach"], membership__left_at=None)
        .select_related("done_by", "community", "membership__person")
        .first()
    )
    if act is None or act.done_by is None:
        return None
    return Content(
        "attention/emails/personal_letter",
        act.subject,
        {"act": act, "greets": act.kind == Outreach.Kind.GREETED},
        sender_name=act.done_by.name,
        list_name=act.community.slug,
        reply_to=act.done_by.email or "",
    )
