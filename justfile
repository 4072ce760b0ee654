# Everything continuous integration runs.
ci:
    .ci/run

# The tests, with coverage.
test *arguments:
    pytest --cov=amazongraph --cov-report=term-missing:skip-covered {{ arguments }}

# Style and probable mistakes.
lint:
    ruff check
    ruff format --check

# Inputs that break a promise; see fuzz/README.md.
fuzz target seconds="60":
    python fuzz/run.py {{ target }} --seconds {{ seconds }}

# Types.
types:
    mypy

# Which module may import which.
layers:
    lint-imports

# Rewrite the sources in the house format.
format:
    ruff check --fix
    ruff format

# All benchmarks, on one workspace.
bench workspace=(justfile_directory() / "graph" / "bench"):
    mkdir -p "{{ workspace }}"
    python bench/build.py --workspace "{{ workspace }}"
    python bench/questions.py --workspace "{{ workspace }}"
    python bench/aggregates.py --workspace "{{ workspace }}"
    python bench/ask.py --workspace "{{ workspace }}"
    python bench/datasets.py
    python bench/alerts.py --rows 100000 1000000
    python bench/diff.py
    python bench/export.py --workspace "{{ workspace }}"
    python bench/network.py --workspace "{{ workspace }}"
    python bench/shacl.py --workspace "{{ workspace }}"
    [ -z "${AMAZONGRAPH_SHARED:-}" ] || python bench/linking.py --files "$AMAZONGRAPH_SHARED/data" --workspace "{{ workspace }}"
