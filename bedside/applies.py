"""Which of the protocol's lines apply to this session. Knows no answer's meaning."""

from typing import assert_never

from bedside.events import Drug, Route
from bedside.protocol_base import When
from bedside.session import Session


def first_infusion(session: Session) -> bool:
    """Nobody identified yet counts as the first: then everything is asked."""
    patient = session.patient
    return patient is None or (patient.phase == "start" and patient.number == 1)


def route(session: Session) -> Route:
    order = session.prescription.order
    return order.route if order else "iv"


def was_given(session: Session, drug: Drug) -> bool:
    return bool(session.prn.doses(drug))


def breastfeeding(session: Session) -> bool:
    """Anything but a clear no: then the advice is given."""
    answer = session.answers.latest("D-11")
    return answer is None or answer.answer != "no"


def longer_min(session: Session) -> int:
    """Minutes of longer observation that a doctor has set; the latest word counts. 0: none."""
    if session.departure.longer:
        return max(0, session.departure.longer[-1].minutes)
    order = session.prescription.order
    return max(0, order.longer_observation_min or 0) if order else 0


def applies(when: When, session: Session) -> bool:
    match when:
        case When.ALWAYS:
            return True
        case When.FIRST_INFUSION:
            return first_infusion(session)
        case When.IV:
            return route(session) == "iv"
        case When.IM:
            return route(session) == "im"
        case When.BREASTFEEDING:
            return breastfeeding(session)
        case When.EXTENDED_WATCH:
            return longer_min(session) > 0
        case When.MIDAZOLAM_GIVEN:
            return was_given(session, "midazolam")
        case _:
            assert_never(when)
