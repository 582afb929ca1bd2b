"""Every line that the log can show has its icon: one that is missing would stop the painting."""

import ast
import inspect

import resources
from ui import log_rows


def icons_of_the_log():
    """The first of each triple that is returned for a kind of event."""
    return {
        first.value
        for node in ast.walk(ast.parse(inspect.getsource(log_rows)))
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple)
        for first in node.value.elts[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    }


def test_every_icon_of_the_log_is_drawn_by_us():
    named = icons_of_the_log()
    assert len(named) > 5
    there = {file.stem for file in resources.path("icons").glob("*.svg")}
    assert named - there == set()
