"""The alphabet of text messages: what fits in one, and which characters would force a costlier encoding.

Source: 3GPP TS 23.038, GSM 7-bit default alphabet and its extension table.
"""
from __future__ import annotations

_ONE = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO = set("^{}\\[~]|€\f")  # sent as an escape and a character


def length(text: str) -> int:
    """Return how many characters of a text message `text` takes up."""
    return len(text) + sum(text.count(character) for character in _TWO)


def foreign(text: str) -> list[str]:
    """Return the characters of `text` that the alphabet lacks, each once, sorted."""
    return sorted(set(text) - _ONE - _TWO)
