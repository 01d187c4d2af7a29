"""Whose thing an address leads to, and how addresses of a community begin."""

OWN, ANOTHERS = "the learner’s own", "another member’s"
HERE = "c/<community>/"
