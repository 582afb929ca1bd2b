"""Sentences for whoever has no window to read them in: both languages, to standard error.

Before the settings were read nobody knows which language the reader has, so each sentence is
said twice. Decides nothing.
"""

import os
import sys
import tempfile
import traceback
from types import TracebackType
from typing import NoReturn

import typer

from bedside.text import Language, Text
from ui.i18n import Words, mark

FAULT = mark(
    "There was a fault in the program itself. What was recorded is kept. The details, for whoever "
    "repairs it, are in {file}."
)


def both(sentence: str, **values: object) -> Text:
    """A sentence of the code in both languages, with its values put in."""
    nb, en = (Words(language).text(sentence).format(**values) for language in Language)
    return Text(nb=nb, en=en)


def say(text: Text) -> None:
    for language in Language:
        typer.echo(text.of(language), err=True)


def not_so(text: Text) -> NoReturn:
    """What was asked for is not so, or could not be done: exit status 1."""
    say(text)
    raise typer.Exit(1)


def wrong_use(text: Text) -> NoReturn:
    """It was asked for wrongly: exit status 2."""
    say(text)
    raise typer.Exit(2)


def faults_in_words() -> None:
    """From now on an exception nobody caught is one sentence; its stack goes to a file."""
    sys.excepthook = _told


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    handle, name = tempfile.mkstemp(prefix="bedside-fault-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exception(kind, error, trace, file=file)
    say(both(FAULT, file=name))
