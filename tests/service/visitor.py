"""Somebody with a browser that has cookies and no scripts."""

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import Cookie, CookieJar


@dataclass(frozen=True)
class Page:
    status: int
    url: str
    content: bytes

    @property
    def text(self):
        return self.content.decode()

    def field(self, name):
        """The value of a hidden field of the page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"no {name} at {self.url} ({self.status}): {self.text[:300]} … {self.text[-100:]}"
        return found[1]


def _cookie(name, value, host):
    where = {"domain": host, "domain_specified": False, "domain_initial_dot": False}
    path = {"path": "/", "path_specified": True, "secure": False, "expires": None, "discard": True}
    about = {
        "version": 0,
        "port": None,
        "port_specified": False,
        "comment": None,
        "comment_url": None,
        "rest": {},
    }
    return Cookie(name=name, value=value, **where, **path, **about)


BOUNDARY = "no-text-of-ours-holds-this"


def _part(name, content, more=""):
    return (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()
        + content
        + b"\r\n"
    )


def _file(field, name, content):
    return _part(field, content, f'; filename="{name}"')


class Visitor:
    def __init__(self, site, *, seconds=60, session=None, **headers):
        self.site, self.seconds = site, seconds
        jar = CookieJar()
        if session:
            jar.set_cookie(_cookie("sessionid", session, urllib.parse.urlsplit(site).hostname))
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.opener.addheaders += headers.items()

    def get(self, address):
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.site, address)))

    def post(self, page, address, *, files=(), **fields):
        """Send the form of `page`: its token goes along. OSError when the connection is cut.

        `files`: (field, file name, content) of each.
        """
        data = {"csrfmiddlewaretoken": page.field("csrfmiddlewaretoken"), **fields}
        request = urllib.request.Request(urllib.parse.urljoin(self.site, address))
        if files:
            request.add_header("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
            request.data = b"".join(
                [*(_part(name, data[name].encode()) for name in data), *(_file(*f) for f in files)]
            )
            request.data += f"--{BOUNDARY}--\r\n".encode()
        else:
            request.data = urllib.parse.urlencode(data).encode()
        return self._open(request)

    def _open(self, request):
        try:
            answer = self.opener.open(request, timeout=self.seconds)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            return Page(answer.status, answer.url, answer.read())
