"""`bedside site`: the clinic's own files are put there, filled in and looked at."""

import pytest
from typer.testing import CliRunner

from bedside.protocol import LOCAL_FILES
from ui import cli
from ui.data import load_protocol

run = CliRunner().invoke


def site(folder, *words):
    return run(cli.app, ["site", "--data", str(folder), *words])


def change(folder, old, new):
    file = folder / "protocol" / "site.toml"
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")


def test_the_example_is_no_clinic(tmp_path):
    found = site(tmp_path)
    assert found.exit_code == 1
    assert "no real session opens" in found.stderr


def test_the_files_are_put_there_once_and_never_overwritten(tmp_path):
    site(tmp_path, "--write")
    assert {file.name for file in (tmp_path / "protocol").iterdir()} == LOCAL_FILES
    change(tmp_path, "example = true", "example = false")
    found = site(tmp_path, "--write")
    assert found.exit_code == 0
    assert "Kept as it is" in found.stderr
    assert not load_protocol(tmp_path / "protocol").site.example


# (sentence, what stands in the file, what somebody wrote, what is said)
FAULTS = [
    ("a key nobody knows", "example =", "exampel =", "exampel"),
    ("a number without its sign of text", 'number = "12345"', "number = 12345", "number"),
]


@pytest.mark.parametrize(("sentence", "old", "new", "said"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_in_a_file_is_one_sentence(tmp_path, sentence, old, new, said):
    site(tmp_path, "--write")
    change(tmp_path, old, new)
    found = site(tmp_path)
    assert found.exit_code == 1
    assert "site.toml" in found.stderr
    assert said in found.stderr


def test_without_files_of_its_own_the_shipped_protocol_stands(tmp_path):
    assert load_protocol(tmp_path / "nowhere").hash == load_protocol().hash
