"""Why the work of somebody else is withdrawn: asked before it is, since they will read it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tisserand.communities.door import CommunityRequest
from tisserand.mail.written.forms import ReasonForm
from tisserand.people.models import Person


def reason_given(request: CommunityRequest, writer: Person | None, **context: Any) -> str | HttpResponse:
    """The reason; none is asked of one's own work. Otherwise the page that asks for it: 422 when it was sent
    without one."""
    if writer is None:
        return ""
    sent = "reason" in request.POST
    form = ReasonForm(request.POST if sent else None, help_text=_("They will read it."))
    if sent and form.is_valid():
        return str(form.cleaned_data["reason"])
    context |= {"form": form, "writer": writer, "action": request.path}
    return render(request, "resources/withdraw.html", context, status=422 if sent else 200)
