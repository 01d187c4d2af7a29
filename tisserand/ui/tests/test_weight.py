"""What travels on a first visit, compressed as it is served, in bytes."""

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest
from django.core.management import call_command
from django.http import HttpResponse, StreamingHttpResponse

from tisserand.ui import storage
from tisserand.ui.compression import CompressPages
from tisserand.ui.templating.functions import asset

SHEETS = Path(__file__).parent.parent / "static/ui/css"


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "tisserand.ui.storage.Sheets"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    asset.cache_clear()
    yield settings.STATIC_ROOT
    asset.cache_clear()


def names(root):
    return json.loads((root / "staticfiles.json").read_text())["paths"]


def weight(root, *files):
    return sum(len(gzip.compress((root / names(root)[file]).read_bytes())) for file in files)


def test_a_first_visit_is_light(client, settings, collected):
    settings.DEMO = True
    page = client.get("/ui/gallery/?wrong")
    asked = re.findall(r'(?:href|src)="/static/([^"]+)"', page.text)
    assert asked == [
        names(collected)[name]
        for name in ("ui/mark.svg", "ui/css/tisserand.css", "ui/vendor/htmx-4.0.1.min.js", "ui/app.js")
    ]
    first = len(gzip.compress(page.content)) + sum(
        len(gzip.compress((collected / name).read_bytes())) for name in asked
    )
    editor = weight(collected, "ui/editor.js", "ui/vendor/trix-2.1.19.min.js")
    assert first < 45_000
    assert first + editor < 100_000


def test_the_sheet_that_is_served_holds_all_others(collected):
    served = (collected / names(collected)["ui/css/tisserand.css"]).read_text()
    assert "@import" not in served
    assert served.startswith("@layer reset, base, layout, components, utilities;")
    imported = re.findall(r'@import "([\w-]+\.css)"', (SHEETS / "tisserand.css").read_text())
    assert sorted(imported) == sorted(
        sheet.name for sheet in SHEETS.glob("*.css") if sheet.name != "tisserand.css"
    )
    assert served.count("@layer") == 1 + len(imported)
    assert served.count("{") == served.count("}")


def test_a_sheet_that_changed_is_served_anew(collected, monkeypatch):
    before = names(collected)["ui/css/tisserand.css"]
    read = storage._read
    monkeypatch.setattr(
        storage, "_read", lambda paths, name: read(paths, name) + ".new { color: var(--text); }\n"
    )
    call_command("collectstatic", interactive=False, verbosity=0)
    after = names(collected)["ui/css/tisserand.css"]
    assert before != after
    assert ".new {" in (collected / after).read_text()


def test_our_own_scripts_stay_small():
    scripts = Path(__file__).parents[2].glob("**/static/**/*.js")
    lines = {str(path): len(path.read_text().splitlines()) for path in scripts if "vendor" not in path.parts}
    assert sum(lines.values()) <= 1000


def test_pages_travel_compressed_and_files_do_not(client, rf, settings):
    settings.DEMO = True
    ways = [("gzip, deflate, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)]
    for accepted, named, read in ways:
        page = client.get("/ui/gallery/", headers={"accept-encoding": accepted})
        assert page.headers["Content-Encoding"] == named
        assert int(page.headers["Content-Length"]) == len(page.content) < 12_000
        assert "Accept-Encoding" in page.headers["Vary"]
        assert "</html>" in read(page.content).decode()
    middleware = CompressPages(lambda request: HttpResponse(b"a,b\n" * 500, content_type="text/csv"))
    assert "Content-Encoding" not in middleware(rf.get("/", headers={"accept-encoding": "gzip"})).headers
    streamed = CompressPages(lambda request: StreamingHttpResponse([b"<p>" * 500], content_type="text/html"))
    assert "Content-Encoding" not in streamed(rf.get("/", headers={"accept-encoding": "gzip"})).headers


def test_the_length_of_what_travels_tells_nothing(rf):
    middleware = CompressPages(lambda request: HttpResponse(b"<p>The same words.</p>" * 50))
    for accepted in ("br", "gzip"):
        sizes = {
            len(middleware(rf.get("/", headers={"accept-encoding": accepted})).content) for _ in range(40)
        }
        assert len(sizes) > 10
