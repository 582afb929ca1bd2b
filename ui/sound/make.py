"""`python -m ui.sound.make [FOLDER]`: writes the WAV files that bedside ships, from its tables."""

import sys
from pathlib import Path

import resources
from bedside.bursts import BURSTS
from ui.sound.render import samples, wav

SHIPPED = "sounds"


def made() -> dict[str, bytes]:
    """Each file by its name."""
    return {f"{priority.value}.wav": wav(samples(burst)) for priority, burst in BURSTS.items()}


def main(arguments: list[str]) -> int:
    if len(arguments) > 1 or any(word.startswith("-") for word in arguments):
        sys.stderr.write("usage: python -m ui.sound.make [FOLDER]\n")
        return 2
    folder = Path(arguments[0]) if arguments else resources.path(SHIPPED)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in made().items():
        (folder / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
