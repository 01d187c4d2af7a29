"""The cast and the makers, for every test. Ada leads, Bao is an expert, Chloé learns, Dov is a stranger."""

import gc
import os
import re
import shutil
import threading
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django_tasks.backends.immediate import ImmediateBackend
from hypothesis import settings as hypothesis

from tests.post_office import DOMAIN, PostOffice
from tisserand.communities.models import Community, Membership, Organisation
from tisserand.config.queue import PatientTask
from tisserand.mail.models import Envelope
from tisserand.people import limits
from tisserand.people.models import Person
from tisserand.programmes.models import Programme
from tisserand.search import nearest
from tisserand.ui.templating.engine import Page

pytest_plugins = ["tests.database"]

# A Tuesday, ten in the morning in Paris, far from any public holiday.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

# Drawn cases are the same in each run; TISSERAND_FUZZ=3000 draws others, and more of them where that pays.
hypothesis.register_profile("here", deadline=None, derandomize="TISSERAND_FUZZ" not in os.environ)
hypothesis.load_profile("here")


class AtOnce(ImmediateBackend):
    """Tasks run where they are asked for."""

    task_class = PatientTask


def pytest_collection_finish():
    """What was loaded to collect the tests stays to the end: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure():
    """It looks again at the end, or a library says that it leaks."""
    gc.unfreeze()


@pytest.fixture(autouse=True, scope="session")
def pages_tell_what_they_were_given():
    """`response.context`, which Django's test client fills for its own templates only."""
    with pytest.MonkeyPatch.context() as patch:
        render = Page.render

        def told(page, context=None, request=None):
            template_rendered.send(sender=page, template=page, context=context or {})
            return render(page, context, request)

        patch.setattr(Page, "render", told)
        yield


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path):
    settings.STORAGES = {
        "default": {"BACKEND": "tisserand.ui.storage.Files"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "conftest.AtOnce"}}
    settings.REDIS_URL = ""
    limits.forget()
    nearest.forget()


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def make_person(db):
    def make(given_name, family_name="", **values):
        email = values.pop("email", f"{given_name}@example.com".lower().replace("é", "e"))
        values.setdefault("language", "en")
        return Person.objects.create(given_name=given_name, family_name=family_name, email=email, **values)

    return make


@pytest.fixture
def community(db):
    organisation = Organisation.objects.create(name="Maison Arpent", help_phone="+33102030405")
    return Community.objects.create(organisation=organisation, name="Leading at a distance", slug="distance")


@pytest.fixture
def join(community):
    def join(person, role="learner", *, at=NOW, **values):
        return Membership.objects.create(
            community=community, person=person, role=role, joined_at=at, **values
        )

    return join


@pytest.fixture
def make_cohort(community):
    """`make_cohort("Watch", "Try", starts_on=day, members=[…])`: a programme, a step a week, its people."""

    def make(*titles, starts_on, ends_on=None, members=(), name="Recast without hurting"):
        programme = Programme.objects.create(community=community, name=name)
        for position, title in enumerate(titles, 1):
            programme.steps.create(position=position, title=title, due_day=position * 7)
        cohort = programme.cohorts.create(name="Autumn", starts_on=starts_on, ends_on=ends_on)
        for member in members:
            cohort.enrolments.create(membership=member, enrolled_at=NOW)
        return cohort

    return make


@pytest.fixture
def cast(make_person, join):
    """Four people and their place: `cast.ada`, and `cast.places["ada"]` (None for Dov)."""
    people = {
        "ada": make_person("Ada", "Lovel"),
        "bao": make_person("Bao", "Tran"),
        "chloe": make_person("Chloé", "Martin"),
        "dov": make_person("Dov", "Stein"),
    }
    places = {
        "ada": join(people["ada"], "lcm"),
        "bao": join(people["bao"], "expert"),
        "chloe": join(people["chloe"], "learner"),
        "dov": None,
    }
    return SimpleNamespace(**people, people=people, places=places)


@pytest.fixture
def post_office(settings, now, db):
    """A site that receives mail: `.deliver()`, `.reply(chloe, mail, "Thanks.")`, `.write(chloe, to, …)`."""
    settings.MAIL_IN_DOMAIN = DOMAIN
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return PostOffice(now)


@pytest.fixture
def at_once():
    """`at_once(act, other)` runs each in a thread of its own, as requests would; what each raised, in order.

    The test asks for `django_db(transaction=True)`. SQLite in memory, as tests have it, refuses at once what
    a file would make wait: such an act is tried again.
    """

    def run_all(*acts):
        raised, barrier = [None] * len(acts), threading.Barrier(len(acts))

        def run(number, act):
            barrier.wait(5)
            for _ in range(200):
                raised[number] = None
                try:
                    act()
                except Exception as error:
                    raised[number] = error
                if "locked" not in str(raised[number]):
                    break
                time.sleep(0.01)
            connection.close()

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        return raised

    return run_all


@pytest.fixture
def make_client():
    """A browser that asks for English."""
    return lambda **options: Client(headers={"Accept-Language": "en"}, **options)


@pytest.fixture
def client(make_client):
    return make_client()


@pytest.fixture
def as_person(client):
    """`as_person(ada)` is the test client, signed in as Ada."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def ada(as_person, cast):
    """The test client, signed in as Ada, who leads."""
    return as_person(cast.ada)


@pytest.fixture
def reader():
    """A browser of somebody's own, signed in: `reader(ada)`, several of them in one test."""

    def sign_in(person, language="en"):
        client = Client(headers={"Accept-Language": language})
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def words():
    """What a page says, without its tags, on one line."""

    def read(page):
        html = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page.content.decode(), flags=re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    return read


@pytest.fixture
def mails():
    """What the outbox holds, as (kind, first name), in order."""
    posted = Envelope.objects.select_related("person").order_by("pk")
    return lambda: [(mail.kind, mail.person.given_name) for mail in posted.all()]


@pytest.fixture
def count_queries(db):
    """How many queries a page takes, its session and door included."""

    def count(client, url):
        client.get(url)  # caches of the process, and the visit that a first look notes
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The Chromium of this machine, when there is one."""
    path = os.environ.get("TISSERAND_TEST_CHROMIUM") or shutil.which("chromium")
    options = {"args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]}
    return browser_type_launch_args | options | ({"executable_path": path} if path else {})


@pytest.fixture(scope="session")
def chromium(browser):
    """A real browser, beside Django's live server."""
    # Playwright's loop would make Django refuse the database in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser
