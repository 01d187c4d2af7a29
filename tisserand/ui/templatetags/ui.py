from django import template
from django.utils.safestring import mark_safe

from ..slots import panels_in

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context, name, *args):
    """The panels that higher apps have hung here, one after the other."""
    return mark_safe("".join(panel(context, *args) for panel in panels_in(name)))  # noqa: S308  panels return safe HTML
