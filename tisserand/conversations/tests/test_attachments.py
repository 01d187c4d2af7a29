from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tisserand.communities.models import Community, Membership
from tisserand.conversations import attachments, writing
from tisserand.conversations.models import Attachment, Post

PDF = b"%PDF-1.4\n%binary"


def picture(kind="PNG", size=(20, 10), **options):
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, kind, **options)
    return out.getvalue()


def check(name, content):
    return attachments.check(name, BytesIO(content), len(content))


@pytest.fixture
def joined(cast, question, now):
    post = writing.reply(
        question,
        by=cast.bao,
        source="See the file",
        now=now,
        files=[check("../plan.pdf", PDF), check("p.png", picture())],
    )
    return list(post.attachments.all())


def url(attachment):
    return f"/c/distance/conversations/files/{attachment.token}/"


def test_a_file_is_kept_under_a_name_nobody_chose(joined):
    pdf, _image = joined
    assert (pdf.name, pdf.size, pdf.media_type) == ("plan.pdf", len(PDF), "application/pdf")
    assert "plan" not in pdf.file.name


def test_a_file_is_served_so_that_nothing_in_it_can_run(reader, cast, joined):
    pdf, image = joined
    answer = reader(cast.chloe).get(url(pdf))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    shown = reader(cast.chloe).get(url(image))
    assert (shown["Content-Type"], shown["Content-Disposition"]) == ("image/png", 'inline; filename="p.png"')


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 200), ("chloe", 200), ("dov", 404)])
def test_who_gets_a_file(reader, cast, joined, name, status):
    assert reader(cast.people[name]).get(url(joined[0])).status_code == status


def test_the_file_of_a_deleted_post_is_no_longer_served(reader, cast, joined, now):
    post = Post.objects.get(number=2)
    writing.delete(post, by=cast.bao, now=now)
    assert reader(cast.bao).get(url(joined[0])).status_code == 404
    writing.restore(post, by=cast.bao, now=now)
    assert reader(cast.bao).get(url(joined[0])).status_code == 200


def test_a_file_of_another_community_is_not_found(reader, cast, joined, community, now):
    elsewhere = Community.objects.create(
        organisation=community.organisation, name="Elsewhere", slug="elsewhere"
    )
    Membership.objects.create(community=elsewhere, person=cast.dov, role="lcm", joined_at=now)
    found = reader(cast.dov).get(url(joined[0]).replace("/c/distance/", "/c/elsewhere/"))
    assert found.status_code == 404


def test_files_come_with_the_form(reader, cast, question, at):
    files = [SimpleUploadedFile("plan.pdf", PDF), SimpleUploadedFile("p.png", picture())]
    reader(cast.bao).post(
        f"/c/distance/conversations/{question.pk}/replies/", {"text": "Here", "files": files}
    )
    assert [(file.name, file.post.number) for file in Attachment.objects.all()] == [
        ("plan.pdf", 2),
        ("p.png", 2),
    ]


@pytest.mark.parametrize(
    "files",
    [
        [SimpleUploadedFile("page.html", b"<script>")],
        [SimpleUploadedFile("ok.pdf", PDF), SimpleUploadedFile("bad.pdf", b"MZ")],
        [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(6)],
    ],
)
def test_one_wrong_file_and_nothing_is_posted_and_the_words_are_still_there(
    reader, cast, question, at, files
):
    for file in files:
        file.seek(0)
    page = reader(cast.bao).post(
        f"/c/distance/conversations/{question.pk}/replies/", {"text": "My long answer", "files": files}
    )
    assert page.status_code == 422
    assert "My long answer" in page.content.decode()
    assert question.posts.count() == 1
    assert not Attachment.objects.exists()
