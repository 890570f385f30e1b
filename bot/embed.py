"""The chat element's file as pages load it, and the lines that put the chat on a clinic's page (docs/how-to/embed.md)."""
from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from bot.content.clinic import Clinic
from bot.settings import PROJECT

FILE = PROJECT / "widget" / "dist" / "plainspine-chat.js"
# What the chat needs in a frame: scripts, this tab's storage, sources in new tabs, phone links, a saved or printed copy.
SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"


@dataclass(frozen=True)
class Script:
    """The built element: one file that needs no other."""

    data: bytes

    @property
    def path(self) -> str:
        """The address at the server that always means these very bytes."""
        return f"/widget.{hashlib.sha256(self.data).hexdigest()[:16]}.js"

    @property
    def integrity(self) -> str:
        """What a browser checks the file against (https://www.w3.org/TR/SRI/)."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.data).digest()).decode()}"


def script() -> Script:
    """Return the element's file as it is built."""
    return Script(FILE.read_bytes())


def origin(address: str) -> str:
    """Return scheme, host and port of a server's address, without anything after them.

    Raises:
        ValueError: it is no address of a server; the message says what one looks like.
    """
    parts = urlsplit(address.strip())
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError(f"'{address}' is not the address of a server, such as https://chat.clinic.example")
    return f"{parts.scheme}://{parts.netloc}"


def lines(server: str, clinic: Clinic, built: Script) -> dict[str, str]:
    """Return the lines for a page: the checked script (`script`), the newest script (`newest`) and the frame (`frame`)."""
    phone, emergency = escape(clinic.phone.display), escape(clinic.emergency.display)
    element = (
        f'<plainspine-chat phone="{phone}" emergency="{emergency}">\n'
        f"  <p>Call the clinic: {phone}. In an emergency, call {emergency}.</p>\n"
        "</plainspine-chat>"
    )
    checked = f'<script src="{server}{built.path}" integrity="{built.integrity}" crossorigin="anonymous" defer></script>'
    frame = (
        f'<iframe src="{server}/embed" title="Chat of {escape(clinic.name)}" width="420" height="640" sandbox="{SANDBOX}"></iframe>\n'
        f"<p>Call the clinic: {phone}. In an emergency, call {emergency}.</p>"
    )
    return {"script": f"{checked}\n{element}", "newest": f'<script src="{server}/widget.js" defer></script>\n{element}', "frame": frame}
