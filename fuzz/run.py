"""Fuzz one target for some time, or run it on some files: ``python fuzz/run.py dates --seconds 60``."""

import argparse
import contextlib
import importlib
import sys
import time
import traceback
from pathlib import Path
from random import Random

FOLDER = Path(__file__).parent
# Libraries in Python whose new code is worth reaching too.
BESIDES = {"workbooks": ("openpyxl", "xlrd")}
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "tests")]


def names() -> list[str]:
    """The targets."""
    return sorted(path.stem for path in (FOLDER / "targets").glob("*.py") if not path.stem.startswith("_"))


def parsed() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=names())
    parser.add_argument("files", nargs="*", type=Path, help="inputs to run once, such as a crash that was kept")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without coverage, also where atheris is installed")
    parser.add_argument("--keep", type=Path, default=Path("graph/fuzz"), help="folder for what is found and learnt")
    return parser.parse_args()


def plainly(module: object, said: argparse.Namespace, kept: Path) -> int:
    """Random bytes and the seeds with some bytes changed, until the time is over or a promise is broken."""
    random, seeds = Random(said.seed), list(module.SEEDS)  # type: ignore[attr-defined]
    ends, count = time.monotonic() + said.seconds, 0
    while time.monotonic() < ends:
        data = bytearray(random.choice(seeds) if random.random() < 0.6 else random.randbytes(random.randint(1, 300)))
        for _ in range(random.randint(0, 12)):
            at = random.randint(0, len(data))
            data[at : at + random.randint(0, 3)] = random.randbytes(random.randint(0, 4))
        count += 1
        try:
            module.target(bytes(data))  # type: ignore[attr-defined]
        except Exception:
            (kept / f"crash-{said.target}-{count}").write_bytes(data)
            traceback.print_exc()
            print(f"{said.target}: {count} executions, one broken promise in {kept / f'crash-{said.target}-{count}'}")
            return 1
    print(f"{said.target}: {count} executions, nothing found")
    return 0


def guided(said: argparse.Namespace, kept: Path) -> None:
    """The same with atheris, which keeps the inputs that reach new code and goes on from them."""
    import atheris

    with atheris.instrument_imports(include=["amazongraph", *BESIDES.get(said.target, ())]):
        module = importlib.import_module(f"targets.{said.target}")
        # The first call imports what is imported late.
        for seed in module.SEEDS:
            module.target(seed)
    learnt = kept / said.target
    learnt.mkdir(exist_ok=True)
    for number, seed in enumerate(module.SEEDS):
        (learnt / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={said.seconds}",
        "-timeout=60",
        "-rss_limit_mb=4096",
        "-max_len=4096",
        f"-seed={said.seed}",
    ]
    options += [f"-artifact_prefix={kept}/{said.target}-", "-print_final_stats=1", "-len_control=0", "-verbosity=1"]
    atheris.Setup([sys.argv[0], str(learnt), *options], module.target)
    atheris.Fuzz()


def main() -> int:
    """Run as the command line says; 1 where a promise was broken."""
    said = parsed()
    kept = said.keep
    kept.mkdir(parents=True, exist_ok=True)
    if said.files:
        module = importlib.import_module(f"targets.{said.target}")
        for path in said.files:
            module.target(path.read_bytes())
        return 0
    has_atheris = False
    with contextlib.suppress(ModuleNotFoundError):
        import atheris  # noqa: F401

        has_atheris = True
    if has_atheris and not said.plain:
        guided(said, kept)
        return 0
    return plainly(importlib.import_module(f"targets.{said.target}"), said, kept)


if __name__ == "__main__":
    sys.exit(main())
