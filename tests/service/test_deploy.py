"""What `deploy/` gives to copy, run as it stands: nginx before a site in production, units, the command."""

import http.client
import os
import re
import secrets
import shutil
import ssl
import subprocess
import time
from pathlib import Path

import pytest

from tests.ports import free_port

from .conftest import ROOT
from .test_chat import people

pytestmark = pytest.mark.service
DEPLOY = ROOT / "deploy"
HOST = "learn.example.com"
NGINX = os.environ.get("TISSERAND_TEST_NGINX") or shutil.which("nginx") or "/usr/sbin/nginx"
MEGABYTE = 1024 * 1024


@pytest.fixture
def production(tmp_path, prepared):
    """The environment of deploy/tisserand.env, its secret in a file."""
    key, folder = tmp_path / "key", tmp_path / "var"
    key.write_text(secrets.token_urlsafe(50))
    prepared.lay(folder)
    folder.chmod(0o750)
    lines = (DEPLOY / "tisserand.env").read_text().splitlines()
    env = dict(line.replace('"', "").split("=", 1) for line in lines if line and line[0] != "#")
    return env | {
        "TISSERAND_SECRET_KEY_FILE": str(key),
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "TISSERAND_DATA": str(folder),
        "TISSERAND_MAX_UPLOAD_MB": "30",
    }


def test_django_s_own_checks_find_nothing_against_it(start, production):
    check = start("check", "--deploy", "--fail-level", "WARNING", **production)
    assert check.popen.wait(60) == 0, check.said()


@pytest.fixture
def site(start, production):
    assert start("prepare", **production).popen.wait(90) == 0
    port = free_port()
    site = start("web", "--port", str(port), "--workers", "1", port=port, **production)
    wait_for_port(site)
    return site


@pytest.fixture
def nginx(start, site, tmp_path):
    """deploy/nginx.conf, its ports, folders and certificate replaced by ours."""
    if not Path(NGINX).exists():
        pytest.skip("no nginx")
    folder, http_port, https_port = tmp_path / "nginx", free_port(), free_port()
    folder.mkdir()
    pair = ["-keyout", folder / "key.pem", "-out", folder / "chain.pem", "-subj", f"/CN={HOST}"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *pair]
    subprocess.run(make, check=True, capture_output=True)
    given = (DEPLOY / "nginx.conf").read_text()
    for old, new in [
        (r".*listen \[::\].*\n", ""),
        (r"listen 80;", f"listen 127.0.0.1:{http_port};"),
        (r"listen 443 ", f"listen 127.0.0.1:{https_port} "),
        (r"127\.0\.0\.1:8000", f"127.0.0.1:{site.port}"),
        (r"/etc/letsencrypt/live/\S+/fullchain.pem", f"{folder}/chain.pem"),
        (r"/etc/letsencrypt/live/\S+/privkey.pem", f"{folder}/key.pem"),
        (r"/var/cache/nginx/tisserand", f"{folder}/cache"),
        (r"client_max_body_size 512m", "client_max_body_size 30m"),
        (r"/opt/tisserand/deploy", str(DEPLOY)),
    ]:
        given, count = re.subn(old, new, given)
        assert count, old
    kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{paths}{given}}}\n"
    )
    whom = [] if os.geteuid() else ["-g", "user root;"]  # the folders of tests are their owner's alone
    process = start([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), *whom], port=https_port)
    process.http_port = http_port
    wait_for_port(process)
    yield process
    process.stop()  # killed, it would leave behind the worker that it had just replaced


def wait_for_port(process, seconds=60):
    deadline = time.monotonic() + seconds
    while not answers(process.port):
        assert process.popen.poll() is None, process.said()
        assert time.monotonic() < deadline, process.said()
        time.sleep(0.1)


def answers(port) -> bool:
    try:
        http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
    except OSError:
        return False
    return True


class Reader:
    """One connection through the proxy, as a browser that believes its certificate."""

    def __init__(self, port):
        trusting = ssl._create_unverified_context()
        self.connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=trusting)

    def ask(self, method, path, body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, {"Host": HOST} | named)
        answer = self.connection.getresponse()
        answer.text = answer.read()
        return answer


def test_what_is_said_live_passes_nginx_at_once(nginx, site, production):
    known, token = people(production), "a" * 32
    listening, speaking = Reader(nginx.port), Reader(nginx.port)
    room, cookies = f"/c/here/chat/{known['room']}", f"sessionid={known['sessions'][0]}; csrftoken={token}"
    there = {"Host": HOST, "Cookie": cookies}
    listening.connection.request("GET", f"{room}/events/?after=0", headers=there)
    stream = listening.connection.getresponse()
    assert (stream.status, stream.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    form = {"Cookie": cookies, "X-CSRFToken": token, "Referer": f"https://{HOST}/"}
    form |= {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    assert speaking.ask("POST", f"{room}/messages/", b"text=Through.", **form).status == 200
    began = time.monotonic()
    while b"Through." not in stream.readline():
        assert time.monotonic() - began < 5


def test_a_site_in_production_behind_nginx(nginx, site):
    reader = Reader(nginx.port)
    page = reader.ask("GET", "/sign-in/", Accept_Encoding="gzip")
    assert (page.status, page.headers["Content-Encoding"]) == (200, "gzip")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert (page.headers["X-Content-Type-Options"], page.headers["X-Frame-Options"]) == ("nosniff", "DENY")
    cookie = page.headers["Set-Cookie"]
    assert re.search(r"csrftoken=\w+;.*SameSite=Lax; Secure", cookie)

    plain = http.client.HTTPConnection("127.0.0.1", nginx.http_port, timeout=60)
    plain.request("GET", "/sign-in/?next=/c/", headers={"Host": HOST})
    led = plain.getresponse()
    assert (led.status, led.headers["Location"]) == (301, f"https://{HOST}/sign-in/?next=/c/")

    style = re.search(r'rel="stylesheet" href="([^"]+)"', reader.ask("GET", "/sign-in/").text.decode())[1]
    for _ in range(2):
        sheet = reader.ask("GET", style, Accept_Encoding="gzip")
        assert (sheet.status, sheet.headers["Content-Encoding"]) == (200, "gzip")
        assert "immutable" in sheet.headers["Cache-Control"]
    assert reader.ask("GET", "/sign-in/", Host="other.example.com").status == 400

    form = {"Cookie": cookie.partition(";")[0], "Referer": f"https://{HOST}/sign-in/"}
    form |= {"X-CSRFToken": cookie.partition(";")[0].partition("=")[2], "Content-Type": "text/plain"}
    assert reader.ask("POST", "/sign-in/link/", b"x" * 20 * MEGABYTE, **form).status == 422
    refused = Reader(nginx.port).ask("POST", "/sign-in/link/", b"", Content_Length=str(31 * MEGABYTE))
    assert refused.status == 413

    site.stop()
    away = reader.ask("GET", "/sign-in/")
    assert (away.status, away.headers["Retry-After"]) == (503, "30")
    assert "Back in a moment" in away.text.decode()
    assert Reader(nginx.port).ask("GET", style, Accept_Encoding="gzip").status == 200  # the copy nginx kept


def test_who_asks_too_often_does_not_hide_behind_a_header(nginx, site):
    """150 tries from one place; the place is where the connection comes from, whatever it says of itself."""
    reader = Reader(nginx.port)
    cookie = reader.ask("GET", "/sign-in/").headers["Set-Cookie"].partition(";")[0]
    form = {"Cookie": cookie, "Referer": f"https://{HOST}/", "X-CSRFToken": cookie.partition("=")[2]}
    said = [
        reader.ask("POST", "/sign-in/link/", b"", X_Forwarded_For=f"198.51.100.{number}", **form).status
        for number in range(151)
    ]
    assert said == [422] * 150 + [429]
    assert reader.ask("GET", "/metrics", X_Forwarded_For="127.0.0.1").status == 404


def test_the_units_are_what_systemd_understands(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd")
    units = tmp_path / "units"
    shutil.copytree(DEPLOY, units)
    template = units / "tisserand@.service"
    text = template.read_text()
    program = "/opt/tisserand/.venv/bin/tisserand"
    assert text.count(program) == 1
    template.write_text(text.replace(program, "/bin/true"))
    parts = [f"tisserand@{part}.service" for part in ("web", "worker", "clock", "mailin", "backup")]
    for part in parts:  # `verify` wants each in a file of its name
        (units / part).symlink_to(template.name)
    names = [*parts, "tisserand.target", "tisserand-backup.timer"]
    env = os.environ | {"SYSTEMD_UNIT_PATH": f"{units}:"}
    verify = ["systemd-analyze", "verify", "--man=no", *names]
    found = subprocess.run(verify, cwd=units, env=env, capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="it becomes another user")
def test_the_command_takes_the_settings_and_the_secrets(tmp_path):
    """As the user of the services, with what they are given; nothing of it on a command line."""
    kept = tmp_path / "etc" / "secrets"
    kept.mkdir(parents=True, mode=0o700)
    (kept / "TISSERAND_SECRET_KEY").write_text("of 'quotes', $HOME and \"spaces\"\n")
    (tmp_path / "etc" / "tisserand.env").write_text(
        (DEPLOY / "tisserand.env").read_text().replace("/var/lib/tisserand", "/")
    )
    text = (DEPLOY / "tisserand").read_text().replace("/etc/tisserand", str(tmp_path / "etc"))
    text = text.replace("/opt/tisserand/.venv/bin/tisserand", "/usr/bin/env")
    text = text.replace("reuid=tisserand", "reuid=nobody").replace("regid=tisserand", "regid=nogroup")
    shows = 'echo "$TISSERAND_SECRET_KEY|$TISSERAND_MAIL_FROM|$(id -un)|$PWD"'
    said = subprocess.run(["/bin/sh", "-c", text, "tisserand", "sh", "-c", shows], capture_output=True)
    expected = ["of 'quotes', $HOME and \"spaces\"", "Tisserand <learn@example.com>", "nobody", "/"]
    assert said.stdout.decode().strip().split("|") == expected, said.stderr
