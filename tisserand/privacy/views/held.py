from django.shortcuts import render
from django.utils import timezone

from tisserand.people.door import signed_in

from .. import retention
from ..models import Erasure, Export


@signed_in
def my_data(request):
    """What is held about me, why, for how long; and what I can do about it."""
    now = timezone.now()
    kept = retention.all_kept(now)
    context = {
        "kept": [one for one in kept if not one.holding.behind],
        "behind": [one for one in kept if one.holding.behind],
        "export": Export.objects.filter(person=request.user).first(),
        "erasure": Erasure.objects.pending().filter(person=request.user).first(),
        "now": now,
    }
    return render(request, "privacy/my_data.html", context)
