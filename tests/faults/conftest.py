"""Servers that a test may break."""
from __future__ import annotations

from typing import Any, Callable, Iterator

import pytest


@pytest.fixture
def start(model: Any, start_server: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Yield a function that starts a server as `start_server` does; what still runs after the test is killed."""
    started: list[Any] = []

    def begin(*arguments: str, **variables: str) -> Any:
        started.append(start_server(*arguments, **variables))
        return started[-1]

    yield begin
    for server in started:
        server.process.kill()
        server.process.wait()
