"""Imports go one way, and `import forumclean` stays light."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT, stdout_of

PACKAGE = ROOT / "forumclean"
# What stands on one rung never imports its neighbours, only what is below.
LADDER = (
    {"errors", "version"},
    {"model", "extras", "memory"},
    {"document", "marks"},
    {"quotes", "table", "verdicts"},
    {"stats", "loss"},
    {"result"},
    {"record"},
    {"record_types"},
    {"config"},
    {"reader", "rules", "scorer"},
    {"cleaner"},
    {"__init__"},
    {"bulk", "integrations"},
    {"cli"},
    {"__main__"},
)
RANK = {unit: rank for rank, rung in enumerate(LADDER) for unit in rung}
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {
    "numpy", "lxml", "bs4", "typer", "rich", "regex", "pyarrow", "torch", "msgspec", "dateutil", "pandas", "polars",
    "duckdb", "datasets", "datatrove", "pyspark", "ray",
}  # fmt: skip


def unit_of(path: Path) -> str:
    """The rung's name for a module: its package's, or its own at the top."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_units(path: Path) -> Iterator[str]:
    """Units that a module imports anywhere: at the top, in functions, for type checking."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import in line {node.lineno}"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "forumclean":
                yield parts[1] if len(parts) > 1 and parts[1] in RANK else "__init__"


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_a_module_imports_only_what_is_below_it(path: Path) -> None:
    mine = unit_of(path)
    wrong = {theirs for theirs in imported_units(path) if theirs != mine and RANK[theirs] >= RANK[mine]}
    assert not wrong, f"{mine} imports {', '.join(sorted(wrong))}"


def test_every_module_has_a_rung() -> None:
    assert {unit_of(path) for path in MODULES} <= set(RANK)


def test_importing_forumclean_loads_nothing_heavy() -> None:
    loaded = set(stdout_of("import sys, forumclean; print(*{name.partition('.')[0] for name in sys.modules})").split())
    assert "forumclean" in loaded
    assert not loaded & HEAVY


def test_every_public_name_can_be_imported() -> None:
    code = "import forumclean; print(*(name for name in forumclean.__all__ if not hasattr(forumclean, name)))"
    assert stdout_of(code).strip() == ""


def test_an_unknown_name_is_an_attribute_error() -> None:
    import forumclean

    with pytest.raises(AttributeError, match=r"module 'forumclean' has no attribute 'clear'"):
        _ = forumclean.clear
