"""A real browser on the demo company, served as `make demo` serves it; built once for all browser tests.

The tests share one company: what a test changes, the next ones see. Rely on what the test itself did.

    def test_x(enter):
        page = enter("claire")                       # signed in, on a wide screen
        page = enter("amina", phone=True)                     # 360 px
        page = enter("amina", javascript=False)
        page = enter(None)                                      # nobody
        page.goto("/c/distance/")                               # addresses are the site's own
        assert axe(page) == []

The names are those of the people `tisserand demo` proposes to be: claire, amina, bao, nadège, yann, sylvain.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.database import begin_with_tables
from tests.ports import free_port
from tests.service.conftest import TISSERAND, Process

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session")
def site(request, tmp_path_factory):
    """The demo company at `site.url`; `site.sessions` has a session for each role."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    begin_with_tables(request.config.cache, folder / "var")
    env = {"TISSERAND_DATA": str(folder / "var"), "TISSERAND_DEMO": "1", "TISSERAND_LOG_LEVEL": "ERROR"}
    process = Process([TISSERAND, "demo", "--port", str(port)], folder / "log", port=port, **env)
    try:
        process.wait_until_it_says("Tisserand is ready", seconds=300)
        env |= {"DJANGO_SETTINGS_MODULE": "tisserand.config.settings"}
        enter = [sys.executable, str(Path(__file__).parent / "enter.py")]
        said = subprocess.run(enter, env=os.environ | env, capture_output=True, text=True, check=True).stdout
        process.sessions, process.env = json.loads(said), env
        yield process
    finally:
        process.popen.terminate()
        process.popen.wait(20)


@pytest.fixture
def enter(site, browser):
    """`enter(role, phone=…, javascript=…, dark=…)`: a page of a new window, signed in as that role."""
    contexts = []

    def enter(role, *, phone=False, javascript=True, dark=False, locale="fr-FR", width=None):
        view = {"width": width, "height": 740} if width else PHONE if phone else WIDE
        context = browser.new_context(
            base_url=site.url,
            viewport=view,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale=locale,
            has_touch=phone,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        if role:
            context.add_cookies([{"name": "sessionid", "value": site.sessions[role], "url": site.url}])
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def axe():
    """`axe(page) == []` when nothing is wrong; otherwise a line per fault: rule, element, what to do."""

    def axe(page):
        found = Axe().run(page, options=RULES).response["violations"]
        return [
            f"{fault['id']}: {node['target']} {node['failureSummary']}"
            for fault in found
            for node in fault["nodes"]
        ]

    return axe
