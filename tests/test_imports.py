"""Imports go one way, and `import forumclean` stays light."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from support import ROOT, stdout_of

from forumclean.cache import VARIABLE

PACKAGE = ROOT / "forumclean"
# What stands on one floor never imports its neighbours, only what is below. A room is named by its folder; a file at a
# room's door by its own name.
FLOORS = (
    {"errors", "version"},
    {"batches", "cache", "extras", "limit", "values", "config", "processes"},
    {"dates"},
    {"rules.rule"},
    {"rules.matching"},
    {"outcome", "rules", "scorer", "threads", "reader.page", "reader.address"},
    {"reader.article"},
    {"reader.engines"},
    {"reader.unknown", "reader.data"},
    {
        "reader.source",
        "reader.nesting",
        "reader.more",
        "reader.text",
        "reader.no_thread",
        "reader.damage",
        "reader.reading",
    },
    {"reader.mail"},
    {"reader.heads", "reader.layout", "reader.bbcode"},
    {"reader.html", "reader.chat", "reader.comments"},
    {"reader.read"},
    {"policy"},
    {"cleaner"},
    {"learner.sample", "learner.pages", "learner.keys", "learner.groups"},
    {"learner.finding"},
    {"learner.writing"},
    {"learner.trying"},
    {"learner"},
    {"__init__"},
    {"bulk.errors", "bulk.options", "bulk.columns", "integrations", "report"},
    {"bulk.tally", "bulk.inputs"},
    {"bulk.summary", "bulk.work"},
    {"bulk.outputs", "bulk.dry_run"},
    {"bulk.learning", "bulk.posts"},
    {"bulk.run"},
    {"bulk.__init__"},
    {"workbench"},
    {"workbench.web"},
    {"cli"},
    {"__main__"},
)
FLOOR = {unit: number for number, units in enumerate(FLOORS) for unit in units}
# Distinct pairs of rooms (files at the root counted as rooms) of which one imports the other.
# 50 when the rooms were made. The rest is of rooms that came since: the learner, threads, the report, the workbench,
# locks, the cache of compiled packs, batches, what the readers of mail need, and the policy, without which cleaner.py
# says how its rules were put together before it says what it does with them.
MOST_PAIRS = 93
MOST_FILES = 12
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {
    "numpy", "lxml", "bs4", "click", "rich", "regex", "tomli", "chardet", "pyarrow", "torch", "msgspec", "pandas",
    "polars", "duckdb", "datasets", "datatrove", "pyspark", "ray", "starlette", "uvicorn", "jinja2",
}  # fmt: skip


def module_of(path: Path) -> str:
    """The dotted name of a module below the package; a room's door is the room."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def unit_of(module: str) -> str:
    """The floor's name for a module: its own, or that of the innermost room that has one."""
    parts = module.split(".")
    names = [".".join(parts[:size]) for size in range(len(parts), 0, -1)]
    return next((name for name in names if name in FLOOR), names[0])


def imported_modules(path: Path) -> Iterator[str]:
    """Our own modules that a module imports anywhere: at the top, in functions, for type checking."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import in line {node.lineno}"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.split(".")[0] == "forumclean":
                yield _module_named(name.split(".")[1:])


def _module_named(parts: list[str]) -> str:
    """The longest beginning of a dotted name that is a module; else the package itself."""
    for size in range(len(parts), 0, -1):
        path = PACKAGE.joinpath(*parts[:size])
        if path.with_suffix(".py").is_file():
            return ".".join(parts[:size])
        if (path / "__init__.py").is_file():
            return ".".join([*parts[:size], "__init__"])
    return "__init__"


def room_of(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_a_module_imports_only_what_is_below_it(path: Path) -> None:
    mine = unit_of(module_of(path))
    theirs = {unit_of(module) for module in imported_modules(path)} - {mine}
    wrong = sorted(unit for unit in theirs if FLOOR[unit] >= FLOOR[mine])
    assert not wrong, f"{mine} imports {', '.join(wrong)}"


def test_every_module_has_a_floor() -> None:
    doors = {"reader.__init__"}  # says what the room is, and imports nothing
    assert {unit_of(module_of(path)) for path in MODULES} - doors <= set(FLOOR)


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {module_of(path): set(imported_modules(path)) for path in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" > ".join(error.args[1]))


def test_few_rooms_know_of_each_other() -> None:
    pairs = {
        (room_of(module_of(path)), room_of(module)) for path in MODULES for module in imported_modules(path)
        if room_of(module_of(path)) != room_of(module)
    }  # fmt: skip
    assert len(pairs) <= MOST_PAIRS, sorted(pairs)


def test_no_room_is_crowded() -> None:
    crowded = {room: count for room, count in Counter(path.parent for path in MODULES).items() if count > MOST_FILES}
    assert not crowded


def test_every_room_says_what_comes_in_what_goes_out_and_what_it_must_not_know() -> None:
    for door in PACKAGE.rglob("__init__.py"):
        said = ast.get_docstring(ast.parse(door.read_text(encoding="utf-8"))) or ""
        lines = [line.partition(":")[0] for line in said.splitlines()]
        assert door.parent == PACKAGE or {"In", "Out", "Must not know"} <= set(lines), door


def test_importing_forumclean_loads_nothing_heavy() -> None:
    loaded = set(stdout_of("import sys, forumclean; print(*{name.partition('.')[0] for name in sys.modules})").split())
    assert "forumclean" in loaded
    assert not loaded & HEAVY


# What a plain post needs nothing of: each of them takes longer to load than a hundred posts to clean.
UNASKED = {
    "email", "importlib.metadata", "importlib.resources", "tempfile", "zipfile", "multiprocessing", "asyncio",
    "forumclean.outcome.forms.html", "forumclean.outcome.forms.markdown", "forumclean.outcome.markup",
    "forumclean.bulk",
}  # fmt: skip


def test_the_first_post_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    clean = "import sys, forumclean; {} forumclean.clean('Staff member\\nThe bridge was opened.').text"
    stdout_of(clean.format(""), env={VARIABLE: str(tmp_path)})  # writing the cache needs more
    loaded = set(stdout_of(clean.format("_ =") + "; print(*sys.modules)", env={VARIABLE: str(tmp_path)}).split())
    assert "forumclean.cleaner" in loaded
    assert not loaded & UNASKED


def test_every_public_name_can_be_imported() -> None:
    code = "import forumclean; print(*(name for name in forumclean.__all__ if not hasattr(forumclean, name)))"
    assert stdout_of(code).strip() == ""


def test_an_unknown_name_is_an_attribute_error() -> None:
    import forumclean

    with pytest.raises(AttributeError, match=r"module 'forumclean' has no attribute 'clear'"):
        _ = forumclean.clear
