"""What each task does, in words for who reads which ones failed. A test finds none without."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "announce_replies": _("Tell those who follow what was written"),
    "apply_retention": _("Let go what was kept long enough"),
    "ask_owners": _("Ask who keeps a sheet to read it again"),
    "back_up": _("Make the backup of the night"),
    "carry_out_erasures": _("Erase those who are to be erased"),
    "close_planned": _("Close what was planned for nobody"),
    "compare_questions": _("Look whether questions were asked before"),
    "deliver_outbox": _("Send the mails that are due"),
    "fetch_mail": _("Fetch the mail that waits in the mail box"),
    "follow_changes": _("Let the search find what was written"),
    "forget_exports": _("Remove the files of personal data that were made"),
    "forget_held_mail": _("Forget the mails that nobody published"),
    "forget_old_files": _("Remove the files that nobody finished loading"),
    "forget_old_messages": _("Forget what was said live, once it has been kept as long as chosen"),
    "forget_removed_messages": _("Forget the words of private messages that were removed"),
    "learn_meanings": _("Read what questions are about"),
    "make_export": _("Make the file of all that is held about somebody"),
    "prune": _("Tidy up what is over: tasks, sessions, pulses"),
    "prune_sign_in_links": _("Forget the sign-in links that are over"),
    "rebuild_presence": _("Count days of presence again"),
    "remind_of_sessions": _("Write, the day before, to who comes to a live session"),
    "remove_example": _("Remove the example"),
    "run_load": _("Load a file"),
    "send_sign_in_link": _("Send a sign-in link"),
    "tell_followers": _("Tell those who follow of syntheses and sheets"),
    "send_digests": _("Send what was said live the day before to who asked for it"),
    "take_in_mail": _("Read the mail that came in"),
    "tell_of_session": _("Write to those whom a live session concerns"),
    "tell_some": _("Write to those whom a debate or a poll concerns"),
}


def words_for(task_path: str) -> str | Promise:
    """In the reader's language; the path itself when the task is not ours any more."""
    return WORDS.get(task_path.rpartition(".")[2], task_path)
