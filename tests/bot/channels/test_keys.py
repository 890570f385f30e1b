"""Names tell nobody who writes, and tokens cannot be made up."""
from __future__ import annotations

import pytest

from bot.channels.keys import SHORTEST, Keys

KEYS = Keys("k" * SHORTEST)


def test_a_name_is_always_the_same_and_differs_by_address_channel_and_secret() -> None:
    names = [KEYS.name("twilio", "+15555550123"), KEYS.name("twilio", "+15555550124"), KEYS.name("slack", "+15555550123")]
    names.append(Keys("l" * SHORTEST).name("twilio", "+15555550123"))
    assert len(set(names)) == 4 and KEYS.name("twilio", "+15555550123") == names[0]


def test_a_name_holds_nothing_of_the_address_and_fits_the_tables() -> None:
    name = KEYS.name("telegram", "5550123456")
    assert "5550123456" not in name and name.startswith("telegram-") and len(name) <= 64


@pytest.mark.parametrize("address", ["", "🙂", "\ud800", "\x00", "x" * 20_000])
def test_any_address_has_a_name(address: str) -> None:
    assert KEYS.name("callback", address).isascii()


@pytest.mark.parametrize("secret", ["", "short", "x" * (SHORTEST - 1)])
def test_a_secret_that_is_too_short_is_refused_without_being_quoted(secret: str) -> None:
    with pytest.raises(ValueError, match=f"{len(secret)} characters") as caught:
        Keys(secret)
    assert not secret or secret not in str(caught.value)


def test_a_token_that_was_issued_can_be_read_and_each_is_new() -> None:
    one, other = KEYS.issue(), KEYS.issue()
    assert one != other and one.startswith(f"{KEYS.read(one)}.") and KEYS.read(other) != KEYS.read(one)


OF_ANOTHER_SECRET = pytest.param(Keys("m" * SHORTEST).issue(), id="of another secret")


@pytest.mark.parametrize("token", [None, 5, "", ".", "made-up", "a" * 32 + "." + "b" * 32, "é.é", "\ud800.x", OF_ANOTHER_SECRET])
def test_a_token_that_was_not_issued_here_is_not_read(token: object) -> None:
    assert KEYS.read(token) is None


def test_a_name_is_no_token() -> None:
    name = KEYS.read(KEYS.issue())
    assert KEYS.read(f"{name}.{KEYS.name('x', f'token {name}').rpartition('-')[2]}") is None
