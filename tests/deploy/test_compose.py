"""The compose file, as Docker Compose itself reads it; nothing is started."""

import json
import os
from functools import cache
from typing import Any

import pytest

from tests.support.documents import ROOT
from tests.support.programs import check_ours, program, ran
from tools.reference.settings import effective, variable

SECRETS = {"REDIS_PASSWORD": "a" * 40, "PRICETRAIL_API_TOKEN": "b" * 40}
OURS = ("web", "worker", "browser", "beat", "tables")
SETTINGS = {variable(name, field) for name, field in effective().items()}


def compose(*arguments: str, **env: str) -> Any:
    """What Compose says, in an environment that has no secrets but those given."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = (program("docker-compose"), "--env-file", os.devnull, *arguments)
    return ran(*command, env=bare | env)


@cache
def services() -> dict[str, dict[str, Any]]:
    done = compose("config", "--format", "json", **SECRETS)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)["services"]
    return found


@pytest.mark.parametrize("file", ["compose.yaml", "deploy/cassandra.yaml"])
def test_compose_takes_the_file(file: str) -> None:
    done = compose("--file", file, "config", "--quiet", **SECRETS)
    assert (done.stderr, done.returncode) == ("", 0)


def test_all_parts_are_there() -> None:
    assert set(services()) == {*OURS, "redis", "cassandra"}


@pytest.mark.parametrize("missing", SECRETS)
def test_without_a_secret_nothing_starts(missing: str) -> None:
    done = compose("config", **{k: v for k, v in SECRETS.items() if k != missing})
    assert done.returncode != 0
    assert f"write {missing} into .env" in done.stderr


def test_who_knows_a_secret_needs_it() -> None:
    def knowing(secret: str) -> set[str]:
        return {name for name, service in services().items() if SECRETS[secret] in str(service)}

    assert knowing("REDIS_PASSWORD") == {*OURS, "redis"}
    assert knowing("PRICETRAIL_API_TOKEN") == {"web"}


@pytest.mark.parametrize("name", OURS)
def test_what_it_runs_is_a_command_of_ours(name: str) -> None:
    check_ours(services()[name]["command"])


@pytest.mark.parametrize("name", OURS)
def test_what_it_sets_are_settings(name: str) -> None:
    assert set(services()[name]["environment"]) <= SETTINGS


@pytest.mark.parametrize("name", [*OURS, "redis", "cassandra"])
def test_nobody_may_more_than_is_needed(name: str) -> None:
    service = services()[name]
    assert service["cap_drop"] == ["ALL"]
    assert not service.keys() & {"cap_add", "privileged"}
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert bool(service.get("read_only")) is (name != "cassandra")
    limits = service["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= limits.keys()
    assert service.get("user") == (None if name in OURS else "999:999")
    assert service["restart"] == ("no" if name == "tables" else "unless-stopped")


def test_only_the_server_is_published_and_to_this_machine() -> None:
    published = {
        name: service["ports"] for name, service in services().items() if "ports" in service
    }
    assert list(published) == ["web"]
    [port] = published["web"]
    assert (port["host_ip"], port["published"]) == ("127.0.0.1", "8000")


def test_the_stores_are_reached_from_inside_only() -> None:
    whole = json.loads(compose("config", "--format", "json", **SECRETS).stdout)
    assert whole["networks"]["inside"]["internal"] is True
    for name in ("redis", "cassandra", "beat", "tables"):
        assert list(services()[name]["networks"]) == ["inside"]


@pytest.mark.parametrize("name", ["web", "worker", "browser", "beat"])
def test_who_needs_others_waits_for_them(name: str) -> None:
    waits = services()[name]["depends_on"]
    assert {other: waits[other]["condition"] for other in waits} == {
        "tables": "service_completed_successfully",
        "cassandra": "service_healthy",
        "redis": "service_healthy",
    }
    for other in ("redis", "cassandra"):
        assert services()[other]["healthcheck"]["test"]


def test_every_volume_has_a_place_that_is_written_to() -> None:
    for name in OURS:
        [volume] = services()[name]["volumes"]
        assert volume["target"] == "/data"
    assert "PRICETRAIL_DATA_DIR=/data" in (ROOT / "Dockerfile").read_text()
