"""Every operation of the running product keeps the contract that its OpenAPI document states: generated requests, all checks.

The checks and the two statuses that no schema can express are in schemathesis.toml, so that anybody can run the same.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chosen_database import make_database
from pilotage.people.api.door import PER_MINUTE

ROOT = Path(__file__).parents[2]
SEED, EXAMPLES = 20261121, 4
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of the running product, and a token for everything."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PILOTAGE_", "DJANGO_", "DATABASE_"))
    }
    environment = kept | {
        "PILOTAGE_HOME": str(tmp_path_factory.mktemp("contract")),
        "DATABASE_URL": make_database("contract"),
        "DJANGO_SETTINGS_MODULE": "pilotage.config.settings",
        "PILOTAGE_LOG": "ERROR",
    }
    script = [sys.executable, str(Path(__file__).parent / "making.py")]
    made = subprocess.run(script, env=environment, check=True, timeout=120, capture_output=True, text=True)
    command = [str(PROGRAMS / "pilotage"), "up", "--json", "--no-sample", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())["url"], made.stdout.strip()
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)


def test_generated_requests_find_no_broken_promise(running: tuple[str, str], tmp_path: Path) -> None:
    url, token = running
    command = [str(PROGRAMS / "schemathesis"), "--config-file", str(ROOT / "schemathesis.toml"), "run"]
    command += [
        f"{url}/api/v1/openapi.json",
        "--header",
        f"Authorization: Bearer {token}",
        "--max-examples",
        str(EXAMPLES),
    ]
    command += ["--rate-limit", f"{PER_MINUTE - 300}/m"]  # faster, and it would learn nothing but 429
    command += ["--seed", str(SEED), "--generation-deterministic", "--no-shrink", "--no-color", "--continue-on-failure"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=1800, check=False)
    assert found.returncode == 0, found.stdout[-20_000:] + found.stderr
    counts = re.search(r"Selected: (\d+)/(\d+)\s+Tested: (\d+)", found.stdout)
    assert counts and len(set(counts.groups())) == 1 and int(counts[1]) > 30, found.stdout[-3000:]
    assert int(re.findall(r"(\d+) generated", found.stdout)[0]) > 800
