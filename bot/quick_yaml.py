"""Reads the project's own YAML. Content files, which clinicians write, have a reader that finds lines again (bot/content/yaml_file.py)."""
from __future__ import annotations

from typing import Any

import yaml

# Ten times as quick, where PyYAML was built with it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """Return what `text` holds. Raises yaml.YAMLError when it is not YAML."""
    return yaml.load(text, _Loader)
