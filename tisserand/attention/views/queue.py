"""Several letters, one after the other: what is left and what was written stand in the address itself."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest

from .answers import keys


@dataclass(frozen=True)
class Queue:
    """`left` begins with the letter being written; `of` counts them all."""

    left: list[str]
    of: int
    sent: list[str]

    @classmethod
    def of_request(cls, request: HttpRequest) -> "Queue":
        values = request.POST if request.method == "POST" else request.GET
        left, sent = keys(request), values.getlist("sent")[:200]
        said = values.get("of", "")
        of = int(said) if said.isdecimal() and len(said) < 5 else len(left)
        return cls(left, max(of, len(left)), sent)

    def only(self, standing: list[str]) -> "Queue":
        """Without those that have left the list meanwhile."""
        return replace(self, left=standing)

    def after(self, ref: str = "") -> "Queue":
        """The next one; `ref` names what was written."""
        return replace(self, left=self.left[1:], sent=[*self.sent, ref] if ref else self.sent)

    @property
    def current(self) -> str:
        return self.left[0] if self.left else ""

    @property
    def number(self) -> int:
        return self.of - len(self.left) + 1

    @property
    def several(self) -> bool:
        return self.of > 1

    @property
    def query(self) -> str:
        return urlencode({"signal": self.left, "of": self.of, "sent": self.sent}, doseq=True)

    @property
    def skip(self) -> str:
        """The address of the next one, without writing this one."""
        return self.after().query
