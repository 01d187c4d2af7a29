import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from tisserand.communities import inviting
from tisserand.communities.emails import invitation as compose
from tisserand.communities.models import Event, Invitation, Membership
from tisserand.mail.models import Envelope
from tisserand.people.models import Person


@pytest.fixture
def invite(community, cast, now):
    def invite(*emails, role="learner"):
        plan = inviting.plan(community, "\n".join(emails))
        return inviting.invite(community, plan.to_invite, role, by=cast.ada, now=now)

    return invite


def link(invitation):
    return reverse("accept-invitation", args=[invitation.token])


def test_the_list_is_shown_before_anything_is_sent(as_person, cast, community, invite):
    invite("waiting@example.com")
    client, url = as_person(cast.ada), reverse("create-invitations", args=["distance"])
    text = "Amina <amina@example.com>\nbao@example.com\nwaiting@example.com\nnobody"
    page = client.post(url, {"addresses": text, "role": "expert"})
    plan = page.context["plan"]
    assert [a.email for a in plan.to_invite] == ["amina@example.com"]
    assert [a.email for a in plan.already_here] == ["bao@example.com"]
    assert [a.email for a in plan.already_invited] == ["waiting@example.com"]
    assert [p.line for p in plan.problems] == [4]
    assert Invitation.objects.count() == 1
    sent = client.post(url, {"addresses": text, "role": "expert", "seen": "1"}, follow=True)
    assert b"1 invitation is on its way" in sent.content
    made = Invitation.objects.get(email="amina@example.com")
    assert (made.role, made.invited_by, made.waiting) == ("expert", cast.ada, True)
    assert Event.objects.filter(verb="invited", object_id=str(made.pk)).get().actor == cast.ada
    assert Envelope.objects.filter(kind="invitation", person__email="amina@example.com").count() == 1


def test_one_may_go_back_and_change_the_list(as_person, cast):
    url = reverse("create-invitations", args=["distance"])
    data = {"addresses": "a@example.com", "role": "expert", "seen": "1", "change": "1"}
    page = as_person(cast.ada).post(url, data)
    assert page.templates[0].origin.template_name == "communities/invitations.html"
    assert b"a@example.com</textarea>" in page.content
    assert not Invitation.objects.exists()


def test_nobody_is_invited_twice(invite):
    assert len(invite("a@example.com", "A@example.com")) == 1
    assert invite("a@example.com") == []
    assert Invitation.objects.count() == 1


def test_ten_thousand_addresses_are_refused_in_words(as_person, cast):
    text = "\n".join(f"person-{n}@example.com" for n in range(10_000))[:199_000]
    url = reverse("create-invitations", args=["distance"])
    page = as_person(cast.ada).post(url, {"addresses": text, "role": "learner", "seen": "1"})
    assert page.status_code == 422
    assert b"500 can be invited at once" in page.content
    assert not Invitation.objects.exists()
    too_long = as_person(cast.ada).post(url, {"addresses": text * 3, "role": "learner", "seen": "1"})
    assert too_long.status_code == 422


def test_names_with_markup_are_shown_as_text(as_person, cast, community):
    url = reverse("create-invitations", args=["distance"])
    page = as_person(cast.ada).post(url, {"addresses": '<b>"x</b> <a@example.com>', "role": "learner"})
    assert b"<b>" not in page.content


def test_a_newcomer_comes_in_by_one_button(client, community, cast, invite):
    [invitation] = invite("Amina Keita <amina@example.com>", role="expert")
    page = client.get(link(invitation))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert not Membership.objects.filter(person__email="amina@example.com").exists()  # looking does nothing
    assert client.post(link(invitation)).url == reverse("today", args=["distance"])
    place = Membership.objects.get(person__email="amina@example.com")
    assert (place.role, place.person.name, place.left_at) == ("expert", "Amina Keita", None)
    assert client.get("/c/distance/members/").status_code == 200
    line = Event.objects.get(verb="joined")
    assert line.actor == place.person
    over = client.get(link(invitation))
    assert over.status_code == 410
    assert "déjà accepté cette invitation" in over.content.decode()


def test_the_person_is_made_again_when_they_were_erased_meanwhile(client, invite):
    [invitation] = invite("amina@example.com")
    Person.objects.filter(email="amina@example.com").delete()
    client.post(link(invitation))
    assert Membership.objects.filter(person__email="amina@example.com", left_at=None).exists()


def test_an_old_mail_does_not_open_the_account_of_who_uses_one(client, community, cast, invite, now):
    Person.objects.filter(pk=cast.dov.pk).update(last_login=timezone.now())
    [invitation] = invite("dov@example.com")
    address = link(invitation)
    page = client.get(address)
    assert f"/sign-in/?next={address}".encode() in page.content.replace(b"%3A", b":")
    assert client.post(address).status_code == 200
    assert "_auth_user_id" not in client.session
    assert not Membership.objects.filter(person=cast.dov).exists()
    client.force_login(cast.chloe)
    assert b"signed in as Chlo" in client.get(link(invitation)).content
    client.post(link(invitation))
    assert not Membership.objects.filter(person=cast.dov).exists()
    client.force_login(cast.dov)
    assert client.post(link(invitation)).status_code == 302
    assert Membership.objects.get(person=cast.dov).left_at is None


@pytest.mark.parametrize("values", [{"is_administrator": True}, {"is_active": False}])
def test_nor_that_of_an_administrator_or_a_closed_one(client, cast, invite, values):
    Person.objects.filter(pk=cast.dov.pk).update(**values)
    [invitation] = invite("dov@example.com")
    client.post(link(invitation))
    assert "_auth_user_id" not in client.session
    assert not Membership.objects.filter(person=cast.dov).exists()


def test_who_is_signed_in_as_another_is_told_and_changes_place(client, cast, invite):
    [invitation] = invite("amina@example.com")
    client.force_login(cast.chloe)
    page = client.get(link(invitation))
    assert b"from here on you will be signed in as amina@example.com" in page.content
    client.post(link(invitation))
    assert client.session["_auth_user_id"] == str(Person.objects.get(email="amina@example.com").pk)


def test_who_had_left_comes_back(client, cast, community, invite, now):
    cast.places["chloe"].leave(by=cast.chloe, now=now)
    [invitation] = invite("chloe@example.com", role="expert")
    client.post(link(invitation))
    place = Membership.objects.get(pk=cast.places["chloe"].pk)
    assert (place.left_at, place.role) == (None, "expert")


def test_a_withdrawn_one_leads_nowhere(client, as_person, cast, invite):
    [invitation] = invite("amina@example.com")
    as_person(cast.ada).post(reverse("withdraw-invitation", args=["distance", invitation.pk]))
    client.logout()
    page = client.post(link(invitation), headers={"accept-language": "en"})
    assert page.status_code == 410
    assert b"was withdrawn" in page.content
    assert not Membership.objects.filter(person__email="amina@example.com").exists()
    assert Event.objects.filter(verb="uninvited").count() == 1
    assert invite("amina@example.com")  # and may be invited anew


def test_an_accepted_one_cannot_be_withdrawn(client, as_person, cast, invite):
    [invitation] = invite("amina@example.com")
    client.post(link(invitation))
    answer = as_person(cast.ada).post(
        reverse("withdraw-invitation", args=["distance", invitation.pk]), follow=True
    )
    assert b"answered already" in answer.content
    assert not Event.objects.filter(verb="uninvited").exists()


@pytest.mark.parametrize("token", ["x", "1:2:3", "é", "a" * 3000])
def test_a_broken_link_says_so(client, db, token):
    page = client.get(reverse("accept-invitation", args=[token]))
    assert page.status_code == 404
    assert b"leads nowhere" in page.content or "ne mène nulle part".encode() in page.content


def test_a_link_signed_for_something_else_is_no_invitation(client, invite):
    [invitation] = invite("amina@example.com")
    token = signing.dumps(invitation.pk, salt="something else")
    assert client.get(reverse("accept-invitation", args=[token])).status_code == 404


def test_a_link_grows_old(invite, monkeypatch):
    [invitation] = invite("amina@example.com")
    token = invitation.token
    assert Invitation.objects.with_token(token) == invitation
    monkeypatch.setattr(Invitation, "GOOD_FOR", timedelta(seconds=-1))
    assert Invitation.objects.with_token(token) is None


def test_sending_again(as_person, cast, invite):
    [invitation] = invite("amina@example.com")
    as_person(cast.ada).post(reverse("remind-invitation", args=["distance", invitation.pk]))
    assert Envelope.objects.filter(kind="invitation").count() == 2


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mail_says_who_invites_and_where_it_leads(invite, community, language, settings):
    from django.template.loader import render_to_string
    from django.utils import translation

    community.promise = "Here <nobody> stays alone."
    community.save()
    [invitation] = invite("Amina <amina@example.com>")
    envelope = Envelope.objects.get(kind="invitation")
    with translation.override(language):
        content = compose(envelope)
        context = {**content.context, "person": envelope.person}
        text = render_to_string(f"{content.template}.txt", context)
        html = render_to_string(f"{content.template}.html", context)
    assert content.subject == {
        "fr": "Ada Lovel vous invite à rejoindre « Leading at a distance »",
        "en": "Ada Lovel invites you to join “Leading at a distance”",
    }[language].replace("« ", "«\u202f").replace(" »", "\u202f»")
    found = re.search(r"http\S+/invitations/\S+/", text)[0]
    assert found.startswith(settings.SITE_URL)
    assert Invitation.objects.with_token(found.rstrip("/").rsplit("/", 1)[1]) == invitation
    assert "Here <nobody> stays alone." in text.replace("&lt;", "<").replace("&gt;", ">")
    assert "<nobody>" not in html


def test_a_mail_that_lost_its_reason_is_not_sent(invite, cast, now):
    [invitation] = invite("amina@example.com")
    envelope = Envelope.objects.get(kind="invitation")
    invitation.withdraw(by=cast.ada, now=now)
    assert compose(envelope) is None
    Invitation.objects.all().delete()
    assert compose(envelope) is None


def test_a_page_of_invitations_costs_the_same_for_one_and_three(
    as_person, cast, invite, django_assert_max_num_queries
):
    client, url, counts = as_person(cast.ada), reverse("invitations", args=["distance"]), []
    client.get(url)
    for emails in (["a@example.com"], ["b@example.com", "c@example.com"]):
        invite(*emails)
        with django_assert_max_num_queries(100) as captured:
            client.get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_join_once(invite, now, at_once):
    [invitation] = invite("amina@example.com")
    copies = [Invitation.objects.get(pk=invitation.pk) for _ in "12"]
    assert at_once(*[lambda copy=copy: inviting.accept(copy, now=now) for copy in copies]) == [None, None]
    assert Membership.objects.filter(person__email="amina@example.com").count() == 1
    assert Event.objects.filter(verb="joined").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_the_same_address_at_once_send_one_mail(community, cast, now, at_once):
    people = inviting.plan(community, "amina@example.com").to_invite
    act = lambda: inviting.invite(community, people, "learner", by=cast.ada, now=now)  # noqa: E731
    assert at_once(act, act) == [None, None]
    assert Invitation.objects.waiting().count() == 1
    assert Envelope.objects.filter(kind="invitation").count() == 1


def test_one_withdrawn_while_the_page_was_open_is_not_accepted(invite, cast, now):
    [invitation] = invite("amina@example.com")
    seen = Invitation.objects.get(pk=invitation.pk)
    invitation.withdraw(by=cast.ada, now=now)
    assert inviting.accept(seen, now=now) is None
    assert not Membership.objects.filter(person__email="amina@example.com").exists()
