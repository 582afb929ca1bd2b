"""`bedside bench`: what the program costs on this machine. Part of the command line's root.

Decides nothing itself: monitors come from devices, the rest from ui.bench and ui.bench_band.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread

import typer

import resources
from bedside import events
from bedside.clock import ManualClock, system_clock
from bedside.protocol_watch import Limits
from bedside.room import RoomSetUp
from bedside.settings import Settings
from bedside.store import Store
from bedside.text import Language
from bedside.vitals import Vital
from devices.bench import decode_rate, hand_offs_s, latencies_s, long_enough, said_in, utterances
from devices.bench_cuff import DRIVER as CUFF
from devices.bench_cuff import hand_cuff
from devices.catalog import DRIVERS
from devices.link import Command, Order
from devices.simulator import lockstep
from devices.simulator.catalog import SIMULATORS
from devices.simulator.link import Probe
from devices.simulator.patient import ScenarioPatient
from devices.simulator.pty import Server, start, wire_for
from devices.simulator.scenario import LineChange, Scenario, read_scenario
from ui.bench import Compared, alert_cost, record_cost, spread, table, within
from ui.bench_alarms import (
    SLACK_S,
    Danger,
    Played,
    cuff_at_work,
    held_s,
    judged,
    of_patient,
    of_pressures,
)
from ui.bench_alarms import table as alarm_table
from ui.bench_history import history_cost
from ui.data import load_protocol
from ui.display import has_display
from ui.i18n import Words, mark
from ui.plain import plainly
from ui.say import both, not_so, say

BENCH_S = 60.0  # of what each monitor says
BENCH_TIMES = 150
BENCH_ALERTS = 120
SOUND_TIMES = 20
STREAMING = {"oximeter": "nonin-format7", "nibp": CUFF, "second": "berry-pm6750"}
SIZE = (1920, 1080)

BEAT_S = 1.0
BEFORE_S, INFUSION_S = 60.0, 41 * 60.0
DANGERS = (
    "hypertension",
    "desaturation",
    "emergency_anaphylaxis",
    "anxiety",
    "probe_off",
    "unplugged",
    "hypertension",
)
SESSIONS = (
    *(("calm", seed) for seed in range(1, 14)),
    *((name, seed) for seed, name in enumerate(DANGERS, start=14)),
)
STARTED = events.InfusionStarted(dose_mg=Decimal(70), volume_ml=Decimal(50), rate_ml_h=Decimal(75))

PLAYING = mark("Playing 20 sessions with nobody at the screen; this takes some minutes ...")
NOT_GOOD = mark("A session did not alarm as it must; its line says so.")
MEASURING = mark("Measuring; this takes about two minutes ...")


def measured(*, as_json: bool, alarms: bool, data: Path | None) -> None:
    """What the command prints."""
    if alarms:
        _alarms(as_json)
        return
    say(both(MEASURING))
    with plainly(data or Path(tempfile.gettempdir())):
        with tempfile.TemporaryDirectory(prefix="bedside-bench-", dir=data) as name:
            told = _measurements(Path(name))
    if as_json:
        typer.echo(json.dumps(told, indent=2))
        return
    for row in table(told):
        typer.echo(row)


def _measurements(folder: Path) -> dict[str, object]:
    return {
        "decode": _decode_rates(),
        "latency": _latency(folder),
        "band": _band(folder),
        "sound": _sound(folder),
        "alert_shown": alert_cost(folder, BENCH_ALERTS, system_clock).told(),
        **record_cost(folder, system_clock).told(),
        "history": history_cost(folder, system_clock).told(),
    }


def _decode_rates() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for driver in DRIVERS.values():
        patient = ScenarioPatient(_calm(), 1)
        orders = [Order(Command.START_NIBP, 1)] if driver.starts_nibp else []
        said = utterances(SIMULATORS[driver.id](patient), driver, BENCH_S, orders)
        stream = long_enough(said, driver, system_clock)
        rate = decode_rate(driver, stream, len(said.stream) / said.frames, system_clock)
        rows.append(
            {
                "driver": driver.id,
                "frames_per_s": round(rate.frames_per_s, 1),
                "times_monitor": round(rate.frames_per_s / (said.frames / said.seconds), 1),
                "times_floor": round(rate.times_floor, 1),
            }
        )
    return rows


def _latency(folder: Path) -> dict[str, float]:
    driver = DRIVERS["nonin-format2"]
    stream = said_in(SIMULATORS[driver.id](ScenarioPatient(_calm(), 1)), driver, BENCH_S)
    took = latencies_s(driver, stream, BENCH_TIMES, folder, system_clock, _in_thread, Event().wait)
    floor = hand_offs_s(BENCH_TIMES, system_clock, _in_thread)
    return Compared(spread(took), spread(floor)).told()


def _band(folder: Path) -> dict[str, object]:
    """Three monitors stream; the blood pressure of one of them is written by hand."""
    if not has_display(os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.bench_band import BAND_GOAL, BandBench, floor_s
    from ui.build import application, build, session_id, window_of
    from ui.heartbeat import Heartbeat
    from ui.wired import Readers, reader_of, roles_of

    application()
    readers, stopping, store = Readers(), Event(), Store(folder / "band.db")
    parts = build(
        store=store,
        settings=Settings(),
        settings_file=folder / "settings.json",
        set_up=RoomSetUp("bench", True, STREAMING, roles_of(STREAMING)),
        now=system_clock,
        order=readers.order,
        new_session_id=session_id,
        protocol=load_protocol(),
    )
    heart = Heartbeat(parts.inbox, parts.now, parts.app.take, parts.app.tick)
    window = window_of(parts, Words(Language.NB), *SIZE, 0.0)
    cuff, patient = hand_cuff(folder, Event().wait), ScenarioPatient(_calm(), 1)
    for role, driver in STREAMING.items():
        url = cuff.wire.url
        if driver != CUFF:
            server = Server(SIMULATORS[driver](patient), wire_for(folder, role))
            start(server, system_clock, stopping)
            url = server.url
        readers.by_role[role] = reader_of(parts, role, driver, url, heart.wake)
    cuff.reader = readers.by_role["nibp"]
    window.show()
    readers.start()
    heart.start()
    try:
        bench_it = BandBench(parts, window, cuff, system_clock, _in_thread, Event)
        ours = spread(bench_it.run(BENCH_TIMES))
    finally:
        heart.stop()
        readers.stop()
        stopping.set()
    floor = spread(floor_s(window, BENCH_TIMES, system_clock, _in_thread, Event))
    window.hide()  # to close it would be refused: its session is open
    window.deleteLater()
    store.close()
    return {**Compared(ours, floor).told(), **within(ours, BAND_GOAL)}


def _sound(folder: Path) -> dict[str, object]:
    """Only where there is a device: what it is told is next to silence."""
    from ui.bench_band import SOUND_GOAL, next_to_silence, sound_s

    took = sound_s(next_to_silence(folder), SOUND_TIMES, system_clock)
    return {"not_measured": took} if isinstance(took, str) else within(spread(took), SOUND_GOAL)


# --- whole sessions ---------------------------------------------------------------------------


def _alarms(as_json: bool) -> None:
    say(both(PLAYING))
    rows = [judged(play(name, seed)) for name, seed in SESSIONS]
    if as_json:
        typer.echo(json.dumps([row.told() for row in rows], indent=2))
    else:
        for line in alarm_table(rows):
            typer.echo(line)
    if not all(row.good for row in rows):
        not_so(both(NOT_GOOD))


def play(name: str, seed: int) -> Played:
    """The infusion of a scenario on simulated monitors, over real lines, with nobody at the screen:
    byte for byte the same for the same seed (DESIGN 2.12)."""
    from ui.demonstration import DEMO_MONITORS, demo_parts, scenario_named
    from ui.wired import reader_of

    scenario, clock = scenario_named(name), ManualClock()
    with tempfile.TemporaryDirectory(prefix="bedside-") as folder:
        store = Store(Path(folder) / "simulation.db")
        parts, simulated, readers = demo_parts(
            scenario, seed, store, Path(folder) / "s.json", Path(folder), clock, gathered=True
        )
        room, pairs = parts.room, []
        for role, server in simulated.servers.items():
            reader = reader_of(parts, role, DEMO_MONITORS[role], server.url, lambda: None)
            readers.by_role[role] = reader
            pairs.append((server, reader))

        def live(seconds: float) -> None:
            until_s = clock().mono_s + seconds
            while (now_s := clock().mono_s) < until_s:
                due_s = min(until_s, now_s + BEAT_S, max(now_s + 0.001, lockstep.next_due_s(pairs)))
                now = clock.move_to(due_s)
                lockstep.settle(pairs, now.mono_s)
                for _ in range(parts.inbox.qsize()):
                    room.take(parts.inbox.get_nowait())
                room.tick(now)
                room.flush(now)
                simulated.follow(room.session, now.mono_s)

        try:
            live(5)
            room.open_session(clock())
            room.watch.measure_now(room.by, clock())
            live(BEFORE_S)
            room.note(events.MeasuringPlanChosen(plan=scenario.plan, doctor="bench"), clock())
            room.note(STARTED, clock())
            began_s = clock().mono_s
            live(INFUSION_S)
            entries = store.replay(room.session_id)
        finally:
            for _, reader in pairs:
                reader.close()
            simulated.close()
            store.close()
    limits, patient = room.protocol.limits, simulated.patient

    def truth(at_s: float) -> dict[str, float]:
        state = patient.at(at_s)
        if state.probe is not Probe.ON:
            return {}
        return {Vital.SPO2: state.spo2_percent, Vital.PULSE_RATE: state.pulse_per_min}

    held = cuff_at_work(entries, limits.chatter.cuff_recovery_s)
    dangers = [
        *of_patient(limits, truth, began_s, clock().mono_s, held),
        *of_pressures(limits, entries),
        *_of_lines(limits, scenario, began_s, held),
    ]
    return Played(name, seed, name == "calm", entries, dangers)


def _of_lines(
    limits: Limits, scenario: Scenario, began_s: float, held: Sequence[tuple[float, float]]
) -> Iterator[Danger]:
    """What the scenario does to the probe and to the cables; a cuff at work holds back the probe's
    alarm (ALARMS D.5)."""
    steps = {one.id: one.steps[0].after_s for one in limits.technical}
    for point in scenario.course:
        if point.probe is Probe.OFF:
            at_s, stated_s = began_s + point.at_s, steps["spo2_no_signal"] + SLACK_S
            stated_s += held_s(held, at_s, at_s + stated_s)
            yield Danger(frozenset({"spo2_no_signal"}), at_s, stated_s)
    for line in scenario.line:
        if line.change is LineChange.UNPLUG and line.monitor == "oximeter":
            stated_s = steps["oximeter_silent"] + SLACK_S
            yield Danger(frozenset({"oximeter_silent"}), began_s + line.at_s, stated_s)


def _in_thread(run: Callable[[], None]) -> None:
    Thread(target=run, daemon=True).start()


def _calm() -> Scenario:
    return read_scenario(resources.path("scenarios/calm.toml"))
