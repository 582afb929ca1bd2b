"""The parts of the report, in reading order: each writes itself on the paper, or nothing."""

from collections.abc import Callable

from bedside.summary import Summary
from ui.export.asked import checks, consent, home
from ui.export.front import front, timeline
from ui.export.given import drugs
from ui.export.happened import deviations, emergencies, notes, signatures
from ui.export.measured import alarms, physician, vitals
from ui.export.paper import Paper
from ui.export.series import series
from ui.export.told import Told

Section = Callable[[Paper, Summary, Told], None]

ALL: tuple[Section, ...] = (
    front,
    timeline,
    vitals,
    alarms,
    physician,
    emergencies,
    drugs,
    consent,
    home,
    deviations,
    notes,
    checks,
    series,
    signatures,
)
