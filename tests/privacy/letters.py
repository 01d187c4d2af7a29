"""What the site's own mail box keeps of somebody."""

from django.core.mail import EmailMultiAlternatives

from tisserand.mail import mailbox


def keep_for(people, now):
    """Copies, as sending would leave them: one to each of these people, that names Zélie."""
    for person in people:
        mail = EmailMultiAlternatives(
            "Zélie Quatremère vous répond",
            "Bonjour, dit Zélie Quatremère.",
            "site@x",
            [f"É <{person.email}>"],
        )
        mail.attach_alternative("<p>Zélie Quatremère</p>", "text/html")
        mailbox.keep(mail, now=now)
