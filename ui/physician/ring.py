"""One ringer's worker: a process of its own that holds one address and rings when it is told.

A service that hangs hangs this process and nobody else; whoever started it ends it. The address
comes by standard input, where no list of processes shows it, and is never said again. The only
module that knows apprise.
"""

import json
import logging
import sys
from typing import TextIO

from apprise import Apprise, AppriseAsset, NotifyFormat, PersistentStoreMode

from bedside.ringing import READY, REFUSED, SENT, UNUSABLE


def ringer(url: str) -> Apprise | None:
    """None: nothing that can be rung, or a library for it is missing."""
    asset = AppriseAsset(
        app_id="bedside",
        app_desc="bedside",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        secure_logging=True,
        storage_mode=PersistentStoreMode.MEMORY,
    )
    made = Apprise(asset=asset)
    return made if made.add(url) else None


def serve(asked: TextIO, say: TextIO) -> None:
    """A line with the address, then a line for each ring; a word back for each."""
    logging.disable(logging.CRITICAL)  # a library's complaint could hold the address

    def answer(word: str) -> None:
        say.write(word + "\n")
        say.flush()

    made = ringer(json.loads(asked.readline()))
    answer(UNUSABLE if made is None else READY)
    for line in asked:
        title, body = json.loads(line)
        rang = made is not None and made.notify(
            title=title, body=body, body_format=NotifyFormat.TEXT
        )
        answer(SENT if rang else REFUSED)


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
