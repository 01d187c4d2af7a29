"""A whole site at work, and people who have nothing but a mail program. Nobody here signs in."""

import json
import os
import re
import smtplib
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.mail_server import mail_server
from tests.ports import free_port
from tests.service.conftest import DATABASES, ROOT, databases, starting

from .box import FETCH, Box
from .correspondent import Correspondent, over
from .seen import Seen

HERE = Path(__file__).parent
MAKE = str(HERE / "people.py")
DOMAIN = "learn.example.com"
MAX_MB = 12
IMAP = os.environ.get("TISSERAND_TEST_IMAP", "")
OWN_BOX = f"site{os.getpid()}"  # another site, beside this one, must not fetch from it


@pytest.fixture(scope="package", params=DATABASES)
def site(request, prepared, tmp_path_factory):
    """`serve`: its mail goes to `server`, mail for it comes to `port`. `start` runs others on its data.

    One for each database; the mail box is fetched from by the first.
    """
    web, port, folder = free_port(), free_port(), tmp_path_factory.mktemp("site")
    with mail_server() as server, databases(folder, prepared) as new_site, starting(folder) as start:
        env = new_site(request.param) | {
            "DJANGO_SETTINGS_MODULE": "tisserand.config.settings",
            "PYTHONPATH": str(ROOT),
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "TISSERAND_MAIL_FROM": f"tisserand@{DOMAIN}",
            "TISSERAND_MAIL_IN_DOMAIN": DOMAIN,
            "TISSERAND_MAIL_IN_PORT": str(port),
            "TISSERAND_MAIL_IN_MAX_MB": str(MAX_MB),
            "TISSERAND_URL": f"http://127.0.0.1:{web}",
        }
        if IMAP and request.param == DATABASES[0]:
            env["TISSERAND_IMAP_URL"] = f"imap://{OWN_BOX}:secret@{IMAP}"
        made = start([sys.executable, MAKE], **env)
        assert made.popen.wait(120) == 0, made.said()
        people = json.loads(made.said().splitlines()[-1])
        serve = start("serve", "--port", str(web), **env)
        serve.wait_until_it_says("Tisserand is ready")
        yield SimpleNamespace(
            url=env["TISSERAND_URL"],
            port=port,
            server=server,
            start=lambda *words, **more: start(*words, **env | more),
            people=people,
            learners=[known for known in people.values() if "email" in known],
        )
        assert "Traceback" not in serve.said(), serve.said()


@pytest.fixture
def amina(site):
    """Somebody new in each test; they have asked one question, and got one letter."""
    return Correspondent(
        server=site.server, hand_over=over(smtplib.SMTP, site.port, DOMAIN), **site.learners.pop()
    )


@pytest.fixture
def box(request):
    """A mail box of its own for each test."""
    return Box(re.sub(r"\W", "", request.node.name[-30:]), IMAP)


@pytest.fixture
def fetch(site, box):
    """`fetch()` fetches from that box as the site does every minute; its exit status."""

    def fetch(*words):
        process = site.start([*FETCH, *words], TISSERAND_IMAP_URL=f"imap://{box.name}:secret@{IMAP}")
        status = process.popen.wait(60)
        assert "Traceback" not in process.said(), process.said()
        return status

    return fetch


@pytest.fixture
def ada(site):
    return Seen(site.url, site.people["ada"]["session"])


@pytest.fixture
def bao(site):
    return Seen(site.url, site.people["bao"]["session"])
