import json

import pytest
from typer.testing import CliRunner

from devices import bench as devices_bench
from devices.catalog import DRIVERS
from ui import bench, bench_history, cli, cli_bench

run = CliRunner().invoke


@pytest.fixture(scope="module")
def quick():
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(cli_bench, "BENCH_S", 6.0)
        monkeypatch.setattr(cli_bench, "BENCH_TIMES", 5)
        monkeypatch.setattr(cli_bench, "BENCH_ALERTS", 3)
        monkeypatch.setattr(devices_bench, "LONG_ENOUGH_S", 0.002)
        monkeypatch.setattr(bench, "SESSION_S", 20)
        monkeypatch.setattr(bench, "TIMED_COMMITS", 5)
        monkeypatch.setattr(bench_history, "MANY", 30)
        monkeypatch.setattr(bench_history, "TIMES", 2)
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def result(quick, data):
    """Each measurement takes seconds, however few its turns: all are made once."""
    return run(cli.app, ["bench", "--json", "--data", data.as_posix()])


@pytest.fixture(scope="module")
def told(result):
    return json.loads(result.stdout)


def test_every_measurement_is_told_beside_its_floor(told):
    assert [row["driver"] for row in told["decode"]] == list(DRIVERS)
    assert all(row["times_monitor"] > 1 and row["times_floor"] > 0 for row in told["decode"])
    for part in ("latency", "alert_shown", "band", "commit"):
        assert told[part]["p50_ms"] <= told[part]["p99_ms"]
        assert told[part]["p50_times_floor"] > 0
    band = told["band"]
    assert 0 < band["p50_ms"] <= band["p99_ms"]
    assert (band["goal_p50_ms"], band["goal_p99_ms"]) == (10.0, 30.0)
    assert band["floor_p50_ms"] > 0
    assert told["sound"].get("goal_p99_ms") == 100.0 or told["sound"]["not_measured"]
    assert told["replay"]["lines"] == 1 + 4 * 19
    assert told["history"]["sessions"] == 30
    assert told["history"]["search_times_ten_sessions"] > 0
    assert told["replay"]["times_floor"] > 0


def test_the_measurements_leave_nothing_behind(result, data):
    assert result.exit_code == 0
    assert "Measuring" in result.stderr
    assert list(data.iterdir()) == []


def test_the_measurements_are_a_table_for_people_and_leave_nothing_behind(
    told, tmp_path, monkeypatch
):
    monkeypatch.setattr(cli_bench, "_measurements", lambda _folder: told)
    result = run(cli.app, ["bench", "--data", tmp_path.as_posix()])
    assert result.exit_code == 0
    rows = result.stdout.splitlines()
    assert [row.split()[0] for row in rows[1 : 1 + len(DRIVERS)]] == list(DRIVERS)
    parts = {"latency", "band", "sound", "alert_shown", "commit", "replay", "history"}
    assert parts <= set(rows)
    assert "Measuring" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path):
    result = run(cli.app, ["bench", "--data", str(tmp_path / "gone")])
    assert result.exit_code == 1
    assert "cannot be read or written" in result.stderr
    assert "kan ikke leses eller skrives" in result.stderr


def test_the_middle_and_one_in_a_hundred():
    assert bench.spread([float(n) for n in range(200, 0, -1)]) == bench.Spread(101.0, 199.0)
    assert bench.spread([3.0]) == bench.Spread(3.0, 3.0)
