"""What a mail server meant when it did not take a mail."""

import smtplib
from dataclasses import dataclass

from . import words

# RFC 3463: the mailbox does not exist, is disabled, or the address is wrong.
NO_SUCH_ADDRESS = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")


@dataclass(frozen=True)
class Verdict:
    """`unknown`: the conversation broke, perhaps after the server had accepted. `said`: its own words."""

    why: str
    said: str
    for_good: bool = False
    unknown: bool = False


def judge(problem: Exception) -> Verdict:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(problem.recipients.values()))
        return answered(code, said)
    if isinstance(problem, smtplib.SMTPResponseException):
        return answered(problem.smtp_code, problem.smtp_error)
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return Verdict(words.REFUSED, _said(str(problem)), for_good=True)
    if isinstance(problem, OSError):  # smtplib.SMTPServerDisconnected and time-outs are among them
        return Verdict(words.UNREACHABLE, _said(str(problem)), unknown=True)
    return Verdict(words.BROKEN, _said(f"{type(problem).__name__}: {problem}"))


def answered(code: int, said: bytes | str) -> Verdict:
    """What a code and its words mean, said at once or in a notice that comes back later."""
    text = _said(said)
    # 550 and 551 to a recipient mean the mailbox, unless an enhanced code says that it is something else.
    enhanced = next((word for word in text.split()[:1] if word.count(".") == 2), "")
    missing = enhanced in NO_SUCH_ADDRESS if enhanced else code in (550, 551, 553)
    why = words.NO_SUCH_ADDRESS if missing else words.REFUSED
    return Verdict(why, f"{code} {text}", for_good=500 <= code < 600 and code not in (530, 535, 538))


def _said(text: bytes | str) -> str:
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return " ".join(text.split())[:250]
