"""Which ringers are to ring, of which alert, and what they say. Pure; sends nothing.

A ringer (SMS, e-mail, pager, a chat) only draws attention: it has no receipt, and nobody's help is
believed because of it (ALARMS A.10, DIS). So its words hold no name, no number and no value, and
what counts stays with the page (ALARMS B.7). Everything it needs stands in the record: the alert
itself is the outbox, and each ring is made once for each key.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bedside.alert_stage import TAKEN, Stage, last_sent
from bedside.alerts import Alert, Alerts
from bedside.escalation import Case

# a worker's word: it can ring; it never can; the service took it, or did not; it said nothing
READY, UNUSABLE, SENT, REFUSED, SILENT = "ready", "unusable", "sent", "refused", "silent"
MARK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
MARK_LENGTH = 6
NOT_ANSWERED = frozenset({Stage.FAILED, Stage.UNANSWERED})


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring of one ringer: the key of what was sent. `test`: of a check-in."""

    session: str
    alert: int
    version: int
    step: int
    again: int
    ringer: str
    test: bool = False

    @property
    def mark(self) -> str:
        """Letters that say "the same message" to whoever gets it twice; they hold no number."""
        told = f"{self.session}/{self.alert}/{self.version}/{self.step}/{self.again}"
        digest = hashlib.sha256(told.encode()).digest()
        return "".join(MARK_LETTERS[b % len(MARK_LETTERS)] for b in digest[:MARK_LENGTH])


def due(
    session: str, alerts: Alerts, cases: Iterable[Case], ringers: Collection[str]
) -> tuple[Ring, ...]:
    """Every ring that should have been made by now and was not: nothing is due twice.

    A MEDIUM goes to the page alone until nobody has answered it; the test of a check-in rings each
    ringer once, which is their own test (ALARMS C.2, C.7).
    """
    found = []
    for case in cases:
        alert = alerts.by_number.get(case.alert)
        if alert is None or case.stage in TAKEN or not (case.all_channels or alert.alarm is None):
            continue
        sent, test = last_sent(alert), alert.alarm is None
        again = 1 if not test and (case.ring_again or case.stage in NOT_ANSWERED) else 0
        for ringer in ringers:
            ring = Ring(session, alert.alert, sent.version, sent.step, again, ringer, test)
            if not _rang(alert, ring):
                found.append(ring)
    return tuple(found)


def _rang(alert: Alert, ring: Ring) -> bool:
    """It took this message, or one that came after it of the same version."""
    return any(
        r.sent
        and r.ringer == ring.ringer
        and (r.version, r.step, r.again) >= (ring.version, ring.step, ring.again)
        for r in alert.rung
    )


def last_tries(alert: Alert) -> dict[str, bool]:
    """Of each ringer that was asked for the newest version: whether it took the last message."""
    return {r.ringer: r.sent for r in alert.rung if r.version == alert.version}
