"""``amazongraph serve``: prints the very address to paste, and answers there."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from console import run

from amazongraph.settings import Settings
from amazongraph.web.server import bind


def test_the_address_printed_answers(tmp_path: Path, reference: Settings) -> None:
    shutil.copytree(reference.graph, tmp_path / "graph")
    command = [sys.executable, "-m", "amazongraph", "serve", "--reconcile", "--port", "0", "--lang", "en"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().decode().strip()
            with urllib.request.urlopen(address, timeout=30) as answer:
                said = json.load(answer)
            with urllib.request.urlopen(said["view"]["url"].replace("{{id}}", "admin%2F25"), timeout=30) as answer:
                page = answer.read().decode()
        finally:
            process.terminate()
    assert address.startswith("http://127.0.0.1:")
    assert address.endswith("/en/reconcile")
    assert "0.2" in said["versions"]
    assert "<h1>Ucayali</h1>" in page


def test_a_port_that_is_taken_is_told() -> None:
    with bind(0) as server:
        ran = run("serve", "--port", server.server_port)
    assert (ran.code, "--port" in ran.err, ran.out) == (2, True, "")
