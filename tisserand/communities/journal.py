"""The verbs of the journal. Lower apps write facts; higher apps read them."""

# Every verb that Tisserand itself writes. Lines loaded from outside bring their own.
VERBS = frozenset(
    """
    founded joined left invited uninvited changed-role welcomed visited talked asked-for-call
    created changed discarded wrote-charter accepted-charter
    asked started replied edited deleted restored reported settled-report answered-decision answered-author
    merged split moved put-back pinned unpinned closed reopened arranged-topics
    took-position voted polled convened rescheduled concluded
    summed-up drafted revised published took-down reviewed
    accepted unaccepted found-unsolved followed unfollowed tuned found-answer told-apart
    showed-name saw-name released-links
    thanked found-useful doubted
    enrolled withdrew completed uncompleted
    applied-plan approved answered carried-out intended paired parted named-manager
    drew
    wrote wrote-back called greeted relaunched postponed set-aside took-back
    helped accommodated ended-accommodation
    asked-colleague gave-word declined-word agreed-step closed-step
    chatted lifted unlifted opened-room
    planned called-off offered-part began-circle answered-invitation attended wrote-afterword
    prepared-letter approved-letter withheld-letter sent-letter printed-letter answered-letter
    loaded unloaded erased hid-name described
    """.split()  # noqa: SIM905  reads as a page
)
