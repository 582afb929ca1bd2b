"""What is typed on a screen and not recorded yet, beside the view it is shown with.

For a screen whose presses stand in more than one module. Knows no widget and no rule.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Generic, TypeVar

from ui.i18n import Words
from ui.view import Acts, View

D = TypeVar("D")  # the screen's draft, a frozen dataclass


class Sheet(Generic[D]):
    """Calls `show` with the last view whenever the draft has changed."""

    def __init__(self, draft: D, words: Words, acts: Acts, show: Callable[[View], None]) -> None:
        self.draft, self.words, self.acts, self._show = draft, words, acts, show
        self.view: View | None = None  # None: nothing was shown yet

    def change(self, **what: object) -> None:
        self.draft = replace(self.draft, **what)  # type: ignore[type-var]
        if self.view is not None:
            self._show(self.view)
