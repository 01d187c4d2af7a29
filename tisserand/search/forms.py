from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community

from .sources import all_sources

SOLVED = [("", _("Solved or not")), ("yes", _("Solved")), ("no", _("Not solved yet"))]


class Narrowing(forms.Form):
    """What narrows a search: each field a condition on passages. A filter that comes with a later app is one
    field more, and one condition more in `narrowed`."""

    kind = forms.ChoiceField(label=_("What it is"), required=False)
    solved = forms.ChoiceField(label=_("Where it stands"), choices=SOLVED, required=False)
    topic = forms.TypedChoiceField(label=_("Topic"), required=False, coerce=int, empty_value=None)
    skill = forms.TypedChoiceField(label=_("Skill"), required=False, coerce=int, empty_value=None)
    author = forms.CharField(label=_("Written by"), max_length=100, required=False)
    after = forms.DateField(
        label=_("Written from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    before = forms.DateField(
        label=_("Written until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data, *, community: Community):
        super().__init__(data)
        self.community = community
        kinds = [kind for source in all_sources() for kind in source.kinds]
        self.fields["kind"].choices = [("", _("Everything")), *kinds]
        topics = [topic for source in all_sources() for topic in source.topics(community)]
        self.fields["topic"].choices = [("", _("Any topic")), *topics]
        if not topics:
            del self.fields["topic"]
        self._offer_skills([skill for source in all_sources() for skill in source.skills(community)])

    def _offer_skills(self, skills: list[tuple]) -> None:
        self.topics_about = {number: topics for number, _words, topics in skills}
        self.fields["skill"].choices = [("", _("Any skill")), *(skill[:2] for skill in skills)]
        if not skills:
            del self.fields["skill"]

    @cached_property
    def said(self) -> dict:
        """What was asked and makes sense; the rest is left aside."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrowed(self) -> Q:
        """The condition on passages."""
        said, wanted = self.said, Q()
        if "kind" in said:
            wanted &= Q(document__kind=said["kind"])
        if "solved" in said:
            wanted &= Q(document__solved=said["solved"] == "yes")
        if "topic" in said:
            wanted &= Q(document__topic=said["topic"])
        if "skill" in said:
            wanted &= Q(document__topic__in=self.topics_about[said["skill"]])
        if "author" in said:
            named = self.community.memberships.named(said["author"])
            wanted &= Q(author__in=list(named.values_list("person", flat=True)))
        zone = self.community.zone
        try:
            if "after" in said:
                wanted &= Q(written_at__gte=datetime.combine(said["after"], time(), tzinfo=zone))
            if "before" in said:
                end = datetime.combine(said["before"] + timedelta(days=1), time(), tzinfo=zone)
                wanted &= Q(written_at__lt=end)
        except OverflowError:
            return Q(pk__in=[])
        return wanted
