from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .. import links
from .. import sign_in as domain
from ..door import public, signed_in
from ..forms import PasswordSignInForm, SignInForm
from ..limits import too_many


def shows_mailbox() -> bool:
    """Whether visitors may read the site's own mail box: in a demonstration, where mail never leaves."""
    return settings.DEMO and not settings.PRODUCTION and settings.EMAIL_BACKEND.endswith(".mailbox.Mailbox")


def sign_in_page(request, *, next_url="", status=200, **forms):
    """The page of both ways in; `form` and `password_form` may come back with what was wrong in them."""
    context = {
        "form": SignInForm(initial={"next": next_url}),
        "password_form": PasswordSignInForm(initial={"next": next_url}, prefix="by-password"),
        "shows_mailbox": shows_mailbox(),
        **forms,
    }
    return render(request, "people/sign_in.html", context, status=status)


@public
@never_cache
def sign_in(request):
    next_url = links.local_path(request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(next_url or settings.LOGIN_REDIRECT_URL)
    return sign_in_page(request, next_url=next_url)


@public
@never_cache
@require_POST
def sign_in_with_password(request):
    form = PasswordSignInForm(request.POST, prefix="by-password")
    if not form.is_valid():
        return sign_in_page(request, password_form=form, status=422)
    try:
        person = domain.by_password(request, form.cleaned_data["email"], form.cleaned_data["password"])
    except domain.TooManyTries:
        return too_many(request)
    if person is None:
        return sign_in_page(request, password_form=form, wrong=True, status=422)
    return redirect(links.local_path(form.cleaned_data["next"]) or settings.LOGIN_REDIRECT_URL)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request, token):
    """GET only shows a button, for machines open links before people do; POST opens the session."""
    link, now = links.find(token), timezone.now()
    if request.method == "POST" and link and domain.by_link(request, link, now=now):
        return redirect(link.next_url or settings.LOGIN_REDIRECT_URL)
    if links.is_good(link, now):
        return render(request, "people/sign_in_link.html", {"link": link})
    context = {"link": link, "form": SignInForm(initial={"next": link.next_url if link else ""})}
    return render(request, "people/sign_in_link_over.html", context, status=410 if link else 404)


@require_POST
@public
def sign_out(request):
    logout(request)
    return redirect("sign-in")


@require_POST
@signed_in
def sign_out_everywhere(request):
    domain.out_everywhere(request, request.user, now=timezone.now())
    return redirect("sign-in")
