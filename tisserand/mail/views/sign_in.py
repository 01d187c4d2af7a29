from django.core import signing
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tisserand.people import limits, links
from tisserand.people.door import public
from tisserand.people.forms import SignInForm
from tisserand.people.models import SignInLink
from tisserand.people.views.sign_in import shows_mailbox, sign_in_page

from ..sign_in import ask_for_link

LINKS_PER_ADDRESS, LINKS_PER_CLIENT = "6 per 15 minutes", "150 per 15 minutes"
ASKED_FOR = "link-asked-for"


@require_POST
@public
@limits.limited("sign-in links from one place", LINKS_PER_CLIENT)
def create_sign_in_link(request):
    """The same answer, and the same work, whether or not somebody has this address."""
    form = SignInForm(request.POST)
    if not form.is_valid():
        return sign_in_page(request, form=form, status=422)
    email = form.cleaned_data["email"]
    if not limits.allowed("sign-in links to one address", email, LINKS_PER_ADDRESS):
        return limits.too_many(request)
    ask_for_link(email, links.local_path(form.cleaned_data["next"]))
    response = redirect("sign-in-link-sent")
    seconds = int(SignInLink.LIFETIME.total_seconds())
    response.set_signed_cookie(
        ASKED_FOR, email, max_age=seconds, path="/sign-in/", httponly=True, samesite="Lax"
    )
    return response


@public
@never_cache
def sign_in_link_sent(request):
    try:
        email = request.get_signed_cookie(ASKED_FOR, default="")
    except signing.BadSignature:
        email = ""
    return render(request, "mail/sign_in_link_sent.html", {"email": email, "shows_mailbox": shows_mailbox()})
