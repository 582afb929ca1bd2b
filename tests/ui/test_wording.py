"""Every code of every rule has a sentence, and values are written as people read them."""

import ast
from pathlib import Path
from string import Formatter

import pytest

import bedside
from bedside.refusal import Refusal
from bedside.text import Language
from tests.bedside.conftest import TABLE
from tests.bedside.telling import protocol
from ui.i18n import Words
from ui.refusals import REFUSALS
from ui.wording import name_of_item, refusal_text, why_text

SAYS_WHY = ("Refusal", "Found", "doctor_decides", "_confirm", "_not_agreed", "_answered")


def codes():
    """Each code that stands in the rules as a word, and the file it stands in."""
    found = set()
    for file in Path(bedside.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in SAYS_WHY:
                continue
            second = node.func.id in ("Refusal",)
            arguments = node.args[1:2] if second else node.args[:1]
            arguments += [k.value for k in node.keywords if k.arg == "code"]
            for argument in arguments:
                if isinstance(argument, ast.Constant) and argument.value:
                    found.add((file.name, argument.value))
    return sorted(found)


@pytest.mark.parametrize(("file", "code"), codes())
def test_every_code_of_a_rule_has_a_sentence(file, code):
    assert code in REFUSALS or code.startswith(("D-", "C-", "G1-", "OF-", "prn-")), file


@pytest.mark.parametrize("code", sorted(set(TABLE) & set(REFUSALS)))
def test_a_sentence_asks_for_no_value_that_its_rule_never_gives(code):
    asked = {name for _text, name, _spec, _how in Formatter().parse(REFUSALS[code]) if name}
    row = TABLE[code]
    assert asked <= {*row.get("names", ()), *row.get("or_names", ())}


@pytest.fixture(params=["nb", "en"])
def words(request):
    return Words(Language(request.param))


def test_numbers_in_a_sentence_have_the_comma_of_the_language(words):
    refusal = Refusal("K-05", "dose_above_cap", values={"exact_mg": "150.15", "cap_mg": "150"})
    comma = "150,15" if words.language is Language.NB else "150.15"
    assert comma in refusal_text(refusal, protocol(), words)


def test_a_person_is_called_by_name(words):
    said = why_text(
        "not_double_checked", {"preparer": "ida"}, protocol(), words, {"ida": "Ida"}.get
    )
    assert "Ida" in said
    assert "ida" not in said


def test_a_value_that_is_not_there_is_a_dash_and_no_error(words):
    assert "–" in why_text("dose_above_cap", {}, protocol(), words)


def test_an_unknown_code_is_said_rather_than_hidden(words):
    assert "brand_new" in why_text("brand_new", {}, protocol(), words)


def test_the_weight_that_changed_after_the_prescription_has_a_sentence_of_its_own(words):
    bare = why_text("weight_changed", {}, protocol(), words)
    compared = why_text("weight_changed", {"weight_kg": "80", "last_kg": "72"}, protocol(), words)
    assert bare != compared
    assert "80" in compared


def test_an_item_is_named_in_the_words_of_the_protocol(words):
    assert name_of_item("D-14", protocol(), words).startswith(
        ("Blodtrykk 180", "Blood pressure 180")
    )
    assert name_of_item("nobody-knows", protocol(), words) == "nobody-knows"
