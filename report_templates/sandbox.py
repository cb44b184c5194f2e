"""The only Jinja environment: sandboxed, strict about names, escaping every value.

A template fills in names, repeats and chooses; it computes nothing, so nothing that it says takes more time
or memory than the texts that it prints.
"""

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from warehouse.messages import tell

TEMPLATE_ERRORS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, OSError, RecursionError)
"""What a faulty template raises when it is filled with plain texts."""
_MOST_NESTED_LOOPS = 3
_FILTERS = {
    *("capitalize", "d", "default", "e", "escape", "first", "join", "last", "length", "lower", "title", "trim", "upper")
}
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.CondExpr, nodes.Name, nodes.Const),
    *(nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Tuple, nodes.List, nodes.Compare, nodes.Operand, nodes.And),
    *(nodes.Or, nodes.Not, nodes.Filter, nodes.Keyword, nodes.Test, nodes.Concat, nodes.Add, nodes.Sub, nodes.Div),
    *(nodes.Neg, nodes.Pos),
)


class _FillingIn(ImmutableSandboxedEnvironment):
    """An environment for templates that fill in and compute nothing."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _refuse_computing(tree, 0)
        return tree


def environment() -> ImmutableSandboxedEnvironment:
    """A fresh environment; templates see texts and lists, no functions of ours and no globals."""
    made = _FillingIn(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made


def _refuse_computing(node: nodes.Node, loops: int) -> None:
    loops += isinstance(node, nodes.For)
    if not isinstance(node, _ALLOWED):
        raise SecurityError(
            tell("'{name}' is not for templates: they fill in names, repeat and choose", name=type(node).__name__)
        )
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        raise SecurityError(tell("the filter '{name}' is not for templates", name=node.name))
    if loops > _MOST_NESTED_LOOPS or (isinstance(node, nodes.For) and node.recursive):
        raise SecurityError(tell("loops are nested more than {most} deep", most=_MOST_NESTED_LOOPS))
    for child in node.iter_child_nodes():
        _refuse_computing(child, loops)
