"""A site made to try the web server: `python strange_site.py PORT FILE`. What happened is told in FILE."""

import asyncio
import hashlib
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs

import django

PIECE = b"x" * 65536


class Download:
    """Streams `pieces` pieces; the one numbered `torn` breaks."""

    streaming = True

    def __init__(self, diary, pieces, torn=None):
        self.diary, self.pieces, self.torn, self.given = diary, pieces, torn, 0

    def __iter__(self):
        for number in range(self.pieces):
            if number == self.torn:
                raise ValueError("torn on purpose")
            self.given += 1
            self.diary.write_text(f"given {self.given}")
            yield PIECE

    def close(self):
        self.diary.write_text(f"closed {self.given}")


def site(diary):
    def application(environ, start_response):
        wish = {name: int(values[0]) for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        path = environ["PATH_INFO"]
        if path == "/break":
            raise ValueError("broken on purpose")
        start_response("200 OK", [("Content-Type", "text/plain")])
        if path == "/download":
            return Download(diary, **wish)
        if path == "/slow":
            time.sleep(wish["ms"] / 1000)
        body = environ["wsgi.input"].read()
        return [f"{len(body)} {hashlib.sha256(body).hexdigest()}".encode()]

    return application


if __name__ == "__main__":
    django.setup()
    from tisserand.config.front import Front
    from tisserand.config.server import embedded

    port, diary = int(sys.argv[1]), Path(sys.argv[2])
    asyncio.run(embedded(Front(site(diary)), "127.0.0.1", port, lambda: print("It listens.", flush=True)))
