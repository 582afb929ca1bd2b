"""Going home and signing: every mg accounted for, somebody else's signature, nothing left open."""

import pytest

from bedside import events
from bedside.text import Language
from tests.bedside.course import answer, told
from tests.bedside.telling import DOCTOR, NURSE, SECOND, D
from tests.ui import whole
from tests.ui.fakes import FakeActs
from tests.ui.press import beginning, inside, named, names, press, write
from tests.ui.views import view_at, watching
from ui.i18n import Words
from ui.screens.home import HomeScreen
from ui.screens.home_ledger import LedgerDraft, Step, ledger_state
from ui.screens.home_rows import home_rows, item_events, item_form
from ui.screens.home_state import HomeDraft, home_state, open_names
from ui.view import Place
from ui.widgets.checklist import Row
from ui.widgets.words import plain

NB, EN = Words(Language.NB), Words(Language.EN)
PIN = "4711"


def watched(midazolam=False):
    return whole.watched_home(whole.infused(midazolam=midazolam))


def seen(telling, **changes):
    return view_at(
        telling, Place.HOME, watch=watching(telling.now, spo2=97, pulse_rate=72), **changes
    )


def ledger(telling, draft=None, words=NB):
    return ledger_state(seen(telling), words, draft or LedgerDraft())


# --- the list --------------------------------------------------------------------------------

LISTS = [
    ("a plain session", [], ["U-07", "U-08", "U-09", "U-11", "U-12", "U-14"]),
    (
        "a patient who breastfeeds is told of 48 hours",
        [answer("D-11", "yes")],
        ["U-07", "U-08", "U-09", "U-10", "U-11", "U-12", "U-14"],
    ),
]


@pytest.mark.parametrize(("sentence", "before", "items"), LISTS)
def test_what_is_on_the_list(sentence, before, items):
    assert [row.id for row in home_rows(seen(watched().tell(*before)), NB)] == items


def test_what_is_done_says_when_and_what_was_written():
    rows = {row.id: row for row in home_rows(seen(whole.informed(watched())), NB)}
    assert all(rows[id_].row is Row.DONE for id_ in ("U-07", "U-08", "U-09", "U-11", "U-12"))
    assert rows["U-08"].second == "tatt imot · 00 00 00 00"
    assert rows["U-09"].second == "26.11.2026"
    assert rows["U-12"].second == "drosje"
    assert rows["U-14"].row is Row.TODO


def test_a_corrected_answer_keeps_the_first_struck_through():
    telling = watched().tell(told("U-07"))
    back = told("U-07", "no", corrects=telling.session.last_seq, reason="ikke sagt ennå")
    row = home_rows(seen(telling.tell(back)), NB)[0]
    assert row.row is Row.TODO
    struck = [run.text for run in row.second if run.struck]
    assert struck == [f"ja {NB.time(telling.session.departure.history('U-07')[0].at)}"]
    assert plain(row.second).endswith("ikke sagt ennå")


# (sentence, item, typed, missing, what is recorded)
FORMS = [
    ("accepted needs a number", "U-08", {"follow_up": "accepted"}, ["telephone number"], None),
    (
        "accepted with a number and a time",
        "U-08",
        {"follow_up": "accepted", "follow_up_at": "9:30", "follow_up_phone": "00 00 00 00"},
        [],
        [
            told("U-08.follow_up_at", value="09:30"),
            told("U-08.follow_up_phone", value="00 00 00 00"),
            told("U-08", "accepted"),
        ],
    ),
    ("declined needs nothing", "U-08", {"follow_up": "declined"}, [], [told("U-08", "declined")]),
    ("no answer is no answer", "U-08", {}, ["Answer"], None),
    (
        "a time that is none",
        "U-08",
        {"follow_up": "declined", "follow_up_at": "25:00"},
        ["Time"],
        None,
    ),
    ("the talk without a date", "U-09", {}, [], [told("U-09")]),
    (
        "the talk on a day",
        "U-09",
        {"integration_talk_on": "26.11.2026"},
        [],
        [told("U-09.integration_talk_on", value="2026-11-26"), told("U-09")],
    ),
    ("the talk on no day", "U-09", {"integration_talk_on": "snart"}, ["Date"], None),
    (
        "the cannula is out, a taxi waits",
        "U-12",
        {"pvc_removed": "yes", "goes_home_with": "taxi"},
        [],
        [told("U-12.pvc_removed"), told("U-12.goes_home_with", value="taxi"), told("U-12")],
    ),
    (
        "the cannula is still in",
        "U-12",
        {"pvc_removed": "no"},
        [],
        [told("U-12.pvc_removed", "no"), told("U-12", "no")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "item", "typed", "missing", "recorded"), FORMS)
def test_what_is_written_beside_an_item(sentence, item, typed, missing, recorded):
    view = seen(watched())
    assert list(item_form(view, EN, item, typed).missing) == missing
    if recorded is not None:
        assert list(item_events(view, item, typed)) == recorded


# --- the ledger ------------------------------------------------------------------------------


def equation(state):
    return [term.value for term in state.equation.terms]


def test_the_rest_is_proposed_to_the_decimal():
    state = ledger(watched())
    assert (state.step, state.amount, equation(state)) == (
        Step.DESTROY, "27,6", ["100,0", "72,4", "27,6"],
    )  # fmt: skip
    assert state.equation.terms[2].dim
    assert not state.equation.holds
    assert state.missing == ("hvordan",)


def test_a_stopped_infusion_leaves_more_to_destroy():
    telling = whole.prepared().wait(60).tell(whole.START)
    stopped = events.InfusionEnded(completed=False, reason="kvalme", delivered_mg=D("41.65"))
    state = ledger(telling.minute(23).tell(stopped))
    assert equation(state) == ["100,0", "41,65", "58,35"]
    assert state.proposed_mg == D("58.35")


def test_destroyed_waits_for_somebody_else():
    state = ledger(whole.destroyed(watched()))
    assert state.step is Step.SIGN
    assert state.equation.holds
    assert [person.id for person in state.pin.people] == [SECOND, DOCTOR]
    assert "Ida Lund" in plain(state.pin.hint)


def test_countersigned_closes_it():
    state = ledger(whole.countersigned(whole.destroyed(watched())))
    assert (state.step, state.pin) == (Step.DONE, None)


def test_midazolam_follows_when_ketamine_is_closed():
    telling = whole.countersigned(whole.destroyed(watched(midazolam=True)))
    state = ledger(telling)
    assert (state.drug, state.step, equation(state)) == (
        "midazolam", Step.DESTROY, ["5,0", "1,0", "4,0"],
    )  # fmt: skip
    assert state.closed == ("Ketalar: 100,0 = 72,4 + 27,6 mg",)


def test_a_dose_that_nobody_took_out_asks_for_its_withdrawal():
    telling = watched()
    dose = events.PrnDoseGiven(drug="midazolam", dose_mg=D(1), route="iv", indication="anxiety")
    telling = whole.countersigned(whole.destroyed(telling.tell(dose)))
    state = ledger(telling)
    assert (state.drug, state.step, state.proposed_mg) == ("midazolam", Step.WITHDRAW, D(1))


def test_a_difference_is_explained_and_signed_by_two():
    telling = watched()
    avvik = events.DeviationRecorded(rule="N-05", reason="glasset knuste")
    state = ledger(telling.tell(avvik))
    assert (state.step, state.of) == (Step.SIGN, telling.session.last_seq)
    signed = events.DestructionCountersigned(of=state.of, person=SECOND)
    assert ledger(telling.tell(signed, by=SECOND)).step is Step.DONE


# --- what is left open -----------------------------------------------------------------------

ADVICE = ["kjøreforbud", "telefonisk oppfølging", "PVK fjernet"]
OPEN = [
    ("before anything was said", lambda: watched(), ADVICE),
    ("told everything: it can be decided", lambda: whole.informed(watched()), []),
    (
        "decided: the rest",
        lambda: whole.decided(whole.informed(watched())),
        ["destruksjon"],
    ),
    (
        "destroyed: the signature",
        lambda: whole.destroyed(whole.decided(whole.informed(watched()))),
        ["kontrasignatur"],
    ),
    (
        "signed: nothing",
        lambda: whole.countersigned(
            whole.destroyed(whole.decided(whole.informed(watched())))
        ),
        [],
    ),
    (
        "a deviation of the program has no comment",
        lambda: whole.countersigned(
            whole.destroyed(whole.decided(whole.informed(watched())))
        ).tell(events.DeviationRecorded(rule="V-06", reason=""), by="watch"),
        ["kommentar til avviket"],
    ),
    (
        "midazolam has a ledger of its own",
        lambda: whole.countersigned(
            whole.destroyed(whole.decided(whole.informed(watched(midazolam=True))))
        ),
        ["destruksjon (midazolam)"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "telling", "names_"), OPEN, ids=[r[0] for r in OPEN])
def test_what_stands_in_the_way(sentence, telling, names_):
    assert list(open_names(seen(telling()), NB)) == names_


def test_nobody_signed_in_signs_nothing():
    assert open_names(seen(watched(), person=None), NB) == ("logg inn",)


def test_a_decision_before_20_minutes_needs_a_reason():
    telling = whole.infused(midazolam=False).wait(60)
    form = home_state(seen(telling), EN, HomeDraft(form="decide"))
    assert (form.decide.note_label, form.primary.enabled) == ("Why so early", False)
    typed = home_state(seen(telling), EN, HomeDraft(form="decide", text="bor vegg i vegg"))
    assert typed.primary.enabled


# --- pressing --------------------------------------------------------------------------------


@pytest.fixture
def stage(qtbot, wide_theme):
    def at(telling, **changes):
        acts = FakeActs(
            telling,
            Place.HOME,
            watch=watching(telling.now, spo2=97, pulse_rate=72),
            pins={SECOND: PIN},
            **changes,
        )
        screen = HomeScreen(wide_theme, NB, acts, lambda: 0.0)
        return inside(qtbot, acts.shows(screen), wide_theme), acts

    return at


def test_from_the_list_to_the_signature(qtbot, stage):
    screen, acts = stage(watched())
    press(qtbot, screen, "Muntlig kjøreforbud gitt (gjelder hele behandlingsdagen)")
    press(qtbot, screen, "Tilbud om telefonisk oppfølging påfølgende dag")
    press(qtbot, screen, "Tatt imot: Svar")
    write(qtbot, screen, "Telefonnummer", "00 00 00 00")
    press(qtbot, screen, "Lagre")
    press(qtbot, screen, "Tilbud om integrasjonssamtale")
    press(qtbot, screen, "Lagre")
    press(qtbot, screen, "Meld fra om blod i urinen")
    press(qtbot, screen, "PVK fjernet / følge hjem")
    press(qtbot, screen, "Ja: PVK fjernet")
    write(qtbot, screen, "Følge eller drosje hjem", "søster")
    press(qtbot, screen, "Lagre")
    press(qtbot, screen, "Beslutt hjemreise")
    press(qtbot, screen, "Klar for hjemreise")
    assert acts.told.session.departure.readiness.decided_by == NURSE
    press(qtbot, screen, "Helt i avfallsbeholder: Hvordan")
    press(qtbot, screen, "Destruert")
    press(qtbot, screen, beginning(screen, "Per Moen"))
    for digit in PIN:
        press(qtbot, screen, digit)
    press(qtbot, screen, "Signér")
    assert acts.by[-1] == SECOND
    press(qtbot, screen, "Signér og lukk")
    assert acts.done[-1] == events.SessionClosed(deviations=0)
    assert acts.told.session.over
    gone = [e for e in acts.done if isinstance(e, events.DrugDestroyed)]
    assert (gone[0].destroyed_mg, gone[0].method) == (D("27.6"), "Helt i avfallsbeholder")


def test_a_wrong_pin_signs_nothing_and_says_so(qtbot, stage):
    screen, acts = stage(whole.destroyed(watched()))
    press(qtbot, screen, beginning(screen, "Per Moen"))
    for digit in "9999":
        press(qtbot, screen, digit)
    press(qtbot, screen, "Signér")
    assert acts.done == []
    assert any("PIN" in name and "feil" in name.lower() for name in names(screen))


def test_typing_another_amount_is_taken_as_typed(qtbot, stage):
    screen, acts = stage(watched())
    field = named(screen, "Mengde mg")
    field.selectAll()
    write(qtbot, screen, "Mengde mg", "20,5")
    press(qtbot, screen, "Annet: Hvordan")
    write(qtbot, screen, "Hvordan den ble destruert", "apoteket")
    press(qtbot, screen, "Destruert")
    (gone,) = acts.done
    assert (gone.destroyed_mg, gone.method) == (D("20.5"), "apoteket")


def test_more_than_is_left_is_refused_in_words(qtbot, stage):
    screen, acts = stage(watched())
    named(screen, "Mengde mg").selectAll()
    write(qtbot, screen, "Mengde mg", "30")
    press(qtbot, screen, "Helt i avfallsbeholder: Hvordan")
    press(qtbot, screen, "Destruert")
    assert acts.done == []
    assert acts.refusal.code == "more_than_is_left"


def test_a_ledger_that_does_not_balance_becomes_a_deviation(qtbot, stage):
    screen, acts = stage(watched())
    press(qtbot, screen, "Stemmer ikke …")
    write(qtbot, screen, "Hva skjedde", "glasset knuste")
    press(qtbot, screen, "Skriv som avvik")
    assert acts.done == [events.DeviationRecorded(rule="N-05", reason="glasset knuste")]


def test_the_dose_given_is_put_right_after_the_pump_was_read_again(qtbot, stage):
    screen, acts = stage(watched())
    press(qtbot, screen, "Stemmer ikke …")
    press(qtbot, screen, beginning(screen, "Rett gitt dose"))
    write(qtbot, screen, "Gitt, avlest på pumpen mg", "70")
    write(qtbot, screen, "Hva skjedde", "pumpen viste 48,3 ml")
    press(qtbot, screen, "Rett")
    (corrected,) = acts.done
    assert (corrected.delivered_mg, corrected.reason) == (D(70), "pumpen viste 48,3 ml")
    assert equation(screen._shown.ledger) == ["100,0", "70,0", "30,0"]


def test_a_destruction_written_wrongly_is_written_again_with_a_reason(qtbot, stage):
    telling = watched()
    wrong = events.DrugDestroyed(drug="ketamine", destroyed_mg=D("27.6"), method="vasken")
    screen, acts = stage(telling.tell(wrong))
    press(qtbot, screen, "Rett")
    assert screen._shown.ledger.amount == "27,6"
    press(qtbot, screen, "Helt i avfallsbeholder: Hvordan")
    assert screen._shown.ledger.missing == ("begrunnelse",)
    write(qtbot, screen, "Hvorfor det rettes", "feil måte")
    press(qtbot, screen, "Destruert")
    (again,) = acts.done
    assert (again.corrects, again.reason) == (telling.entries[-2].seq, "feil måte")
    assert screen._shown.ledger.step is Step.SIGN
    assert telling.session.ledgers.account("ketamine").destroyed_mg == D("27.6")


def test_what_the_program_noticed_is_commented(qtbot, stage):
    telling = watched().tell(events.DeviationRecorded(rule="V-06", reason=""), by="watch")
    screen, acts = stage(telling)
    press(qtbot, screen, beginning(screen, "Måleplan"))
    write(qtbot, screen, "Kommentar", "mansjetten satt feil")
    press(qtbot, screen, "Lagre kommentaren")
    (commented,) = acts.done
    assert (commented.of, commented.comment) == (telling.entries[-2].seq, "mansjetten satt feil")


def test_a_done_item_is_corrected_with_a_reason(qtbot, stage):
    screen, acts = stage(whole.informed(watched()))
    press(qtbot, screen, beginning(screen, "PVK fjernet"))
    write(qtbot, screen, "Hvorfor det rettes", "feil rad")
    press(qtbot, screen, "Ta det tilbake")
    assert [(e.item, e.answer, e.reason) for e in acts.done] == [
        ("U-12.pvc_removed", "no", "feil rad")
    ]


def test_back_goes_to_the_observation(qtbot, stage):
    screen, acts = stage(watched())
    press(qtbot, screen, "Tilbake")
    assert ("go", Place.OBSERVATION) in acts.called


@pytest.mark.parametrize("words", [NB, EN], ids=["nb", "en"])
def test_nothing_is_wider_than_the_stage(qtbot, theme, words):
    telling = whole.destroyed(whole.decided(whole.informed(watched())))
    acts = FakeActs(telling, watch=watching(telling.now))
    screen = inside(qtbot, acts.shows(HomeScreen(theme, words, acts, lambda: 0.0)), theme)
    for part in (*screen._rows.rows, screen._ledger, screen._ledger._pin):
        right = part.mapTo(screen, part.rect().topRight()).x()
        assert right <= theme.metrics.stage_w - theme.metrics.margin
