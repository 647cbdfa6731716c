"""A page for each public module, of its docstrings; no adapter is imported, so frameworks may be missing."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import forumclean
import forumclean.bulk
from tools.docsite import ROOT
from tools.docsite.markdown import fence, table

__all__ = ["api_pages"]

_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):$")
_ITEM = re.compile(r"^([\w*][\w*, /]*): (.*)$")
Documented = ast.ClassDef | ast.FunctionDef


def api_pages() -> Iterator[tuple[str, str]]:
    """Path below ``api`` and text of each page."""
    adapters = [
        path for path in sorted((ROOT / "forumclean" / "integrations").glob("*.py"))
        if path.stem != "__init__"
    ]  # fmt: skip
    names = ["forumclean", "forumclean.bulk", *(f"forumclean.integrations.{path.stem}" for path in adapters)]
    rows = [(f"[{name}]({name}.md)",) for name in names]
    yield "index.md", f"# API\n\nEverything public, from the docstrings.\n\n{table(rows, head=('module',))}\n"
    for module in (forumclean, forumclean.bulk):
        public = [(name, _home(getattr(module, name))) for name in module.__all__ if not name.startswith("__")]
        yield f"{module.__name__}.md", _page(module.__name__, inspect.getdoc(module) or "", public)
    for path in adapters:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        public = [(name, path) for name in _listed(tree)]
        yield (
            f"forumclean.integrations.{path.stem}.md",
            _page(f"forumclean.integrations.{path.stem}", ast.get_docstring(tree) or "", public),
        )


def _home(thing: object) -> Path:
    return Path(inspect.getsourcefile(thing) or "")  # type: ignore[arg-type]


def _listed(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def _page(name: str, doc: str, public: list[tuple[str, Path]]) -> str:
    parts = [f"# {name}", prose(doc)]
    for each, path in public:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, Documented) and node.name == each:
                parts += [f"## {each}", *_described(node)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _described(node: Documented) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef):
        yield fence(_signature(node), "python")
        yield prose(ast.get_docstring(node) or "")
        return
    methods = [child for child in node.body if isinstance(child, ast.FunctionDef)]
    init = next((child for child in methods if child.name == "__init__"), None)
    bases = ", ".join(map(ast.unparse, node.bases))
    shown = f"class {node.name}" + (f"({bases})" if bases else "")
    yield fence(f"{shown}\n{_signature(init)}" if init else shown, "python")
    yield prose(ast.get_docstring(node) or "")
    for method in methods:
        if not method.name.startswith("_") and (doc := ast.get_docstring(method)):
            yield f"### {node.name}.{method.name}"
            yield fence(_signature(method), "python")
            yield prose(doc)


def _signature(node: ast.FunctionDef) -> str:
    marks = [f"@{ast.unparse(mark)}\n" for mark in node.decorator_list]
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{''.join(marks)}def {node.name}({ast.unparse(node.args)}){returns}"


def prose(doc: str) -> str:
    r"""Return a docstring as Markdown: sections as lists, examples as blocks.

    >>> print(prose("Does it.\n\nArgs:\n    a: what,\n        in two lines."))
    Does it.
    <BLANKLINE>
    **Args**
    <BLANKLINE>
    - `a`: what, in two lines.
    """
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", doc.replace("``", "`")):
        lines = block.strip("\n").split("\n")
        if lines[0].startswith(">>>"):
            parts.append(fence("\n".join(lines), "python"))
        elif head := _SECTION.match(lines[0]):
            parts += [f"**{head[1]}**", "\n".join(_items(lines[1:]))]
        else:
            parts.append("\n".join(lines))
    return "\n\n".join(part for part in parts if part)


def _items(lines: list[str]) -> Iterator[str]:
    items: list[str] = []
    for line in lines:
        if line.startswith("     ") and items:
            items[-1] += f" {line.strip()}"
        else:
            items.append(line.strip())
    for item in items:
        named = _ITEM.match(item)
        yield f"- `{named[1]}`: {named[2]}" if named else f"- {item}"
