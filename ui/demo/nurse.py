"""The scripted nurse: what a nurse does, in her order, through the real screens and nothing else.

She presses what she sees by its name, in the language of the demonstration.
"""

from dataclasses import dataclass

from bedside.protocol_base import Item
from bedside.protocol_lists import Answer
from bedside.protocol_lookup import clear_answer, groups_in, questions_in
from ui.app import Bedside
from ui.demo.camera import Camera
from ui.demo.cast import PIN
from ui.demo.hands import Hands
from ui.demo.play import Play
from ui.i18n import Words
from ui.view import Place, View

ANSWER_KEYS = {Answer.YES: 0, Answer.NO: 1, Answer.UNSURE: 2, Answer.NOT_ASKED: 3}


@dataclass
class Nurse:
    hands: Hands
    play: Play
    camera: Camera
    app: Bedside
    words: Words
    plan: str = "standard"  # the measuring plan that the doctor chooses

    @property
    def view(self) -> View:
        return self.app.view(self.app.now())

    def see(self, sentence: str) -> bool:
        return self.hands.sees(self.words.text(sentence))

    def press(self, sentence: str) -> None:
        """A button by its English sentence, in whatever language it stands there."""
        self.hands.press(self.words.text(sentence))

    def press_named(self, name: str) -> None:
        self.hands.press(name)

    def type(self, sentence: str, text: str) -> None:
        self.hands.type(self.words.text(sentence), text)

    def hold(self, sentence: str) -> None:
        self.hands.hold(self.words.text(sentence), lambda: self.play.let_pass(1.3))

    def picture(self, name: str) -> None:
        self.camera.take(name)

    def at(self, place: Place) -> bool:
        return self.app.place is place

    def pin(self) -> None:
        """Four digits on the pad, and the tick."""
        for digit in PIN:
            self.hands.press(digit)
        self.press("Sign")

    def answer(self, question: str, answer: Answer) -> None:
        """One press on one of the four answers of a day-check question."""
        check = self.view.protocol.day_check
        label = next(self.words.of(a.text) for a in check.answer if a.answer is answer)
        asked = next(q for q in check.question if q.id == question)
        number = ANSWER_KEYS[answer] + 1
        self.hands.press(f"{number} {label}: {self.words.of(asked.text)}")

    def questions(self, tab: str) -> list[tuple[str, Answer | None]]:
        """The questions of a tab with the answer that clears each; None: it wants a value."""
        check = self.view.protocol.day_check
        return [
            (question.id, clear_answer(check, question))
            for group in groups_in(check, tab)
            for question in questions_in(check, group.id)
        ]

    def type_entry(self, item: str, key: str, text: str) -> None:
        """What is written beside an answer, by the entry's own label."""
        check = self.view.protocol.day_check
        asked = next(q for q in check.question if q.id == item)
        entry = next(e for e in asked.entries if e.key == key)
        self.hands.type(self.words.of(entry.text), text)

    def type_prepared(self, item: str, key: str, text: str) -> None:
        """What is written beside a line of the preparation."""
        items = self.view.protocol.preparation.item
        self.hands.type(self._entry(items, item, key), text)

    def type_consent(self, item: str, key: str, text: str) -> None:
        self.hands.type(self._entry(self.view.protocol.consent.treatment, item, key), text)

    def press_consent(self, item: str, key: str, choice: str) -> None:
        """One of the choices beside a line of the consent."""
        self._choose(self.view.protocol.consent.treatment, item, key, choice)

    def type_at_home(self, item: str, key: str, text: str) -> None:
        """What is written beside a line of going home."""
        self.hands.type(self._entry(self.view.protocol.discharge.item, item, key), text)

    def press_at_home(self, item: str, key: str, choice: str) -> None:
        """One of the choices beside a line of going home; "yes" and "no" where it asks that."""
        self._choose(self.view.protocol.discharge.item, item, key, choice)

    def _choose(self, items: tuple[Item, ...], item: str, key: str, choice: str) -> None:
        entry = next(e for line in items if line.id == item for e in line.entries if e.key == key)
        yes_no = {"yes": self.words.text("Yes"), "no": self.words.text("No")}
        named = {c.key: self.words.of(c.text) for c in entry.choices}
        self.hands.press(f"{(named or yes_no)[choice]}: {self.words.of(entry.text)}")

    def _entry(self, items: tuple[Item, ...], item: str, key: str) -> str:
        entries = next(line.entries for line in items if line.id == item)
        return self.words.of(next(e.text for e in entries if e.key == key))
