"""The button that measures or stops the cuff does what stood on it when it was pressed."""

import pytest

from tests.ui.ward import Ward

CASES = [
    # what happened, the cuff as it was shown, the cuff as it is, the order that is given
    ("nothing measures and she asks for a reading", False, False, ["start_nibp"]),
    ("it measures, and she stops it", True, True, ["abort_nibp"]),
    ("the plan began it under her finger", False, True, []),
    ("it ended under her finger", True, False, []),
]


@pytest.mark.parametrize(
    ("sentence", "shown", "measures", "orders"), CASES, ids=[case[0] for case in CASES]
)
def test_a_press_does_what_was_on_the_button(tmp_path, qapp, sentence, shown, measures, orders):
    ward = Ward(tmp_path).sign_in().run(5)
    ward.room.open_session(ward.now)
    ward.run(5)
    if shown:
        begin(ward)
    ward.app.show()
    ward.app.show_every_s = 1e9  # the screen stands still while the cuff goes on
    if measures and not shown:
        begin(ward)
    if shown and not measures:
        ward.bp(120, 75)
    ward.orders.clear()
    ward.app.measure_now()
    ward.beat()
    assert [what.value for _role, what, _id in ward.orders] == orders


def begin(ward):
    """As the plan does: without anybody's press."""
    assert ward.room.watch.measure_now("watch", ward.now) is None
    ward.beat()
