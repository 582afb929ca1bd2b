"""What came of a staff list, in words: how many were taken, or what is wrong with which row."""

from bedside.staff_list import Problem
from ui.codes import said
from ui.i18n import Words, mark
from ui.screens.report_aside import NOT_WRITTEN
from ui.screens.setup_state import REFUSED
from ui.view import StaffImported
from ui.widgets.words import Run
from ui.widgets.words import Words as Sentence

PROBLEMS = {
    "empty": mark("there is nobody in the list."),
    "too_long": mark("this is too long to be a list of staff."),
    "pin_column": mark("PINs are not imported. Take the column out: each chooses a PIN here."),
    "unknown_column": mark("nobody knows the column “{column}”."),
    "no_column": mark("the column “{column}” is missing."),
    "column_twice": mark("two columns mean the same."),
    "too_many_cells": mark("there are more cells than columns."),
    "no_name": mark("the name is missing."),
    "bad_name": mark("this can be no name."),
    "bad_id": mark("“{id}” can be no id: letters, digits, dot and hyphen."),
    "unknown_role": mark(
        "there is no role “{role}”: nurse, doctor, consultant, clinical owner, system owner."
    ),
    "hpr_unreadable": mark("“{number}” is no HPR number: digits alone."),
    "not_yes_no": mark("{column} is yes or no, not “{text}”."),
    "no_date": mark("{column} is a date such as 24.11.2026, not “{text}”."),
    "training_ahead": mark("the training has not taken place yet."),
    "training_unreadable": mark("the date of the training cannot be read."),
    "twice": mark("{name} stands in the list twice."),
    "last_owner": mark("after this nobody would answer for this workstation."),
}
MOST = 4  # problems that are said; the others are counted


def problem_text(problem: Problem, words: Words) -> str:
    """ "Row 3: the name is missing." """
    sentence = words.text(PROBLEMS[problem.code]).format(**problem.values)
    return words.text("Row {n}: {what}").format(n=problem.row, what=sentence)


def imported_text(found: StaffImported | None, words: Words) -> Sentence:
    """What the set-up says under the button."""
    _ = words.text
    if found is None:
        return _(
            "A CSV file with name and role; phone, hpr, specialist, trained, ended, id if known."
        )
    if found.refused:
        return said(words, REFUSED | {"no_file": NO_FILE} | NOT_WRITTEN, found.refused)
    if found.problems:
        told = [problem_text(problem, words) for problem in found.problems[:MOST]]
        if len(found.problems) > MOST:
            told.append(_("And {n} more.").format(n=len(found.problems) - MOST))
        return (Run(_("Nobody was taken from the list. "), bold=True), Run(" ".join(told)))
    taken = _("{added} added, {changed} changed.").format(added=found.added, changed=found.changed)
    if not found.without_pin:
        return taken
    choose = _("{n} have no PIN yet: press the name, and let the person type one.")
    return f"{taken} {choose.format(n=found.without_pin)}"


NO_FILE = mark("This file cannot be read.")
