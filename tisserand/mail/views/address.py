from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.people import limits
from tisserand.people.door import public, signed_in
from tisserand.people.forms import AddressForm
from tisserand.people.views.preferences import preferences_page
from tisserand.ui.notices import say

from .. import address_change

# One person does not write to many strangers through us, nor many persons to one stranger.
BY_PERSON, TO_ADDRESS = "6 per hour", "3 per hour"


@require_POST
@signed_in
@limits.limited("change address", BY_PERSON)
def create_address_change(request):
    """The same answer whether or not somebody has the new address: the mail alone tells its owner."""
    form = AddressForm(request.POST, person=request.user)
    if not form.is_valid():
        return preferences_page(request, address_form=form, status=422)
    new = form.cleaned_data["new"]
    if not limits.allowed("address changes to one address", new, TO_ADDRESS):
        return limits.too_many(request)
    address_change.ask(request.user, new, now=timezone.now())
    words = _(
        "A link is on its way to %(email)s. Until you have followed it, within an hour, nothing changes."
    )
    say(request, words % {"email": new})
    return redirect("preferences")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request, token):
    """GET only shows a button, for machines open links before people do; POST makes the change."""
    try:
        change = address_change.read(token)
    except LookupError:
        return render(request, "mail/confirm_address_over.html", status=404)
    made = taken = False
    if request.method == "POST":
        try:
            made = address_change.make(change, now=timezone.now())
        except address_change.Taken:
            taken = True
    status = 200 if made or (change.stands(timezone.now()) and not taken) else 410
    page = "mail/confirm_address.html" if status == 200 else "mail/confirm_address_over.html"
    with translation.override(change.person.language):
        request.LANGUAGE_CODE = change.person.language
        return render(request, page, {"change": change, "made": made, "taken": taken}, status=status)
