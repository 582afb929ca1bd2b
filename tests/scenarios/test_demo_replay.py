"""A recording in a demonstration: read through the real application, and a simulation for ever."""

from bedside.clock import ManualClock
from bedside.store import Store
from devices.masimo_ascii1 import Line, encode
from ui import demonstration
from ui.demo.cast import PIN, cast
from ui.wired import reader_of

FILE_SAYS = encode(Line(93, 71)) * 5


def test_a_recording_takes_the_place_of_the_scenarios_oximeter(tmp_path):
    file = tmp_path / "morning.bin"
    file.write_bytes(FILE_SAYS)
    other = demonstration.other_monitor(f"oximeter=masimo-ascii1@replay:{file}")
    clock, store = ManualClock(), Store(tmp_path / "simulation.db")
    parts, simulated, _readers = demonstration.demo_parts(
        demonstration.scenario_named("calm"),
        1,
        store,
        tmp_path / "settings.json",
        tmp_path,
        clock,
        (other,),
        gathered=False,
    )
    assert set(simulated.servers) == {"nibp"}
    reader = reader_of(parts, other.role, other.driver, other.port, lambda: None)
    reader.pump(0)
    reader.pump(0)
    for _ in range(parts.inbox.qsize()):
        parts.app.take(parts.inbox.get_nowait())
    parts.app.tick(clock())
    board = parts.app.view(clock()).watch.board
    assert (board.spo2.value, board.pulse_rate.value) == (93, 71)
    assert parts.room.set_up.simulated
    assert parts.room.set_up.monitors == {"oximeter": "masimo-ascii1", "nibp": "suntech-advantage"}
    nurse = next(person for person in cast() if person.role == "nurse")
    assert parts.room.sign_in(nurse.id, PIN, clock()) == ""
    parts.room.open_session(clock())
    assert store.replay(parts.room.session_id)[0].event.simulated
    reader.close()
    simulated.close()
    store.close()
