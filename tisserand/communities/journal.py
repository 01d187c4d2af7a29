"""The verbs of the journal. Lower apps write facts; higher apps read them."""

# Every verb that Tisserand itself writes. Lines loaded from outside bring their own.
VERBS = frozenset(
    """
    founded joined left invited uninvited changed-role welcomed visited talked asked-for-call
    created changed discarded
    asked started replied edited deleted restored reported settled-report
    accepted unaccepted found-unsolved followed unfollowed
    enrolled withdrew completed uncompleted
    wrote wrote-back called greeted relaunched postponed set-aside took-back
    loaded unloaded erased hid-name
    """.split()  # noqa: SIM905  reads as a page
)
