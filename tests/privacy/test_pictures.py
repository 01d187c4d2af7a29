"""Pictures go with who had shown them; what others said of somebody in a description is cleared."""

from io import BytesIO

import pytest
from PIL import Image

from tisserand.conversations import writing
from tisserand.conversations.models import Attachment
from tisserand.mail.written import dressing, pictures
from tisserand.privacy.erasing import erase


@pytest.fixture
def shown(cast, community, now):
    """`shown("What one sees")`: a message of Bao with a picture."""
    out = BytesIO()
    Image.new("RGB", (1800, 900), "green").save(out, "PNG")
    drawn = pictures.draw("curve.png", BytesIO(out.getvalue()), 10)
    thread = writing.start(community, kind="discussion", title="Curves", by=cast.ada, source="Go", now=now)

    def show(description):
        files = [drawn.described(description)]
        return writing.reply(thread, by=cast.bao, source="Look", now=now, files=files)

    return show


def test_who_is_erased_takes_their_pictures_along(cast, shown, now):
    post = shown("Attendance by month")
    writing.edit(post, by=cast.bao, source="Look here\n\n[image 1]", now=now)
    kept = post.attachments.get()
    names = erase(cast.bao, now)
    assert {file.name for file in kept.files} <= set(names)
    assert len(kept.files) == 2
    post.refresh_from_db()
    assert "<img" not in post.html + post.revisions.get().html
    assert "[Image" not in post.text
    assert not Attachment.objects.exists()


def test_a_name_in_a_description_leaves_it_and_the_picture_can_still_be_edited(cast, shown, now):
    cast.chloe.email = "chloe.martin@exemple.fr"
    cast.chloe.save(update_fields=["email"])
    post = shown("The badge of chloe.martin@exemple.fr")
    erase(cast.chloe, now)
    post.refresh_from_db()
    kept = post.attachments.get()
    for said in (kept.description, post.html, post.text):
        assert "chloe.martin" not in said
    assert "<figure" in dressing.to_edit(post.html, [pictures.Picture(1, kept.token, "/x/", 1, 1, True, "x")])
