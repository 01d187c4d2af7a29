from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.people.door import administrator, public, signed_in
from tisserand.people.limits import limited
from tisserand.ui.notices import say
from tisserand.ui.times import long_date

from .. import erasing, links
from ..forms import SureForm
from ..models import Erasure

A_PAGE = 50


@signed_in
@limited("erasure", "20 per hour")
def ask_for_erasure(request):
    """What will happen, and what cannot; asked for when it has been read and said."""
    person, now = request.user, timezone.now()
    form = SureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erasure = erasing.ask(person, by=person, now=now)
        except erasing.CannotBeErased:
            return redirect("ask-for-erasure")
        day = long_date(timezone.localtime(erasure.due_at).date())
        say(request, _("Your account will be erased on %(day)s.") % {"day": day})
        return redirect("my-data")
    context = {
        "form": form,
        "against": erasing.against(person),
        "remaining": erasing.remaining(person),
        "due_at": now + erasing.SECOND_THOUGHTS,
    }
    return render(request, "privacy/ask_for_erasure.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def withdraw_my_erasure(request):
    """What they asked for themselves, or what was planned because nobody had seen them."""
    mine = Erasure.objects.pending().filter(person=request.user).exclude(cause=Erasure.Cause.ADMINISTRATOR)
    if any(erasing.withdraw(erasure, by=request.user, now=timezone.now()) for erasure in mine):
        say(request, _("Your account stays."))
    return redirect("my-data")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request, token):
    """GET only shows a button, for machines open links before people do; POST keeps the account."""
    erasure = links.find(token)
    if erasure is None or erasure.cause == Erasure.Cause.ADMINISTRATOR:
        return render(request, "privacy/stay_over.html", {"erasure": None}, status=404)
    if not erasure.pending:
        return render(request, "privacy/stay_over.html", {"erasure": erasure}, status=410)
    if request.method == "POST" and erasing.withdraw(erasure, by=erasure.person, now=timezone.now()):
        return render(request, "privacy/stayed.html")
    return render(request, "privacy/stay.html", {"erasure": erasure})


@administrator
def erasures(request):
    """Those to come, with who they are; those done, without."""
    done = Paginator(Erasure.objects.filter(done_at__isnull=False).order_by("-done_at", "-pk"), A_PAGE)
    pending = Erasure.objects.pending().select_related("person").order_by("due_at", "pk")
    context = {
        "pending": pending[:A_PAGE],
        "more": max(pending.count() - A_PAGE, 0),
        "page": done.get_page(request.GET.get("page")),
    }
    return render(request, "privacy/erasures.html", context)
