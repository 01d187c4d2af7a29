"""Fetch from the mail box of the site: `python fetch_once.py [keep|remove]`, killed when it is about to keep
a mail here, or to remove it there."""

import os
import signal
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from tisserand.mail.inbound import fetching, receiving  # noqa: E402
from tisserand.mail.inbound.mail_box import MailBox  # noqa: E402

owner = {"keep": receiving, "remove": MailBox}
for point in sys.argv[1:]:
    setattr(owner[point], point, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
fetching.fetch(timezone.now())
