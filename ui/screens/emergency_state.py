"""What an emergency shows: the card's symptoms and steps, in the protocol's words and order. Pure.

What a step leads to is for the screen.
"""

from dataclasses import dataclass

from bedside.emergency import Episode
from bedside.protocol_help import Action, Card, Does
from ui.i18n import Words, minutes_and_seconds
from ui.phones import physician_phone
from ui.view import View
from ui.widgets.action import ActionState
from ui.widgets.chips import Chip


@dataclass(frozen=True, slots=True)
class EmergencyState:
    since: str
    lasted: str
    card: Card | None
    symptoms: tuple[Chip, ...]
    note: str
    rows: tuple[tuple[ActionState, ...], ...]  # steps of one branch stand side by side


def emergency_state(view: View, words: Words) -> EmergencyState:
    episode = view.session.emergency.now
    card = _card(view, episode)
    began = episode.began_at if episode else view.now.wall
    return EmergencyState(
        since=words.time_s(began),
        lasted=_lasted((view.now.wall - began).total_seconds()),
        card=card,
        symptoms=_symptoms(view, card, episode, words),
        note=words.of(card.note) if card and card.note else "",
        rows=_rows(view, card, episode, words),
    )


def _lasted(passed_s: float) -> str:
    """A clock that was set back cannot say it."""
    return minutes_and_seconds(passed_s) if passed_s >= 0 else "–"


def _card(view: View, episode: Episode | None) -> Card | None:
    chosen = episode.category if episode else ""
    return next((c for c in view.protocol.emergency.card if c.id == chosen), None)


def _symptoms(
    view: View, card: Card | None, episode: Episode | None, words: Words
) -> tuple[Chip, ...]:
    if card is None:
        return ()
    names = {s.id: words.of(s.text) for s in view.protocol.symptoms.symptom}
    there = episode.symptoms_present if episode else frozenset()
    return tuple(Chip(s, names.get(s, s), s in there) for s in card.symptoms)


def _rows(
    view: View, card: Card | None, episode: Episode | None, words: Words
) -> tuple[tuple[ActionState, ...], ...]:
    """What holds for every card first, then the card's own steps in the protocol's order."""
    done = {tick.what: tick.at for tick in (episode.actions if episode else ())}

    def told(action: Action, number: str) -> ActionState:
        return ActionState(
            id=action.id,
            words=words.of(action.text),
            number=number,
            second=_second(view, action, words),
            done_at=words.time_s(done[action.id]) if action.id in done else "",
            spoken_done=words.text("done"),
        )

    rows: list[tuple[ActionState, ...]] = [
        (told(action, ""),) for action in first_steps(view, card)
    ]
    if card is not None:
        rows += _card_rows(
            [(a.branch or "", told(a, str(n))) for n, a in enumerate(card.actions, start=1)]
        )
    return tuple(rows)


def _card_rows(steps: list[tuple[str, ActionState]]) -> list[tuple[ActionState, ...]]:
    """Two of one branch that follow each other share a line: one or the other is done."""
    rows: list[tuple[ActionState, ...]] = []
    open_branch = ""
    for branch, state in steps:
        if branch and branch == open_branch and len(rows[-1]) == 1:
            rows[-1] = (*rows[-1], state)
        else:
            rows.append((state,))
        open_branch = branch
    return rows


def closer(rows: tuple[tuple[ActionState, ...], ...]) -> tuple[tuple[ActionState, ...], ...]:
    """On a small screen the first step of the card stands beside what holds for every card."""
    if len(rows) > 1 and len(rows[0]) == len(rows[1]) == 1 and rows[1][0].number:
        return ((*rows[0], *rows[1]), *rows[2:])
    return rows


def first_steps(view: View, card: Card | None) -> tuple[Action, ...]:
    """Above every card. What the card says itself, and help, which the foot calls, not twice."""
    first = view.protocol.emergency.first
    if card is None:
        return first
    own = {action.does for action in card.actions} | {Does.CALL_HELP}
    return tuple(a for a in first if a.does not in own or a.does is Does.NOTHING)


def _second(view: View, action: Action, words: Words) -> str:
    _ = words.text
    if action.does is Does.CALL_PHYSICIAN:
        backup = view.session.people.backup
        name = backup.name if backup else _("Back-up physician")
        return f"{name} {physician_phone(view)}"
    if action.does is Does.STOP_INFUSION:
        given = words.number(view.session.infusion.given_mg(view.now), 1)
        return _("{mg} mg given so far").format(mg=given)
    if action.only_if is not None:
        return words.of(action.only_if)
    return words.of(action.explanation) if action.explanation else ""
