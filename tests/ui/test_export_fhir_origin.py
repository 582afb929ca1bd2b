"""Who took part, and what the record is signed with, in the FHIR R4 bundle: checked as a receiver
would check it, with the bundle alone.
"""

from base64 import b64decode

import msgspec
import pytest

from bedside.signing import PUBLISHED, Signer, holds
from bedside.store import Happening, Store
from bedside.text import Language
from tests.bedside.telling import DOCTOR, NURSE, SECOND
from tests.ui import whole
from tests.ui.fhir_said import read, resources
from tests.ui.views import HANSEN, IDA, PER
from ui.export.fhir_origin import HEAD, KEY, SIGNED
from ui.export.fhir_people import HPR

OURS = Signer("11" * 32)
WITH_HPR = (msgspec.structs.replace(IDA, hpr="9999991"), PER, HANSEN)


@pytest.fixture(scope="module")
def entries():
    return whole.whole(stream_s=60).entries


@pytest.fixture(scope="module")
def bundle(entries):
    return read(entries, staff=WITH_HPR)


def practitioner(bundle, who):
    found = (one for one in resources(bundle, "Practitioner"))
    return next(one for one in found if who in {i["value"] for i in one["identifier"]})


def role(bundle, who):
    wanted = f"urn:uuid:{practitioner(bundle, who)['id']}"
    found = resources(bundle, "PractitionerRole")
    return next((one for one in found if one["practitioner"]["reference"] == wanted), None)


def test_who_has_an_hpr_number_is_known_by_it(bundle):
    numbers = [i["value"] for i in practitioner(bundle, NURSE)["identifier"] if i["system"] == HPR]
    assert numbers == ["9999991"]


def test_who_has_none_has_no_empty_one(bundle):
    systems = {i["system"] for i in practitioner(bundle, SECOND)["identifier"]}
    assert HPR not in systems


@pytest.mark.parametrize(
    ("story", "who", "codes"),
    [
        ("a nurse", NURSE, ["SP", "nurse"]),
        ("a consultant is a doctor", DOCTOR, ["LE", "consultant"]),
    ],
)
def test_what_they_are_is_said_in_9060_and_in_the_units_own_words(story, who, codes, bundle):
    found = role(bundle, who)
    assert [coding["code"] for one in found["code"] for coding in one["coding"]] == codes
    assert found["code"][0]["coding"][0]["system"] == "urn:oid:2.16.578.1.12.4.1.1.9060"
    assert found["organization"]["display"]


def test_of_whom_the_staff_list_does_not_know_no_role_is_guessed(entries):
    unknown = read(entries, staff=(IDA,))
    assert role(unknown, DOCTOR) is None
    assert role(unknown, NURSE) is not None


def test_the_ids_do_not_change_when_the_staff_list_does(entries, bundle):
    before = {e["fullUrl"] for e in read(entries, staff=())["entry"]}
    assert before < {entry["fullUrl"] for entry in bundle["entry"]}


# --- the signature ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def signed(entries, tmp_path_factory):
    """The bundle of a record on disk, signed by an installation, and its head."""
    store = Store(tmp_path_factory.mktemp("signed") / "record.db", signer=OURS)
    store.append("s1", [Happening(e.at, e.by, e.event) for e in entries])
    head, line = store.head("s1"), store.signed("s1")
    store.close()
    return read(entries, head=head, signed=line), head


def provenance(bundle):
    return next(one for one in resources(bundle, "Provenance") if "reason" not in one)


def named(made, system):
    found = (one["what"].get("identifier", {}) for one in made["entity"])
    return next(one["value"] for one in found if one.get("system") == system)


def checked(made):
    """As whoever receives it does: text, key and signature from the bundle, and nothing else."""
    (signature,) = made["signature"]
    key = signature["who"]["identifier"]
    assert key["system"] == KEY
    return holds(key["value"], named(made, SIGNED), b64decode(signature["data"]).hex())


def test_the_signature_holds_with_the_bundle_alone_and_names_the_head(signed):
    bundle, head = signed
    made = provenance(bundle)
    assert checked(made)
    assert named(made, HEAD) == head
    assert head in named(made, SIGNED)
    assert "s1" in named(made, SIGNED)
    assert made["signature"][0]["who"]["identifier"]["value"] == OURS.public


def test_it_is_said_what_it_is_for_and_in_which_form(signed):
    (signature,) = provenance(signed[0])["signature"]
    assert [one["code"] for one in signature["type"]] == ["1.2.840.10065.1.12.1.5"]
    assert signature["sigFormat"] == "application/octet-stream"
    assert signature["when"].endswith("Z")


@pytest.mark.parametrize("story", ["another head", "another key"])
def test_a_bundle_that_was_changed_no_longer_fits_its_signature(story, signed):
    made = msgspec.json.decode(msgspec.json.encode(provenance(signed[0])))
    if story == "another head":
        for one in made["entity"]:
            value = one["what"]["identifier"]["value"]
            one["what"]["identifier"]["value"] = value.replace(signed[1], "0" * 64)
    else:
        made["signature"][0]["who"]["identifier"]["value"] = PUBLISHED.public
    assert not checked(made)


def test_of_a_session_that_is_not_signed_nothing_is_claimed(bundle):
    made = provenance(bundle)
    assert "signature" not in made
    assert len(made["entity"]) == 1


def test_the_same_signature_stands_in_either_language(entries, signed, tmp_path):
    store = Store(tmp_path / "record.db", signer=OURS)
    store.append("s1", [Happening(e.at, e.by, e.event) for e in entries])
    english = read(entries, language=Language.EN, head=store.head("s1"), signed=store.signed("s1"))
    store.close()
    assert (
        provenance(english)["signature"][0]["data"]
        == (provenance(signed[0])["signature"][0]["data"])
    )
