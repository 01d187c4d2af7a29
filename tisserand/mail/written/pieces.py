"""What we draw ourselves in a text (a picture, a formula, code) goes round the sanitiser: a mark that nobody
can guess stands in its place, and is changed for it once."""

import secrets


class Pieces:
    def __init__(self):
        self.known: list[str] = []
        self.secret = secrets.token_hex(8)

    def keep(self, html: str) -> str:
        """The mark to put in the place of `html`."""
        self.known.append(html)
        return self._mark(len(self.known) - 1)

    @property
    def allowed(self) -> dict[str, dict[str, set[str]]]:
        """What the sanitiser lets through besides: these marks and nothing like them."""
        return {"img": {"data-piece": {f"{self.secret}-{at}" for at in range(len(self.known))}}}

    def put_back(self, html: str) -> str:
        """The HTML with each piece in its place; no other image is in it."""
        for at, piece in enumerate(self.known):
            html = html.replace(self._mark(at), piece, 1)
        return html.replace("<img>", "") if self.known else html

    def _mark(self, at: int) -> str:
        return f'<img data-piece="{self.secret}-{at}">'
