"""Every kind of mail as a phone draws it: both languages, light and dark, nothing wider than the window.

`TISSERAND_PICTURES=/tmp/mails` keeps a picture of each there, to be looked at.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.post_office import DOMAIN
from tisserand.conversations import announcing
from tisserand.conversations.models import Thread
from tisserand.mail import addressing, kinds

from .reasons import FORMATTED, everything
from .reasons.everything import composed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
PICTURES = os.environ.get("TISSERAND_PICTURES", "")
# A mail is no page: its frame is a table, without a main part nor a heading above all.
NOT_IN_A_MAIL = {"landmark-one-main", "page-has-heading-one", "region"}


@pytest.fixture
def wide_life(cast, community, settings, now, make_cohort):
    def live(language):
        everything.happen(
            language, cast=cast, community=community, now=now, make_cohort=make_cohort, settings=settings
        )

    return live


@pytest.fixture
def by_mail(post_office, cast):
    """What they write by mail, and what the site answers."""

    def write():
        chloe = cast.chloe
        letter = composed("personal-letter")
        post_office.reply(chloe, letter, "C’est fait !")
        first = composed("first-answer")
        post_office.reply(chloe, first, FORMATTED)
        post_office.write(chloe, f"distance@{DOMAIN}", FORMATTED, subject="Et par écrit ?")
        long_ago = post_office.now - timedelta(days=400)
        late = addressing.reply_address(chloe, "thread", Thread.objects.earliest("pk").pk, now=long_ago)
        post_office.write(chloe, late, FORMATTED, subject="Re: Une question d’il y a un an")

    return write


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kind_on_a_phone(chromium, wide_life, by_mail, language):
    wide_life(language)
    by_mail()
    announcing.announce_some()
    faults = {}
    for scheme in ("light", "dark"):
        context = chromium.new_context(viewport=PHONE, color_scheme=scheme, java_script_enabled=True)
        page = context.new_page()
        for kind in kinds.all_kinds():
            html = composed(kind.name).alternatives[0][0]
            page.set_content(html)
            if found := _faults(page):
                faults[kind.name, scheme] = found
            if PICTURES:
                path = Path(PICTURES, f"{kind.name}-{language}-{scheme}.png")
                page.screenshot(path=path, full_page=True)
        context.close()
    assert faults == {}


def _faults(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    small = """() => [...document.querySelectorAll("td > a")].filter((one) => one.offsetHeight < 44)
      .map((one) => one.textContent)"""
    found = Axe().run(page).response["violations"]
    return [
        *([f"{width} px wide"] if width > PHONE["width"] else []),
        *[f"too low for a thumb: {label}" for label in page.evaluate(small)],
        *[
            f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}"
            for one in found
            if one["id"] not in NOT_IN_A_MAIL
        ],
    ]
