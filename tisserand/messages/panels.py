from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from .models import Report


@panel("community.nav", order=25)
def messages(context) -> str:
    """Quiet: what is unread is told on the page of the day and on its own, not on every page."""
    url = path_of("private-messages", context["community"].slug)
    here = context["request"].path.startswith(url)
    return nav_item(url, _("Messages"), here)


@panel("person.main", order=10)
def write_privately(context, member) -> str:
    """The same whoever has blocked whom: a button that is missing would tell."""
    mine = context["membership"]
    if not mine or member.pk == mine.pk or member.left_at:
        return ""
    return render_to_string(
        "messages/_write_privately.html", {"community": context["community"], "member": member}
    )


@panel("preferences", order=40)
def blocked(context) -> str:
    blocks = list(context["request"].user.blocks.select_related("whom").order_by("blocked_at"))
    # The form of each is one of this page: it carries its token.
    shown = {"blocks": blocks, "csrf_token": context.get("csrf_token")}
    return render_to_string("messages/_blocked.html", shown) if blocks else ""


@panel("reports", order=50)
def reported(context) -> str:
    """Private messages that somebody handed over, for those who may judge them."""
    community = context["community"]
    waiting = Report.objects.waiting().for_judge(context["request"].user).filter(community=community)
    reports = list(waiting.select_related("reported_by")[:50])
    mine = Report.objects.unanswered().for_judge(context["request"].user).filter(community=community)
    replies = list(mine[:50])
    if not (reports or replies):
        return ""
    shown = {"reports": reports, "replies": replies, "community": community, "now": context["now"]}
    return render_to_string("messages/_reported.html", shown)
