from csp.decorators import csp
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from tisserand.ui.notices import say

from ..door import mailbox_reader
from ..forms import ReplyByMailForm
from ..inbound import trying
from ..models import Letter

PER_PAGE = 25
# The letter may draw itself and lead out when clicked; it runs nothing, loads nothing, submits nothing.
SANDBOX = ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"]
LETTER_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": SANDBOX,
}


@mailbox_reader
def mailbox(request):
    wanted = request.GET.get("to", "").strip()
    letters = Letter.objects.defer("text", "html", "raw")
    if wanted:
        letters = letters.filter(recipient__icontains=wanted)
    page = Paginator(letters, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mail/mailbox.html", {"page": page, "wanted": wanted})


@mailbox_reader
def letter(request, pk):
    """In a demonstration its reader can answer here, for who has no mail program at hand."""
    found = get_object_or_404(Letter.objects.defer("html"), pk=pk)
    form = ReplyByMailForm(request.POST if request.method == "POST" else None)
    answered = trying.reply_addresses(found)
    if answered and form.is_valid():
        trying.answer(found, form.cleaned_data["text"], now=timezone.now())
        say(request, _("The reply is on its way. What comes of it is in the mail box in a moment."))
        return redirect("letter", pk)
    context = {"letter": found, "sandbox": " ".join(SANDBOX), "form": form if answered else None}
    return render(request, "mail/letter.html", context, status=422 if answered and form.errors else 200)


@mailbox_reader
@xframe_options_sameorigin
@csp(LETTER_POLICY)
def letter_body(request, pk):
    """The HTML of a letter, for the frame: its links open in the whole window."""
    html = get_object_or_404(Letter, pk=pk).html
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))


@mailbox_reader
def letter_source(request, pk):
    """The mail as it went over the wire."""
    raw = bytes(get_object_or_404(Letter, pk=pk).raw)
    return HttpResponse(raw, content_type="text/plain; charset=utf-8")
