from hypothesis import given
from hypothesis import strategies as st

from bedside.vitals import Garbled
from devices.skipped import PIECE, Skipped
from tests.devices.streams import calmly


def test_nothing_skipped_is_nothing_told():
    assert Skipped().take() == []


@calmly
@given(st.lists(st.binary(max_size=200), max_size=8))
def test_how_noise_arrives_does_not_matter_and_none_of_it_is_lost(chunks):
    skipped, noise = Skipped(), b"".join(chunks)
    told = [piece for chunk in chunks for piece in skipped.add(chunk)] + skipped.take()
    assert told == [Garbled(noise[at : at + PIECE]) for at in range(0, len(noise), PIECE)]
