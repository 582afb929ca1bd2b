"""Files, not code: the protocol, fonts, icons, sounds, scenarios and catalogues."""

from pathlib import Path


def path(name: str) -> Path:
    """The file `name` (such as "protocol/limits.toml") as it lies on this disk."""
    return Path(__file__).parent / name
