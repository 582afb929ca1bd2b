"""The strip at the foot, from the view: the patient, physical contact, and the physician. Pure."""

from bedside.touch import SITES
from ui.figures import written_date
from ui.frame_physician import physician_state
from ui.i18n import Words
from ui.view import View
from ui.widgets.contact import Touch
from ui.widgets.strip import QuickWords, StripState


def strip_state(view: View, words: Words) -> StripState:
    _, session = words.text, view.session
    patient, weight = session.patient, session.prescription.weight_kg
    name, line, short = "", _("No session open"), _("No session open")
    if view.locked and session.opened is not None:
        line = short = _("Covered")
    elif patient is not None:
        name = patient.name
        parts = [_("b. {date}").format(date=written_date(patient.birth_date, words))]
        if weight is not None:
            parts.append(f"{words.number(weight)} kg")
        short = " · ".join(parts)
        allergies = patient.allergies or _("none")
        line = " · ".join([*parts, _("CAVE: {what}").format(what=allergies)])
    elif session.opened is not None:
        name = _("Unknown patient")
    touch = session.touch
    places = tuple(
        Touch(words.of(site.text), touch.permits(SITES[number]))
        for number, site in enumerate(view.protocol.consent.site[: len(SITES)])
    )
    answered = touch.answered and bool(touch.granted)
    none = view.protocol.consent.no_touch if touch.answered else view.protocol.consent.not_settled
    locked = ""
    if touch.locked_at is not None:
        locked = _("locked {time}").format(time=words.time(touch.locked_at))
    return StripState(
        patient=name,
        patient_line=line,
        patient_short=short,
        touch_title=words.of(view.protocol.consent.heading),
        quick=QuickWords(_("Call doctor"), _("As needed"), _("Note"), _("EMERGENCY")),
        physician=physician_state(view, words),
        touch=places if answered else (),
        touch_none="" if answered else words.of(none),
        touch_locked=locked,
        emergency=session.emergency.open,
        touch_spoken=", ".join(
            f"{place.place}: {_('yes') if place.allowed else _('no')}" for place in places
        ),
    )
