"""Pages travel compressed; files do not: they are already, or are read as they come."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressPages(GZipMiddleware):
    """Compress HTML that is whole in memory. Django pads it at random and masks CSRF tokens, so that the
    length of what travels tells nothing of a secret inside (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
