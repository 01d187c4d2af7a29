from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tisserand.communities.views.home import front_page
from tisserand.people.door import administrator, public
from tisserand.people.models import Person

from . import entrance, removing
from .forms import RemoveExampleForm
from .models import Removal
from .tasks import remove_example as remove_example_task


@public
def enter_demo(request, token):
    """One click to where this person is most at home: no mail scanner ever meets the links of the demo."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(Person, pk=entrance.person_of(token))
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    place = person.memberships.present().select_related("community").order_by("-active_days", "pk").first()
    return redirect(front_page(place) if place else "home")


@administrator
def remove_example(request):
    """What will go, then a number typed as a signature."""
    under_way = Removal.objects.filter(finished_at=None).first()
    if under_way:
        return redirect("example-removal", under_way.pk)
    people, places = removing.invented().count(), removing.places()
    form = RemoveExampleForm(request.POST or None, places=places, people=people)
    if request.method == "POST" and people and form.is_valid():
        try:
            also = form.cleaned_data.get("also", [])
            removal = removing.ask(by=request.user, also=also, now=timezone.now())
        except removing.Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            remove_example_task.enqueue(removal.pk)
            return redirect("example-removal", removal.pk)
    context = {"form": form, "people": people, "places": places}
    return render(request, "demo/remove_example.html", context, status=422 if form.is_bound else 200)


@administrator
def example_removal(request, pk):
    """How far it is. A worker that died is replaced when its page is asked for."""
    removal = get_object_or_404(Removal, pk=pk)
    now = timezone.now()
    if removal.finished_at is None and now - removal.moved_at > removing.SILENT:
        Removal.objects.filter(pk=pk).update(moved_at=now)
        remove_example_task.enqueue(pk)
    fragment = request.headers.get("HX-Request") == "true"
    page = "demo/_removal.html" if fragment else "demo/example_removal.html"
    return render(request, page, {"removal": removal})
