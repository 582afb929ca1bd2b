import os
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import resources
import ui
from bedside.text import Language, Text
from ui.i18n import DOMAIN, Words, catalogue, local, minutes_and_seconds, translator
from ui.i18n_update import as_bytes, missing, read, sentences, updated

NB, EN = Language.NB, Language.EN
AT = datetime(2026, 11, 24, 8, 41, 2, tzinfo=UTC)


def forms(string):
    return string if isinstance(string, list | tuple) else (string,)


@pytest.fixture(scope="module")
def asked():
    """What the code asks for, keyed as a catalogue keys it."""
    found = sentences(Path(ui.__file__).parent)
    return {(message.id, message.context) for message in found if message.id}


@pytest.fixture(scope="module", params=list(Language))
def shipped(request):
    po = resources.path("i18n") / request.param / "LC_MESSAGES" / f"{DOMAIN}.po"
    return read(po, request.param)


def test_every_sentence_of_the_screens_is_in_the_catalogue(asked, shipped):
    there = {(message.id, message.context) for message in shipped if message.id}
    assert sorted(map(str, asked - there)) == [], "run: python -m ui.i18n_update"


def test_the_catalogue_has_no_sentence_that_nothing_uses(asked, shipped):
    there = {(message.id, message.context) for message in shipped if message.id}
    assert sorted(map(str, there - asked)) == [], "run: python -m ui.i18n_update --prune"
    assert not shipped.obsolete, "run: python -m ui.i18n_update --prune"


def test_every_sentence_is_translated_and_nothing_is_a_guess(shipped):
    assert list(missing(shipped)) == []
    assert [message.id for message in shipped if message.id and message.fuzzy] == []


def test_a_translation_names_the_same_things_as_its_sentence(shipped):
    for message in shipped:
        if message.id:
            wanted = set(re.findall(r"{[^}]*}", forms(message.id)[-1]))
            for string in forms(message.string):
                assert set(re.findall(r"{[^}]*}", string)) == wanted, message.id


def test_no_sentence_is_put_together_before_it_is_looked_up():
    joined = re.compile(r"""(?:\b(?:_|n_|p_|mark)|words\.(?:text|several|meant))\(\s*f["']""")
    folder = Path(ui.__file__).parent
    for file in folder.rglob("*.py"):
        assert joined.findall(file.read_text(encoding="utf-8")) == [], file.relative_to(folder)


@pytest.mark.parametrize(
    ("shown", "nb", "en"),
    [
        ("a dose as it was computed", "72,4", "72.4"),
        ("a dose to two decimals", "1,00", "1.00"),
        ("minutes overdue", "−2", "-2"),
        ("a rounded nothing has no sign", "0,0", "0.0"),
        ("a telephone number is not grouped", "12345", "12345"),
        ("no exponent, however small", "0,0000001", "0.0000001"),
    ],
)
def test_numbers(shown, nb, en):
    numbers = {
        "a dose as it was computed": (Decimal("72.4"), None),
        "a dose to two decimals": (Decimal("1"), 2),
        "minutes overdue": (-2, None),
        "a rounded nothing has no sign": (-0.04, 1),
        "a telephone number is not grouped": (12345, None),
        "no exponent, however small": (Decimal("1E-7"), None),
    }
    assert Words(NB).number(*numbers[shown]) == nb
    assert Words(EN).number(*numbers[shown]) == en.replace("-", "−")


@pytest.mark.parametrize(
    ("utc", "in_norway"),
    [
        (datetime(2026, 11, 24, 8, 41, tzinfo=UTC), "09:41"),  # winter
        (datetime(2026, 7, 1, 8, 41, tzinfo=UTC), "10:41"),  # summer
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "01:59"),  # the night clocks go forward
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "03:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30"),  # the second 02:30 of that night
    ],
)
def test_times_are_norwegian_local_time(utc, in_norway):
    assert Words(NB).time(utc) == in_norway


def test_a_time_without_a_zone_is_not_guessed_at():
    with pytest.raises(ValueError, match="zone"):
        local(datetime(2026, 11, 24, 8, 41))  # noqa: DTZ001


def test_dates():
    nb, en = Words(NB), Words(EN)
    assert (nb.day(AT), en.day(AT)) == ("tir. 24. nov.", "Tue 24 Nov")
    assert (nb.long_day(AT), en.long_day(AT)) == ("24. november 2026", "24 November 2026")
    assert (nb.short_day(AT), en.short_day(AT)) == ("24.11.2026", "24 Nov 2026")
    assert nb.time_s(AT) == "09:41:02"
    assert nb.short_day(date(1984, 3, 12)) == "12.03.1984"
    assert nb.day(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == "ons. 25. nov."  # local midnight


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (834, "13:54"),
        (0, "00:00"),
        (59.9, "00:59"),
        (5999, "99:59"),
        (-120, "−02:00"),
        (-0.4, "00:00"),
    ],
)
def test_a_countdown_is_in_whole_seconds(seconds, shown):
    assert minutes_and_seconds(seconds) == shown


def test_clinical_wording_comes_from_the_protocol_and_not_from_the_catalogue():
    text = Text(nb="Hånd", en="Hand")
    assert Words(NB).of(text) == "Hånd"
    assert Words(EN).of(text) == "Hand"


CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Pause"
msgstr "Pause (nb)"

msgctxt "of a limit"
msgid "low"
msgstr "nedre"

msgid "{n} reading"
msgid_plural "{n} readings"
msgstr[0] "{n} måling"
msgstr[1] "{n} målinger"
"""


@pytest.fixture
def folder(tmp_path):
    po = tmp_path / "nb" / "LC_MESSAGES" / f"{DOMAIN}.po"
    po.parent.mkdir(parents=True)
    po.write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def test_sentences_plurals_and_words_with_two_meanings(folder):
    words = Words(NB, folder)
    assert words.text("Pause") == "Pause (nb)"
    assert words.text("never heard of") == "never heard of"
    assert words.text("") == ""  # gettext would answer with the catalogue's header
    assert words.meant("of a limit", "low") == "nedre"
    assert [words.several("{n} reading", "{n} readings", n).format(n=n) for n in (0, 1, 2)] == [
        "0 målinger",
        "1 måling",
        "2 målinger",
    ]


def test_two_languages_can_be_in_use_at_once():
    assert translator(NB)("never heard of") == translator(EN)("never heard of")
    assert Words(NB).number(0.5) != Words(EN).number(0.5)


def test_a_compiled_catalogue_older_than_its_source_is_not_believed(folder):
    po = folder / "nb" / "LC_MESSAGES" / f"{DOMAIN}.po"
    mo = po.with_suffix(".mo")
    mo.write_bytes(b"not a catalogue")
    os.utime(mo, (1, 1))
    assert catalogue(po).gettext("Pause") == "Pause (nb)"


SOURCE = """
def shown(words):
    _, n_, p_ = words.text, words.several, words.meant
    # i18n: on a button
    return _("Start infusion"), n_("{n} day", "{n} days", 2), p_("dose", "low"), words.text("Go")

TABLE = {1: mark("Ended")}
"""


@pytest.fixture
def code(tmp_path):
    folder = tmp_path / "ui"
    folder.mkdir()
    (folder / "screen.py").write_text(SOURCE, encoding="utf-8")
    return folder


def test_the_update_finds_each_way_of_saying_something(code):
    found = sentences(code)
    assert {m.id for m in found if m.id} == {
        "Start infusion",
        ("{n} day", "{n} days"),
        "low",
        "Ended",
        "Go",
    }
    assert found.get("low", "dose") is not None
    assert found.get("Start infusion").auto_comments == ["on a button"]


def test_in_english_a_sentence_is_its_own_translation_and_in_norwegian_it_is_missing(code):
    found, nowhere = sentences(code), code / "none.po"
    english = updated(read(nowhere, EN), found, EN, prune=False)
    norwegian = updated(read(nowhere, NB), found, NB, prune=False)
    assert list(missing(english)) == []
    assert sorted(missing(norwegian)) == ["Ended", "Go", "Start infusion", "low", "{n} day"]


def test_an_update_keeps_translations_and_changes_nothing_the_second_time(code):
    po = code / "nb.po"
    first = updated(read(po, NB), sentences(code), NB, prune=False)
    first.get("Start infusion").string = "Start infusjon"
    po.write_bytes(as_bytes(first))
    second = as_bytes(updated(read(po, NB), sentences(code), NB, prune=False))
    assert second == po.read_bytes()
    assert "Start infusjon" in second.decode()


def test_what_is_no_longer_said_is_kept_aside_until_it_is_pruned(code):
    po = code / "nb.po"
    first = updated(read(po, NB), sentences(code), NB, prune=False)
    first.get("Ended").string = "Avsluttet"
    po.write_bytes(as_bytes(first))
    (code / "screen.py").write_text("", encoding="utf-8")
    kept = updated(read(po, NB), sentences(code), NB, prune=False)
    assert [m.id for m in kept if m.id] == []
    assert "Avsluttet" in as_bytes(kept).decode()
    assert "Avsluttet" not in as_bytes(updated(kept, sentences(code), NB, prune=True)).decode()
