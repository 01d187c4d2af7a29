from tisserand.messages.tests.conftest import (  # noqa: F401
    an_hour,
    answer,
    begin,
    four,
    in_english,
    office,
)
