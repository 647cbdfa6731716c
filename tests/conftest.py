"""Options, fixtures and the hypothesis profile of the whole suite."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from multiprocessing import forkserver, get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from support import ROOT, TESTS

from forumclean import Cleaner, ConfigError, processes

# Nothing of a test goes to the home of who runs it; those that follow, and the processes they start, begin faster.
os.environ.setdefault("FORUMCLEAN_CACHE", str(ROOT / ".pytest_cache" / "forumclean"))

# The first example pays for loading packs and model; a slow machine is no failure.
settings.register_profile(
    "forumclean", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("forumclean")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite fixtures/*/*/expected.json; read the diff first")


# What starts a browser or makes the sources of the site takes as long as a cluster.
_SLOW = frozenset({"browser", "driver", "opened", "sources"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `-n 2 --dist loadgroup` a file's tests stay in one process, and all that start a cluster in one together.

    Those go last where there is one process only: a Spark or Ray that waits for its next test slows others.
    """
    for item in items:
        if isinstance(item, pytest.Function) and not _SLOW.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.cluster)
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    items.sort(key=lambda item: (item.get_closest_marker("cluster") is not None) == alone)
    for item in items:
        group = "cluster" if item.get_closest_marker("cluster") else item.path.name
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_collection_finish() -> None:
    """Set the tests themselves aside from the collection of garbage, which would go through them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def forked_workers() -> Iterator[None]:
    """Workers of this process begin in no time: they are forked from a server that has loaded what they need.

    Loading takes each of them most of a second, and hundreds of tests start some. `spawned` gives the real ones.
    """
    if "forkserver" not in get_all_start_methods():
        yield
        return
    context = get_context("forkserver")
    context.set_forkserver_preload(["workers_ready"])
    with pytest.MonkeyPatch.context() as patch:
        # The server finds modules by this alone until Python 3.12.
        patch.setenv("PYTHONPATH", os.pathsep.join(map(str, (TESTS, ROOT))), prepend=os.pathsep)
        forkserver.ensure_running()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes, "_spawn", context)
        yield


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers begin as those of a user do: what is tested is their start, their end or their memory."""
    monkeypatch.setattr(processes, "_spawn", get_context("spawn"))


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


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real local Spark with two cores; it needs Java."""
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        message = "Spark needs Java 17 or newer: apt-get install openjdk-17-jre-headless"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    gateway = session.sparkContext._gateway
    session.stop()
    # The session's Java would live on until this Python ends.
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(timeout=60)


@pytest.fixture(scope="session")
def ray_cluster() -> Iterator[None]:
    """A real local Ray with two cores."""
    os.environ["RAY_AUTH_MODE"] = "disabled"
    import ray

    ray.init(
        num_cpus=2, include_dashboard=False, object_store_memory=200_000_000, log_to_driver=False, logging_level="ERROR"
    )
    yield
    ray.shutdown()
