"""Names for conversations that tell nobody who takes part in them."""
from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Optional

SHORTEST = 32  # characters of the secret


class Keys:
    """Makes names with a secret that only the clinic has.

    A phone number alone could be found from a plain hash by trying all phone numbers; without the secret that fails.
    """

    def __init__(self, secret: str) -> None:
        """Raises ValueError when `secret` is too short to keep anything."""
        if len(secret) < SHORTEST:
            raise ValueError(f"the secret has {len(secret)} characters, but it needs at least {SHORTEST}")
        self._secret = secret.encode()

    def name(self, channel: str, address: str) -> str:
        """Return the name of what `address` stands for in `channel`: always the same, and without the address in it."""
        return f"{channel}-{self._mark(f'{channel} {address}')}"

    def issue(self) -> str:
        """Return a token for a new conversation, which nobody else can make or guess."""
        return self._token(secrets.token_hex(16))

    def read(self, token: object) -> Optional[str]:
        """Return the name of the conversation of `token`, or None when it was not issued here."""
        if not isinstance(token, str) or not token.isascii():
            return None
        name = token.partition(".")[0]
        return name if hmac.compare_digest(self._token(name), token) else None

    def _token(self, name: str) -> str:
        return f"{name}.{self._mark(f'token {name}')}"

    def _mark(self, text: str) -> str:
        return hmac.new(self._secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
