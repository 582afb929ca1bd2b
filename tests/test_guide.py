"""The nurse's guide says what the program does: its numbers are the protocol's, its labels the
screens', and its pictures are there."""

import io
import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from babel.messages.pofile import read_po

import resources
from bedside.protocol import load
from bedside.protocol_types import files_of
from bedside.protocol_walk import walk
from bedside.text import Text
from ui.guide import GUIDES, filled, prose

DOCS = Path(__file__).parents[1] / "docs"
PO = resources.path("i18n") / "nb" / "LC_MESSAGES" / "bedside.po"
NUMBER = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:mg|ml|mmHg|%|kg|s|t|min|minutter|sekunder|timer|dager|uker)\b|\d{2,3}/\d{2,3}"
)


@pytest.fixture(scope="module")
def protocol():
    return load(resources.path("protocol"))


@pytest.fixture(params=GUIDES)
def guide(request):
    return (DOCS / request.param).read_text("utf-8")


def test_every_number_in_the_guide_is_the_protocols(protocol, guide):
    assert filled(guide, protocol) == guide, "run: make docs"


def test_nobody_typed_a_limit_a_time_or_a_dose_into_the_prose(guide):
    assert NUMBER.findall(prose(guide)) == []


def test_another_limit_in_the_data_is_another_limit_in_the_guide(protocol, guide):
    at = next(n for n, limit in enumerate(protocol.limits.limit) if limit.id == "spo2_low")
    changed = list(protocol.limits.limit)
    changed[at] = msgspec.structs.replace(changed[at], low_percent=88, delay_s=90)
    limits = msgspec.structs.replace(protocol.limits, limit=tuple(changed))
    other = filled(guide, replace(protocol, limits=limits))
    assert "under 88 %" in other
    assert "90 s" in other
    assert "under 88 %" not in guide


def test_a_place_that_nobody_fills_is_refused(protocol):
    with pytest.raises(KeyError, match="gone"):
        filled("before <!-- data:gone -->1 min<!-- /data --> after", protocol)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("dose_step_mg_per_kg", "0,25 mg/kg"),
        ("tests_max_age_weeks", "4 uker"),
        ("bp_limit", "180/110"),
        ("bp_repeat", "1 min"),
        ("bp_rest", "30 s"),
    ],
)
def test_a_number_in_a_sentence_is_written_as_norwegians_write_it(protocol, place, said):
    text = filled(f"<!-- data:{place} --><!-- /data -->", protocol)
    assert text == f"<!-- data:{place} -->{said}<!-- /data -->"


def test_what_is_local_says_so_and_what_is_the_protocols_names_its_section(protocol):
    table = filled("<!-- data:limits --><!-- /data -->", protocol).splitlines()
    rows = {row.split(" | ")[0].removeprefix("| "): row for row in table}
    assert rows["SpO₂ lav"].endswith("| *lokal grense* |")
    assert rows["BT 180/110 eller høyere"].endswith("| straks (lokal regel) | §3.6 |")


@pytest.fixture(scope="module")
def labels(protocol):
    """Every Norwegian word that stands on a screen."""
    catalogue = read_po(io.BytesIO(PO.read_bytes()), locale="nb")
    told = {m.string for m in catalogue if m.id and isinstance(m.string, str)}
    texts = {
        part.nb
        for content in files_of(protocol).values()
        for _, part in walk(content)
        if isinstance(part, Text)
    }
    return told | texts


def test_every_label_that_is_quoted_stands_on_a_screen(guide, labels):
    quoted = re.findall("«([^»]+)»", " ".join(prose(guide).split()))
    begun = {label.split(" {")[0] for label in labels}
    assert [label for label in quoted if label not in labels | begun] == []


def test_every_file_that_is_shown_or_linked_is_there(guide):
    linked = re.findall(r"\]\(([^)]+)\)", guide)
    assert [name for name in linked if not (DOCS / name).is_file()] == []


def test_the_guide_shows_every_picture_that_was_made():
    shown = (DOCS / "veiledning.md").read_text("utf-8")
    made = [picture.name for picture in (DOCS / "pictures").glob("*.png")]
    assert [name for name in made if f"(pictures/{name})" not in shown] == []


def test_the_quick_card_fits_one_page():
    card = (DOCS / "hurtigkort.md").read_text("utf-8")
    assert len([line for line in card.splitlines() if line.strip()]) <= 65
