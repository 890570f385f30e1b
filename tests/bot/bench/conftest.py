"""What tests of the measurements share."""
from __future__ import annotations

import http.client

import pytest


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[http.client.HTTPConnection]:
    """Return the list to which every HTTP connection is added when it is opened; a closed one has no socket."""
    opened: list[http.client.HTTPConnection] = []

    class Watched(http.client.HTTPConnection):
        def connect(self) -> None:
            opened.append(self)
            super().connect()

    monkeypatch.setattr(http.client, "HTTPConnection", Watched)
    return opened
