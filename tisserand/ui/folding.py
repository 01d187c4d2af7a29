"""Templates kept once in each language, with what is constant in them worked out.

A sentence is looked up, and an icon drawn, when its template is first read in a language, instead of on each
line of each page; an address is filled in like a form. What a page shows is the same, byte for byte. Texts
inside `{% language %}` are left alone.
"""

import html
import re
from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Parser,
    TextNode,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import IfNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import escape
from django.utils.translation import get_language, gettext, pgettext

GAP = re.compile(r"%\((\w+)\)s")
SLUG = re.compile(r"[-a-zA-Z0-9_]+")


def same_each_time(tag):
    """Mark a tag whose result depends on nothing but its arguments."""
    tag.same_each_time = True
    return tag


class Loader(cached.Loader):
    """Keeps each template once for each language it was read in."""

    def cache_key(self, template_name, skip=None):
        return f"{get_language()} {super().cache_key(template_name, skip)}"

    def get_template(self, template_name, skip=None):
        template = super().get_template(template_name, skip)
        if get_language() and not getattr(template, "folded", False):
            template.nodelist = folded(template.nodelist)
            template.folded = True
        return template


def folded(nodes: NodeList) -> NodeList:
    """The same nodes, less those that always say the same in the language that is active."""
    found = NodeList()
    for node in nodes:
        for piece in _pieces(node):
            before = found[-1] if found else None
            if isinstance(piece, TextNode) and isinstance(before, TextNode):
                found[-1] = TextNode(before.s + piece.s)
            else:
                found.append(piece)
    return found


def _pieces(node: Node) -> list[Node]:
    if isinstance(node, LanguageNode):
        return [node]
    if isinstance(node, TranslateNode):
        return [TextNode(node.render(Context()))] if _says_the_same(node) else [node]
    if isinstance(node, BlockTranslateNode):
        return _sentence(node) or [node]
    if isinstance(node, SimpleNode) and getattr(node.func, "same_each_time", False):
        fixed = node.target_var is None and all(map(_constant, [*node.args, *node.kwargs.values()]))
        return [TextNode(node.render(Context()))] if fixed else [node]
    if type(node) is VariableNode:
        return [Said(node.filter_expression)]
    if isinstance(node, URLNode):
        simple = _constant(node.view_name) and not node.kwargs and not node.asvar
        return [Address(node)] if simple else [node]
    _fold_inside(node)
    return [node]


def _fold_inside(node: Node) -> None:
    if isinstance(node, IfNode):
        for asked, _nodes in node.conditions_nodelists:
            _quicken_condition(asked)
        node.conditions_nodelists = [(asked, folded(nodes)) for asked, nodes in node.conditions_nodelists]
        return
    for name in node.child_nodelists:
        if isinstance(inside := vars(node).get(name), NodeList):
            setattr(node, name, folded(inside))


def _constant(expression: FilterExpression) -> bool:
    return not expression.filters and getattr(expression.var, "lookups", None) is None


def _says_the_same(node: TranslateNode) -> bool:
    context = node.message_context
    return not node.asvar and _constant(node.filter_expression) and (context is None or not context.is_var)


def _sentence(node: BlockTranslateNode) -> list[Node]:
    """Its translation cut at the gaps, what fills them between; nothing when it is not that simple."""
    context = node.message_context
    if node.plural or node.asvar or (context is not None and context.is_var):
        return []
    message, names = node.render_token_list(node.singular)
    said = pgettext(context.resolve(Context()), message) if context else gettext(message)
    texts, gaps = GAP.split(said)[::2], GAP.findall(said)
    if not set(gaps) <= set(names) or any("%" in text.replace("%%", "") for text in texts):
        return []
    found: list[Node] = []
    for number, text in enumerate(texts):
        found.append(TextNode(text.replace("%%", "%")))
        if number < len(gaps):
            name = gaps[number]
            found.append(Said(node.extra_context.get(name) or Parser([]).compile_filter(name)))
    return found


def _quicken_condition(asked: Any) -> None:
    for part in (getattr(asked, "first", None), getattr(asked, "second", None)):
        if part is not None:
            _quicken_condition(part)
    if isinstance(value := getattr(asked, "value", None), FilterExpression):
        _quicken(value)


def _quicken(expression: FilterExpression) -> FilterExpression:
    if type(expression.var) is Variable and expression.var.lookups:
        expression.var = Quick(expression.var.var)
    return expression


class Quick(Variable):
    """`post.author.name` by attributes, of plain objects; Django asks each first whether it is a list."""

    def _resolve_lookup(self, context: Any) -> Any:
        try:
            first, *others = self.lookups  # type: ignore[misc]
            found = context[first]
            for name in others:
                if callable(found) or hasattr(type(found), "__getitem__"):
                    return super()._resolve_lookup(context)
                found = getattr(found, name)
        except Exception:
            return super()._resolve_lookup(context)
        return super()._resolve_lookup(context) if callable(found) else found


class Said(VariableNode):
    """`{{ … }}`, straight on for texts and whole numbers, which are most of what is said."""

    def __init__(self, expression: FilterExpression) -> None:
        super().__init__(_quicken(expression))

    def render(self, context: Context) -> str:
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        if type(value) is str:
            return html.escape(value) if context.autoescape else value
        if type(value) is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
        return render_value_in_context(value, context)


class Address(Node):
    """`{% url %}` of a page known by numbers and slugs; anything else is left to Django."""

    child_nodelists = ()

    def __init__(self, node: URLNode) -> None:
        self.plain, self.name = node, node.view_name.resolve(Context())
        self.args = [_quicken(arg) for arg in node.args]

    def render(self, context: Context) -> str:
        args = [arg.resolve(context) for arg in self.args]
        if all(_fits(arg) for arg in args):
            kinds = tuple(map(type, args))
            if form := _form(self.name, kinds, get_script_prefix(), settings.ROOT_URLCONF):
                return form % tuple(args)
        return self.plain.render(context)


def _fits(value: Any) -> bool:
    return value >= 0 if type(value) is int else type(value) is str and bool(SLUG.fullmatch(value))


@cache
def _form(name: str, kinds: tuple[type, ...], prefix: str, root: str) -> str:
    """The address with a gap for each argument; nothing when none takes such arguments in this order."""
    args = [f"gap-{number}-here" if kind is str else 10**15 + number for number, kind in enumerate(kinds)]
    try:
        form = escape(reverse(name, args=args)).replace("%", "%%")
    except NoReverseMatch:
        return ""
    places = [form.find(str(arg)) for arg in args]
    if places != sorted(places) or -1 in places:
        return ""
    for arg in args:
        form = form.replace(str(arg), "%s", 1)
    return form
