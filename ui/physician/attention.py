"""Which ringers ring now, of the sessions that the page follows, and what that leaves behind."""

import logging
from collections.abc import Sequence

from bedside import escalation, ringing
from bedside.clock import Instant
from bedside.events import WATCH, RingerTried
from bedside.ringers import Box
from bedside.ringing import Ring
from bedside.store import StoreError
from bedside.text import Language
from ui.physician.page import Page
from ui.physician.ringers import Ringers
from ui.physician.state import contacts_of
from ui.physician.wording import ring_words

log = logging.getLogger("bedside.physician")


def ringers_for(
    page: Page,
    box: Box,
    room: str,
    language: Language,
    *,
    simulated: bool,
    command: Sequence[str] = (),
) -> Ringers:
    """The ringers of this page's room; what they did is written into its record."""

    def text(ring: Ring) -> tuple[str, str]:
        opened = page.records.session(ring.session).opened
        pretended = simulated or (opened is not None and opened.simulated)
        where = opened.room if opened else room
        return ring_words(ring, where, page.words[language], simulated=pretended)

    def told(ring: Ring, sent: bool, why: str) -> None:
        tried = RingerTried(
            alert=ring.alert,
            version=ring.version,
            step=ring.step,
            again=ring.again,
            ringer=ring.ringer,
            sent=sent,
            why=why,
        )
        try:
            page.write(ring.session, (tried,), page.now(), WATCH)
        except StoreError as error:
            log.warning("a ring was not recorded: %s", error)

    return Ringers(box, page.now, text, told, page.protocol.escalation.retry_after_s, command)


def ring_due(page: Page, ringers: Ringers, now: Instant) -> None:
    """Every ring that is due of today's open sessions is begun; nothing is waited for."""
    ringers.look()
    if not ringers.known:
        return
    protocol = page.protocol
    for name, session in page.records.listed(now):
        if not session.alerts.open:
            continue
        cases = escalation.situation(
            session.alerts,
            session.alarms,
            protocol.escalation,
            contacts_of(session, protocol),
            now,
        )
        ringers.ring(ringing.due(name, session.alerts, cases, tuple(ringers.known)))
