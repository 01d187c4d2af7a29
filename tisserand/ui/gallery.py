"""Every component on one page: for those who write templates, for screenshots, for checks."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .icons import ICONS
from .notices import say

PEOPLE = [
    "Amina Keita",
    "Bao Tran",
    "Chloé Martin",
    "Inès Benali",
    "Marc Dubois",
    "Paul Roche",
    "Léa Nguyen",
    "Yann Le Goff",
]


class Sample(forms.Form):
    name = forms.CharField(
        label=_("Your community’s name"), help_text=_("As people will say it."), max_length=60
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    starts_on = forms.DateField(
        label=_("It starts on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    rhythm = forms.ChoiceField(
        label=_("Mail"),
        choices=[("each", _("As it happens")), ("daily", _("Once a day")), ("weekly", _("Once a week"))],
        widget=forms.RadioSelect,
        initial="daily",
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("fr", "français"), ("en", "English")])
    people = forms.FileField(label=_("Your list of people"), required=False, help_text="CSV, XLSX, ODS")
    reply = forms.CharField(
        label=_("Your answer"), required=False, widget=forms.Textarea(attrs={"data-editor": "", "rows": 4})
    )
    consent = forms.BooleanField(label=_("I have read this text again"), required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    if request.method == "POST":
        say(request, str(_("The question was put aside until Thursday.")), request.path)
        return redirect("gallery")
    now = timezone.now()
    people = [_person(number, name) for number, name in enumerate(PEOPLE, 1)]
    wrong = Sample({"name": "", "email": "amina@", "rhythm": "never", "language": "fr"})
    spans = [0.01, 0.4, 3, 26, 60, 100, 24 * 9, 24 * 23, 24 * 64, 24 * 500, -3, -26, -80, -24 * 20]
    return render(
        request,
        "ui/gallery.html",
        {
            "now": now,
            "people": people,
            "icons": ICONS,
            "form": Sample(),
            "reply": Sample(auto_id="line-%s"),
            "wrong": wrong if "wrong" in request.GET else None,
            "times": [now - timedelta(hours=hours) for hours in spans],
            "page": Paginator(range(90), 10).page(3),
            "nobody": None,
        },
    )


gallery.door = "public"  # type: ignore[attr-defined]


def _person(number: int, name: str) -> SimpleNamespace:
    given, family = name.split(" ", 1)
    return SimpleNamespace(
        pk=number, name=name, initials=given[0] + family[0], short_name=f"{given} {family[0]}."
    )
