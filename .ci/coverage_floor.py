"""Branch coverage per kind of module: rules and decoders 100 %, the store 95 %. Silent when met.

Run after the tests; exit status 1 names every module below its floor.
"""

import io
import sys
from pathlib import Path

from coverage import Coverage

FLOORS = {  # the first pattern that fits a file decides
    "bedside/store*.py": 95.0,
    "bedside/*.py": 100.0,
    "devices/simulator/*.py": 0.0,
    "devices/reader.py": 95.0,
    "devices/port.py": 0.0,  # the other end is a real serial line
    "devices/bench*.py": 0.0,
    "devices/*.py": 100.0,
}


def main() -> int:
    measured = Coverage()
    measured.load()
    below = []
    for name in sorted(measured.get_data().measured_files()):
        path = Path(name).relative_to(Path.cwd())
        floor = next((f for pattern, f in FLOORS.items() if path.match(pattern)), 0.0)
        if floor:
            percent = measured.report(morfs=[name], file=io.StringIO())
            if percent < floor:
                below.append(f"{path}: {percent:.1f} % of lines and branches, floor {floor:.0f} %")
    for line in below:
        print(line, file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
