from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow
from tisserand.ui.notices import say

from .. import about_me as domain
from .. import peer_words
from ..day import day

WISHES = {"gladly": True, "never": False, "as-everybody": None}


@allow("come in")
def about_me(request, community):
    now = community.now()
    about = domain.about(request.membership, now, day(community, now))
    return render(request, "attention/about_me.html", {"about": about, "now": now})


@require_POST
@allow("come in")
def be_asked(request, community):
    """Whether one may be asked to send colleagues a word: gladly, never, or as everybody."""
    wish = request.POST.get("wish")
    if wish not in WISHES:
        raise Http404
    peer_words.be_asked(request.membership, WISHES[wish], now=community.now())
    say(request, _("Thank you, it is noted."))
    return redirect(reverse("about-me", args=[community.slug]) + "#about-asked")
