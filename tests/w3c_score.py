"""Tells the score of the W3C SHACL test suite at the end of a run, however many processes ran it."""

import pytest

MARK = "w3c "


class Score:
    """Keeps how the cases went: a test names its engine and case by ``record_property(MARK + engine, case)``."""

    def __init__(self) -> None:
        self.judged: dict[str, list[tuple[str, bool]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            for name, case in report.user_properties:
                if name.startswith(MARK):
                    passed = report.outcome == "passed"
                    self.judged.setdefault(name.removeprefix(MARK), []).append((str(case), passed))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.judged:
            terminalreporter.section("W3C SHACL test suite, whole reports")
        for engine, judged in sorted(self.judged.items()):
            terminalreporter.write_line(f"{engine}: {sum(passed for _, passed in judged)} of {len(judged)} cases")
            for case in sorted(case for case, passed in judged if not passed):
                terminalreporter.write_line(f"  not {case}")
