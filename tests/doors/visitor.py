from urllib.parse import parse_qsl, urlsplit

from django.db import transaction
from django.test import Client

from tisserand.people import limits

IN = "sign in"


class Visitor(Client):
    """A browser that only looks at what it gets: a status, or being led to sign in. It learns nothing."""

    def __init__(self, person):
        super().__init__(headers={"Accept-Language": "en"}, REMOTE_ADDR="203.0.113.7")
        if person:
            self.force_login(person)

    def request(self, **request):
        return self.handler(self._base_environ(**request))

    def gets(self, method: str, path: str) -> int | str:
        """A page, or what it does when nothing is posted but what the query says."""
        data = dict(parse_qsl(urlsplit(path).query)) if method == "post" else None
        response = self.forgotten(method, path, data)
        led = response.status_code == 302 and response.url.startswith("/sign-in/?next=")
        return IN if led else response.status_code

    def forgotten(self, method: str, path: str, *body, **how):
        """The answer; nothing of what was done lasts."""
        limits.forget()
        with transaction.atomic():
            response = getattr(self, method)(path, *body, **how)
            if response.streaming:
                response.getvalue()
            transaction.set_rollback(True)
        return response
