"""A real server with every channel on, and the services' side of it."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
import services as fake
import yaml

from bot.settings import PROJECT


@pytest.fixture(scope="session")
def services() -> Iterator[fake.Services]:
    """Yield what stands in the place of the services."""
    services = fake.Services()
    yield services
    services.close()


@pytest.fixture(scope="session")
def server(model: Path, start_server: Callable[..., Any], services: fake.Services, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a server started with the sample credentials file, each service's address changed to the stand-in's."""
    sample = yaml.safe_load((PROJECT / "deploy" / "credentials.yml").read_text("utf-8"))
    for name in ("twilio", "telegram", "facebook", "slack"):
        sample[name]["api_url"] = services.address
    file = tmp_path_factory.mktemp("credentials") / "credentials.yml"
    file.write_text(yaml.safe_dump(sample), "utf-8")
    return start_server(
        "--credentials", str(file), PLAINSPINE_PUBLIC_URL=fake.PUBLIC_URL, PLAINSPINE_SENDER_SECRET=fake.SECRET,
        PLAINSPINE_CORS="https://clinic.example", PLAINSPINE_LOG_LEVEL="debug", PLAINSPINE_PROXIES="127.0.0.1",
        TWILIO_ACCOUNT_SID="AC1", TWILIO_AUTH_TOKEN="twilio-token",
        TELEGRAM_ACCESS_TOKEN="123:abc", TELEGRAM_SECRET_TOKEN="telegram-secret", FACEBOOK_VERIFY_TOKEN="verify-me",
        FACEBOOK_APP_SECRET="messenger-secret", FACEBOOK_PAGE_ACCESS_TOKEN="page-token", SLACK_BOT_TOKEN="xoxb-1",
        SLACK_SIGNING_SECRET="slack-secret", CALLBACK_URL=f"{services.address}/callback", CALLBACK_TOKEN="callback-token",
    )  # fmt: skip


@pytest.fixture(params=sorted(fake.ALL))
def service(request: pytest.FixtureRequest, server: Any, services: fake.Services) -> fake.Service:
    """Return each service in turn, with nothing sent yet."""
    services.taken()
    return fake.ALL[request.param](server, services)
