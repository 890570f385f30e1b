"""Tickets: a conversation is opened by its own secret alone, and all workers agree on it."""
from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.tickets import KeyUnusable, Tickets, key

KEY = "k" * 32
TICKETS = Tickets(KEY)


def test_a_ticket_opens_its_own_conversation_and_no_other() -> None:
    mine, other = TICKETS.issue(), TICKETS.issue()
    assert TICKETS.opens(mine.id, mine.secret)
    assert not TICKETS.opens(mine.id, other.secret) and not TICKETS.opens(other.id, mine.secret)


def test_no_two_tickets_are_alike() -> None:
    issued = [TICKETS.issue() for _ in range(200)]
    assert len({ticket.id for ticket in issued}) == len({ticket.secret for ticket in issued}) == 200


def test_another_key_makes_another_secret() -> None:
    mine = TICKETS.issue()
    assert not Tickets("j" * 32).opens(mine.id, mine.secret) and Tickets(KEY).opens(mine.id, mine.secret)


@pytest.mark.parametrize("secret", [None, "", "0" * 64, "ключ", "\udcff", "x" * 100_000])
def test_a_wrong_secret_opens_nothing(secret: str | None) -> None:
    assert not TICKETS.opens(TICKETS.issue().id, secret)


@pytest.mark.parametrize("id", ["", "c-", "default", "c-" + "0" * 31, "c-" + "0" * 33, "c-" + "G" * 32, "c-" + "0" * 32 + "\n", "ключ", "\udcff"])
def test_what_was_not_issued_is_never_open_not_even_with_a_secret_made_for_it(id: str) -> None:
    assert not TICKETS.issued(id) and not TICKETS.opens(id, TICKETS._secret(id))


def test_a_ticket_does_not_show_its_secret_in_a_log() -> None:
    mine = TICKETS.issue()
    assert mine.secret not in repr(mine)


class TestKey:
    def test_a_key_is_made_once_for_the_owner_alone(self, tmp_path: Path) -> None:
        settings = Settings(conversation_key_file=tmp_path / "deep" / "key")
        made = key(settings)
        assert len(made) == 64 and key(settings) == made
        assert stat.S_IMODE(settings.conversation_key_file.stat().st_mode) == 0o600
        assert [path.name for path in settings.conversation_key_file.parent.iterdir()] == ["key"]

    def test_workers_that_start_together_get_the_same(self, tmp_path: Path) -> None:
        settings = Settings(conversation_key_file=tmp_path / "key")
        with ThreadPoolExecutor(20) as pool:
            assert len(set(pool.map(lambda _: key(settings), range(100)))) == 1

    def test_the_setting_goes_before_the_file(self, tmp_path: Path) -> None:
        settings = Settings(conversation_key=KEY, conversation_key_file=tmp_path / "key")
        assert key(settings) == KEY and not settings.conversation_key_file.exists()

    def test_a_short_one_is_refused(self) -> None:
        with pytest.raises(KeyUnusable, match="PLAINSPINE_CONVERSATION_KEY holds 3 characters. It needs 32 random ones or more."):
            key(Settings(conversation_key="abc"))

    def test_a_file_that_others_can_read_is_refused(self, tmp_path: Path) -> None:
        settings = Settings(conversation_key_file=tmp_path / "key")
        key(settings)
        settings.conversation_key_file.chmod(0o644)
        with pytest.raises(KeyUnusable, match="can be read by others. Run: chmod 600 "):
            key(settings)

    def test_a_place_that_cannot_be_written_names_the_remedy(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(KeyUnusable, match="Set PLAINSPINE_CONVERSATION_KEY to 32 random characters"):
            key(Settings(conversation_key_file=tmp_path / "file" / "key"))
