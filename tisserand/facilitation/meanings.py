"""What the buttons under a mail may mean, beside what they say: some ask for something, and get it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True)
class Meaning:
    """`name` is read by the LCM who writes a button; `thanks` by whoever pressed it."""

    name: "StrPromise"
    thanks: "StrPromise"
    calls: bool = False  # somebody calls this person


MEANINGS = {
    "fine": Meaning(_("all is well"), _("Thank you, it is noted.")),
    "done": Meaning(_("it is done"), _("Thank you, it is noted.")),
    "not_yet": Meaning(_("not yet"), _("Thank you. There is still time, and your answer helps.")),
    "stuck": Meaning(_("stuck"), _("Thank you for saying so. Somebody will get back to you."), calls=True),
    "help": Meaning(_("asks for help"), _("Thank you for saying so. Somebody will help you."), calls=True),
    "call": Meaning(_("asks for a call"), _("It is noted: somebody will call you."), calls=True),
    "time": Meaning(_("lacks time"), _("Thank you for saying so. It happens, and it can be talked about.")),
    "other": Meaning(_("another answer"), _("Thank you, it is noted.")),
    "stop": Meaning(_("wants no more of these mails"), _("It is noted: this plan writes to you no more.")),
}
DEFAULT = "other"
MOST = 5
LONGEST = 40  # letters of a button


def clean(answers) -> list[dict]:
    """The same, as they are stored. Raises ValueError on what is not a short list of labels and meanings."""
    if not isinstance(answers, list) or len(answers) > MOST:
        raise ValueError(_("There can be five buttons at most."))
    kept = [button(one, LONGEST) for one in answers]
    if None in kept:
        raise ValueError(_("A button needs a label of forty letters at most, and a known meaning."))
    return [one for one in kept if one]


def button(said, longest: int) -> dict | None:
    """A label and what it means, as they are stored; None when it is not that."""
    label = str(said.get("label", "")).strip() if isinstance(said, dict) else ""
    means = said.get("means", DEFAULT) if isinstance(said, dict) else ""
    known = isinstance(means, str) and means in MEANINGS
    return {"label": label, "means": means} if known and 0 < len(label) <= longest else None
