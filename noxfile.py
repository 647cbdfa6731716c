"""The recipes of the project: `nox -l` lists them, `nox -s NAME` runs one, `.ci/run` runs those that check.

They run in the environment that nox itself is in: `pip install -e '.[test]'` brings it.
"""

from __future__ import annotations

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "rules", "quick"]


@nox.session
def lint(session: nox.Session) -> None:
    """Style, and the form of the code."""
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """The types of the package."""
    session.run("mypy")


@nox.session
def rules(session: nox.Session) -> None:
    """The hits and misses of every shipped rule."""
    session.run("forumclean", "rules", "check")


@nox.session
def gate(session: nox.Session) -> None:
    """What has been reached on dumps, harmless posts and fixtures is not lost again."""
    session.run("python", "benchmarks/gate.py", *session.posargs)


@nox.session
def quick(session: nox.Session) -> None:
    """The tests without those that start clusters or browsers, build the site or kill runs."""
    session.run("pytest", "-m", "not cluster", "-n", "2", "--dist", "loadgroup", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Every test."""
    session.run("pytest", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """The documentation site, into build/site; a broken link fails."""
    session.run("python", "-m", "tools.docsite")
    session.run("python", "-m", "mkdocs", "build", "--strict", "--quiet", "-f", "mkdocs.plain.yml")


@nox.session
def build(session: nox.Session) -> None:
    """The wheel and the source archive, into dist/; `pip install build twine` first."""
    session.run("python", "-m", "build", "--no-isolation")
    session.run("python", "-m", "twine", "check", "--strict", "dist/*")
