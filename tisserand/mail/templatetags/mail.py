from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def site_url(name: str, *args, **kwargs) -> str:
    """The whole address of a page, for a mail: `{% site_url 'thread' slug pk as link %}`."""
    return settings.SITE_URL + reverse(name, args=args, kwargs=kwargs)
