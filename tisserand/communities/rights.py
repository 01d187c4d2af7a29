"""Who may do what in a community: the one table."""

LEARNER, EXPERT, LCM = "learner", "expert", "lcm"

RIGHTS: dict[str, frozenset[str]] = {
    "come in": frozenset({LEARNER, EXPERT, LCM}),
    "take part": frozenset({LEARNER, EXPERT, LCM}),
    "follow a programme": frozenset({LEARNER, EXPERT, LCM}),
    "work the day": frozenset({LCM}),
    "keep sheets": frozenset({EXPERT, LCM}),
    "sum up": frozenset({LCM}),
    "tell news": frozenset({LCM}),
    "moderate": frozenset({LCM}),
    "lead debates": frozenset({LCM}),
    "plan animation": frozenset({LCM}),
    "manage members": frozenset({LCM}),
    "manage programmes": frozenset({LCM}),
    "load data": frozenset({LCM}),
    "settle the community": frozenset({LCM}),
}


def may(role: str, right: str) -> bool:
    return role in RIGHTS[right]
