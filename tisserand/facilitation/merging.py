"""A text with places to fill becomes what one person reads: « Bonjour {first_name}, »."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment, Progress, Step
from tisserand.ui import times

from .models import Intention, Manager, Paired, Planned

PLACE = re.compile(r"\{([a-z_]{1,20})\}")
# What can be filled, in words for whoever writes a text.
PLACES = {
    "first_name": _("the learner’s first name"),
    "manager": _("their manager’s first name"),
    "expert": _("the first name of an expert of the community"),
    "partner": _("the first name of the other person of their pair"),
    "lcm": _("your first name"),
    "programme": _("the name of the programme"),
    "date": _("the day the group starts"),
    "phone": _("the telephone number for help"),
    "link": _("the address of their page, or of their next step"),
    "module": _("the title of their next step"),
    "minutes": _("how many minutes their next step takes"),
    "hours": _("how many hours a week the programme asks for"),
    "left": _("how many steps are left to them"),
    "plan": _("what they said they would do"),
    # Nothing fills these: they ask the person who approves to write.
    "situation": _("a situation of their work, that you write"),
    "question": _("a question, that you write"),
}


@dataclass(frozen=True)
class Merged:
    """What one person would read. `missing`: places that nothing fills; they stay in the text as they are,
    and a person fills them."""

    text: str
    missing: tuple[str, ...] = ()


def merge(text: str, values: dict[str, str]) -> Merged:
    """The text with its places filled. A place without a value, or that nobody knows, stays and is named."""
    missing = [name for name in PLACE.findall(text) if not values.get(name)]
    filled = PLACE.sub(lambda found: values.get(found[1]) or found[0], text)
    return Merged(filled, tuple(dict.fromkeys(missing)))


def merge_questions(questions: list[dict], values: dict[str, str]) -> tuple[list[dict], tuple[str, ...]]:
    """The same with their places filled, and those that nothing fills."""
    missing: list[str] = []

    def fill(text: str) -> str:
        merged = merge(text, values)
        missing.extend(merged.missing)
        return merged.text

    filled = [
        {
            "ask": fill(one["ask"]),
            "choices": [
                each | {"label": fill(each["label"]), "comment": fill(each["comment"])}
                for each in one["choices"]
            ],
        }
        for one in questions
    ]
    return filled, tuple(dict.fromkeys(missing))


def unknown(text: str) -> list[str]:
    """The places of a text that nothing can ever fill: somebody mistyped them."""
    return [name for name in dict.fromkeys(PLACE.findall(text)) if name not in PLACES]


@dataclass
class Facts:
    """What the people of a cohort have for the places of a text; asked of the database once for all."""

    planned: Planned
    by: Person
    enrolments: list[Enrolment]
    common: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    done: dict[int, set[int]] = field(default_factory=dict)
    partners: dict[int, str] = field(default_factory=dict)
    intentions: dict[int, str] = field(default_factory=dict)
    managers: dict[int, Manager] = field(default_factory=dict)

    def of(self, enrolment: Enrolment) -> dict[str, str]:
        """The values for one person."""
        done = self.done.get(enrolment.pk, set())
        left = [step for step in self.steps if step.pk not in done]
        member, ahead = enrolment.membership, left[0] if left else None
        manager = self.managers.get(member.pk)
        return self.common | {
            "first_name": member.person.first_name,
            "manager": manager.person.first_name if manager else "",
            "expert": member.person.first_name if enrolment.pk is None else self.common["expert"],
            "partner": self.partners.get(member.pk, ""),
            "plan": self.intentions.get(member.pk, ""),
            "module": ahead.title if ahead else "",
            "minutes": str(ahead.minutes) if ahead else "",
            "link": (ahead.link if ahead else "") or self.common["home"],
            "left": str(len(left)) if left else "",
        }


def facts_of(planned: Planned, enrolments: Iterable[Enrolment], by: Person) -> Facts:
    """A constant number of queries, however many people."""
    enrolments, cohort = list(enrolments), planned.cohort
    members = [one.membership_id for one in enrolments]
    facts = Facts(planned, by, enrolments, common=_common(planned, by))
    if cohort is None:
        return facts
    facts.steps = list(cohort.programme.steps.all())
    known = [one.pk for one in enrolments if one.pk]
    done = Progress.objects.filter(enrolment__in=known).values_list("enrolment", "step")
    for enrolment, step in done:
        facts.done.setdefault(enrolment, set()).add(step)
    facts.partners = partners(cohort.pk)
    said = Intention.objects.filter(cohort=cohort, membership__in=members).order_by("said_at", "pk")
    facts.intentions = dict(said.values_list("membership", "words"))
    named = Manager.objects.filter(membership__in=members).select_related("person")
    facts.managers = {one.membership_id: one for one in named}
    return facts


def partners(cohort: int) -> dict[int, str]:
    """By membership of a cohort: the first names of the others of their pair."""
    pairs: dict[int, list[tuple[int, str]]] = {}
    standing = Paired.objects.filter(cohort=cohort, ended_at=None).select_related("membership__person")
    for one in standing.order_by("pk"):
        pairs.setdefault(one.pair_id, []).append((one.membership_id, one.membership.person.first_name))
    return {
        member: " & ".join(name for other, name in people if other != member)
        for people in pairs.values()
        for member, _name in people
    }


def _common(planned: Planned, by: Person) -> dict[str, str]:
    community, cohort = planned.community, planned.cohort
    language = planned.community.language
    with translation.override(language):
        starts = times.long_date(cohort.starts_on) if cohort else ""
    return {
        "lcm": by.first_name,
        "programme": cohort.programme.name if cohort else community.name,
        "date": starts,
        "phone": community.organisation.help_phone,
        "home": settings.SITE_URL + reverse("today", args=[community.slug]),
        "expert": _an_expert(community.pk),
        "hours": _hours(cohort) if cohort else "",
    }


def _an_expert(community: int) -> str:
    """Who has been an expert here for longest; there may be none."""
    experts = Membership.objects.present().filter(community=community, role=Membership.Role.EXPERT)
    first = experts.select_related("person").order_by("joined_at", "pk").first()
    return first.person.first_name if first else ""


def _hours(cohort) -> str:
    """Hours a week, rounded up: the minutes of its steps over its weeks."""
    told = cohort.programme.steps.aggregate(minutes=Sum("minutes"))["minutes"] or 0
    last = max([step.due_day for step in cohort.programme.steps.all()] or [7])
    weeks = max(-(-last // 7), 1)
    return str(-(-told // (60 * weeks))) if told else ""
