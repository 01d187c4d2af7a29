"""The web application, for `tisserand web` and any other ASGI server (without lifespan)."""

import atexit
import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tisserand.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

wsgi = get_wsgi_application()

from .front import Front  # noqa: E402  what they import needs Django to be there
from .metrics import observe  # noqa: E402

application = Front(
    wsgi,
    threads=settings.WEB_THREADS,
    max_body=settings.MAX_BODY_BYTES,
    proxies=settings.PROXIES,
    observe=observe,
)

# What is loaded by now stays: once every page has its address, the collector need not go through it again. A
# full round would take 150 ms, in the middle of somebody's page.
reverse("sign-in")
gc.collect()
gc.freeze()
# A page makes thousands of objects that go with it: rounds after each seven hundred find nothing.
gc.set_threshold(10_000, 20, 20)
atexit.register(gc.unfreeze)  # so that libraries can let go of what is theirs
