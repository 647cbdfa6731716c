"""`forumclean rules`: look at the rules, check your own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import msgspec

from forumclean.cleaner import Cleaner
from forumclean.cli import options
from forumclean.cli.common import WRONG_USE, configured, fail
from forumclean.cli.help import Group
from forumclean.cli.tables import TableFormat, show_table, table_format
from forumclean.rules.audit import audit
from forumclean.rules.check import failing_samples, pattern_problem
from forumclean.rules.layers import RuleSet, layer, load_config
from forumclean.rules.pack import config_schema, read_pack_file, shipped_packs
from forumclean.rules.rule import Rule

__all__ = ["rules"]


@click.group(cls=Group)
def rules() -> None:
    """List, show and check rules."""


@rules.command("list")
@options.config
@table_format
def list_rules(config: Path | None, form: TableFormat) -> None:
    """List every rule: id, action, kind, why."""
    rows = [(rule.id, rule.action.value, rule.kind.value, rule.why) for rule in _rule_set(config).rules]
    show_table(("id", "action", "kind", "why"), rows, form=form)


@rules.command()
@click.argument("rule_id", metavar="ID", help="Such as news/read-more-link.")
@options.config
def show(rule_id: str, config: Path | None) -> None:
    """Show one rule with all its phrases and samples, as TOML."""
    found = {rule.id: rule for rule in _rule_set(config).rules}
    if rule_id not in found:
        import difflib

        near = difflib.get_close_matches(rule_id, found, n=1)
        fail(f"no rule '{rule_id}'" + (f"; did you mean '{near[0]}'?" if near else "; see forumclean rules list"))
        raise click.exceptions.Exit(WRONG_USE)
    click.echo(as_toml(found[rule_id]))


@rules.command()
@click.argument(
    "file", type=options.PATH, required=False, help="Pack or config to check; nothing for the shipped packs."
)
def check(file: Path | None) -> None:
    """Run the hits and misses of every rule and probe its pattern."""
    if file is not None:
        configured(lambda: Cleaner(file))
        spec, _ = read_pack_file(file)
        for line in audit(_own_rules(file), _rule_set(None).rules):
            fail(f"look at {line}")
        click.echo(f"{file}: good ({_counted(len(spec.rule), 'rule')}, {_counted(len(spec.profile), 'profile')})")
        return
    bad = 0
    for pack in shipped_packs():
        problems = [f"{rule.id}: {problem}" for rule in pack.rules if (problem := pattern_problem(rule))]
        problems += [f"{rule.id}: {key} {sample!r}" for rule, key, sample in failing_samples(pack.rules, pack.rules)]
        for problem in problems:
            fail(problem)
        bad += len(problems)
        click.echo(f"{pack.name}: {len(pack.rules)} rules, {len(problems)} problems")
    if bad:
        raise click.exceptions.Exit(1)


@rules.command()
def schema() -> None:
    """Print the JSON schema of a rule pack, for editors that complete TOML."""
    click.echo(json.dumps(config_schema(), indent=2))


def _own_rules(file: Path) -> list[Rule]:
    shipped = set(_rule_set(None).rules)
    return [rule for rule in _rule_set(file).rules if rule not in shipped]


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'s' * (count != 1)}"


def _rule_set(config: Path | None) -> RuleSet:
    return configured(lambda: layer(load_config(config)))


def as_toml(rule: Rule) -> str:
    """Write a rule the way a pack file has it."""
    data: dict[str, Any] = msgspec.to_builtins(rule)
    return "\n".join(["[[rule]]", *(f"{key} = {_value(value)}" for key, value in data.items())])


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)) and len(value) > 3:
        return "[\n" + "".join(f"  {_value(inner)},\n" for inner in value) + "]"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    # JSON strings and numbers are TOML strings and numbers, but for the escape of DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
