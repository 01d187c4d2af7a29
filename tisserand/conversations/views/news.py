from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community

from .. import news as acts
from .. import pace
from ..forms import NewsForm
from ..models import Thread
from .leading import leads_on
from .lists import number_in
from .threads import editor_urls, thread_here

A_PAGE = 100  # members


@allow("tell news")
def new_news(request: CommunityRequest, community: Community) -> HttpResponse:
    form = NewsForm(posted(request), request.FILES or None, **editor_urls(community))
    if request.method == "POST" and form.is_valid():
        try:
            pace.keep(request.user)
            return redirect(acts.tell(community, by=request.user, now=community.now(), **form.writing()))
        except ValidationError as error:
            form.refuse(error)
    members = community.memberships.present().exclude(person=request.user).count()
    context = {"form": form, "members": members}
    return render(request, "conversations/new_news.html", context, status=422 if form.errors else 200)


@leads_on("threads")
@allow("tell news")
def news_readers(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    if found.kind != Thread.Kind.NEWS:
        raise Http404
    page = Paginator(acts.not_opened_by(found), A_PAGE).get_page(number_in(request))
    context = {"thread": found, "readers": acts.readers(found), "page": page}
    return render(request, "conversations/news_readers.html", context)
