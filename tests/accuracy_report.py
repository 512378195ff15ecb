"""A plugin of the test run: the figures of the bundled sample stand at its end, however quiet it is."""

import pytest

FIGURES: pytest.StashKey[str] = pytest.StashKey()
"""Where `test_accuracy` leaves the text of its figures, in the stash of the configuration."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the figures, where the run has made them."""
    if text := config.stash.get(FIGURES, ""):
        terminalreporter.section("accuracy on the bundled sample, on which no rule was tuned")
        terminalreporter.write_line(text)
