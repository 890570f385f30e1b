"""Servers that a test may break. Whatever broke, none of them has written down what the patients told them."""
from __future__ import annotations

from typing import Any, Callable, Iterator

import pytest
from canaries import FROM, leaks


@pytest.fixture(scope="session")
def servers() -> list[Any]:
    """Return the servers that these tests have started and that were not killed after a test."""
    return []


@pytest.fixture(scope="session")
def start_server(start_server: Callable[..., Any], servers: list[Any]) -> Callable[..., Any]:
    """Return what starts a server that logs all it can, and to which messages come from a marked address."""

    def begin(*arguments: str, **variables: str) -> Any:
        told = {"PLAINSPINE_LOG_LEVEL": "debug", "PLAINSPINE_PROXIES": "127.0.0.1"}
        server = start_server(*arguments, **{**told, **variables})
        server.headers = FROM
        servers.append(server)
        return server

    return begin


@pytest.fixture
def start(model: Any, start_server: Callable[..., Any], servers: list[Any]) -> Iterator[Callable[..., Any]]:
    """Yield a function that starts a server as `start_server` does; what still runs after the test is killed."""
    started: list[Any] = []

    def begin(*arguments: str, **variables: str) -> Any:
        started.append(start_server(*arguments, **variables))
        return started[-1]

    yield begin
    for server in started:
        server.process.kill()
        server.process.wait()
        servers.remove(server)


@pytest.fixture(autouse=True)
def nothing_leaks(start: Callable[..., Any], servers: list[Any]) -> Iterator[None]:
    """Look through all that the servers have written, before `start` kills them."""
    yield
    assert set().union(*(leaks(server) for server in servers)) == set()
