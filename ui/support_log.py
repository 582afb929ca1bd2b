"""What of a log may leave the house: where and when something failed, never what was in it.

A message may hold anything, a name too. So nothing is removed from a line: only what is known to be
ours is taken from it, that is the time, the level, the logger, our own first words, the places in
the source, and the class of an error. The rest is counted.
"""

import re
from collections.abc import Iterable, Iterator

# The first words of our own messages, up to what they are filled with.
OUR_WORDS = (
    "reader of oximeter",
    "reader of nibp",
    "last words to oximeter",
    "last words to nibp",
    "raw bytes of oximeter",
    "raw bytes of nibp",
    "raw bytes of",
    "fault in screen",
    "fault in",
    "the record",
    "not understood",
    "a receipt was not recorded",
    "the port is not free yet",
    "the scripted nurse could not go on",
    "alarm sound",
)
LEFT_OUT = "(left out)"

_HEAD = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (DEBUG|INFO|WARNING|ERROR|CRITICAL)"
    r" ([a-z_]+(?:\.[a-z_]+)*): (.*)"
)
_PLACE = re.compile(r'  File "([^"]*)", line (\d+), in ([A-Za-z_<>][\w<>.]*)')
_ERROR = re.compile(r"((?:[a-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning))(?::.*)?")
_NUMBER = re.compile(r"\[(Errno|WinError) (\d+)\]")
_BETWEEN = (
    "Traceback (most recent call last):",
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)
_OUR_FOLDERS = ("bedside", "devices", "ui", "resources")


def safe_lines(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a log with everything left out that a person may have typed or been."""
    left_out = 0
    for line in lines:
        safe = _safe(line.rstrip("\n"))
        if safe is None:
            left_out += 1
            continue
        if left_out:
            yield f"({left_out} lines left out)"
            left_out = 0
        yield safe
    if left_out:
        yield f"({left_out} lines left out)"


def _safe(line: str) -> str | None:
    if head := _HEAD.fullmatch(line):
        at, level, logger, message = head.groups()
        return f"{at} {level} {logger}: {_first_words(message)}"
    if place := _PLACE.fullmatch(line):
        file, number, function = place.groups()
        return f"  {_file(file)}:{number} in {function}"
    if line in _BETWEEN:
        return line
    if error := _ERROR.fullmatch(line):
        number = _NUMBER.search(line)
        return f"{error[1]}{f' {number[0]}' if number else ''}"
    return None


def _first_words(message: str) -> str:
    found = next((ours for ours in OUR_WORDS if message.startswith(ours)), None)
    if found is None:
        return LEFT_OUT
    return found if message == found else f"{found} {LEFT_OUT}"


def _file(path: str) -> str:
    """Without the folders of this computer, in which a person's name may stand."""
    parts = re.split(r"[/\\]+", path)
    for folder in ("site-packages", "dist-packages"):
        if folder in parts:
            return "/".join(parts[parts.index(folder) + 1 :])
    ours = next((n for n, part in enumerate(parts) if part in _OUR_FOLDERS), None)
    return parts[-1] if ours is None else "/".join(parts[ours:])
