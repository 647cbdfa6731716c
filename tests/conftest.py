"""Options, fixtures and the hypothesis profile of the whole suite."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from support import ROOT

from forumclean import Cleaner, ConfigError

# The first example pays for loading packs and model; a slow machine is no failure.
settings.register_profile(
    "forumclean", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("forumclean")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite fixtures/*/*/expected.json; read the diff first")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session")
def cleaner() -> Cleaner:
    return Cleaner()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data; a user's checkout has none, CI must have it."""
    path = Path(os.environ.get("FORUMCLEAN_SHARED") or ROOT.parent / "shared")
    if not path.is_dir():
        message = f"the development data is not at {path}; set FORUMCLEAN_SHARED"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return path


@pytest.fixture
def error_of(tmp_path: Path) -> Callable[[str | dict[str, Any]], str]:
    """Load a broken config, TOML text or dict, and return the message; the folder of the file is left out."""

    def load(config: str | dict[str, Any]) -> str:
        if isinstance(config, str):
            path = tmp_path / "rules.toml"
            path.write_text(config, encoding="utf-8")
            with pytest.raises(ConfigError) as caught:
                Cleaner(path)
        else:
            with pytest.raises(ConfigError) as caught:
                Cleaner(config)
        return str(caught.value).replace(f"{tmp_path}{os.sep}", "")

    return load
