"""What is asked before threads are put in order."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.communities.rights import RIGHTS
from tisserand.people.models import Person

from .forms import TopicField
from .models import Acceptance, Post, Thread, Topic
from .plain import extract

SHOWN_AT_MOST = 500  # messages of a thread that is cut


class SortForm(forms.Form):
    topic = TopicField(required=False)

    def __init__(self, *args, community: Community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].offer(community)

    def clean_topic(self) -> Topic | None:
        return self.fields["topic"].chosen(self.cleaned_data["topic"])


def communities_of(person: Person, *, besides: Community) -> QuerySet[Community]:
    """The other communities where this person moderates."""
    places = {"memberships__person": person, "memberships__left_at": None}
    roles = {"memberships__role__in": RIGHTS["moderate"]}
    return Community.objects.filter(**places, **roles).exclude(pk=besides.pk).order_by("name", "pk")


class MoveForm(forms.Form):
    to = forms.ModelChoiceField(Community.objects.none(), label=_("Where to"), empty_label=None)

    def __init__(self, *args, person: Person, besides: Community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = communities_of(person, besides=besides).select_related("organisation")


class SplitForm(forms.Form):
    """The messages of a thread, each a box to tick; those that stay say why."""

    title = forms.CharField(
        label=_("Title of the new conversation"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    kind = forms.ChoiceField(
        label=_("A question, a discussion…"),
        choices=[(one.value, one.label) for one in Thread.WRITTEN],
        initial=Thread.Kind.DISCUSSION,
    )
    posts = forms.TypedMultipleChoiceField(
        label=_("Messages that go"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one message.")},
    )

    def __init__(self, *args, thread: Thread, **kwargs):
        super().__init__(*args, **kwargs)
        accepted = Acceptance.objects.filter(thread=thread).values("post")
        posts = Post.objects.standing().filter(thread=thread, number__gt=1).exclude(pk__in=accepted)
        shown = posts.select_related("author").order_by("number")[:SHOWN_AT_MOST]
        self.fields["posts"].choices = [(post.pk, _described(post)) for post in shown]
        if not self.fields["posts"].choices:
            self.fields["posts"].error_messages["required"] = _t("There is no message that could go.")


def _described(post: Post) -> str:
    return f"{post.number} · {post.writer.name} · {extract(post.text, 160)}"
