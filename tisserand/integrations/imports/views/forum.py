from django.shortcuts import redirect, render

from tisserand.communities.door import allow

from .. import files, starting
from ..forms import FileForm, posted
from ..forum.load import reader_of
from ..models import Load
from ..problems import CannotRead


@allow("load data")
def load_forum(request, community):
    form = FileForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            load = _received(request, community, form.cleaned_data["file"])
            return redirect("load", community.slug, load.pk)
        except CannotRead as refusal:
            form.add_error("file", refusal.problem.text)
    return render(request, "imports/load_forum.html", {"form": form}, status=422 if form.is_bound else 200)


def _received(request, community, uploaded) -> Load:
    """The archive, on its way once it is known to be one."""
    load = files.receive(community, Load.Kind.FORUM, uploaded, by=request.user, now=community.now())
    try:
        reader_of(load.file.path)
    except CannotRead:
        files.give_up(load)
        raise
    starting.begin(load)
    return load
