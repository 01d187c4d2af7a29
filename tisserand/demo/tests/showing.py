"""What the demo company has to show, on any day."""

from tisserand.attention.day import day

EVERYTHING = {
    "unsolved",
    "help_waiting",
    "question_late",
    "first_post",
    "private_reported",
    "call_wanted",
    "address_lost",
    "to_welcome",
    "reported",
    "asked_before",
    "never_came",
    "next_step_due",
    "worth_thanks",
    "silent",
    "behind",
    "stalled",
    "plan_due",
    "letter_waits",
    "debate_closing",
    "outcome_due",
    "sheet_due",
}
# Nobody of a company of four months has been away for two years, its longest threads have ten answers, and
# what is said in its rooms hurts nobody. Who comes little is shown among the tutors: in the group looked at
# here they are silent or late on a step, which is said first.
NOT_YET = {"few_days", "account_ending", "chat_reported", "synthesis_wanted"}
EVERYWHERE = {"unsolved", "help_waiting", "question_late", "to_welcome", "silent", "stalled"}


def noticed(community, now):
    return {signal.indicator for signal in day(community, now).signals}
