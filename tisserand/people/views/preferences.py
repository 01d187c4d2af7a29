from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from tisserand.ui.notices import say

from .. import sign_in as domain
from ..door import signed_in
from ..forms import AddressForm, PasswordForm, PreferencesForm
from ..limits import limited
from ..models import Person


def preferences_page(request, *, form=None, password_form=None, address_form=None, status=200):
    person = request.user
    ask_current = person.has_password and not domain.freshly_by_link(request, timezone.now())
    context = {
        "form": form or PreferencesForm(instance=person),
        "address_form": address_form or AddressForm(person=person),
        "password_form": password_form or PasswordForm(person, ask_current=ask_current),
    }
    return render(request, "people/preferences.html", context, status=status)


@gzip_page  # the list of time zones alone would weigh more than all the rest
@signed_in
def preferences(request):
    if request.method != "POST":
        return preferences_page(request)
    # Not `request.user` itself: the page is drawn with who they are, not with what was refused.
    form = PreferencesForm(request.POST, instance=Person.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return preferences_page(request, form=form, status=422)
    person = form.save()
    with translation.override(person.language):
        say(request, _("Your preferences are saved."))
    return redirect("preferences")


@require_POST
@signed_in
@sensitive_post_parameters()
@limited("change password", "20 per 15 minutes")
def password(request):
    ask_current = request.user.has_password and not domain.freshly_by_link(request, timezone.now())
    form = PasswordForm(request.user, request.POST, ask_current=ask_current)
    if not form.is_valid():
        return preferences_page(request, password_form=form, status=422)
    domain.change_password(request, request.user, form.cleaned_data["new"])
    say(request, _("Your password is set. Elsewhere you have been signed out."))
    return redirect("preferences")


@require_POST
@signed_in
def remove_password(request):
    domain.change_password(request, request.user, None)
    say(request, _("Your password is removed. You sign in by a link sent to your address."))
    return redirect("preferences")
