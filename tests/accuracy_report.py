"""A plugin of the test run: the figures of the bundled sample stand at its end, however quiet it is."""

import pytest

FIGURES = "figures"
"""The property under which `test_accuracy` records the text of its figures: it crosses processes."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures, where the run has made them."""
    properties = [each for report in terminalreporter.getreports("") for each in report.user_properties]
    if text := dict(properties).get(FIGURES):
        terminalreporter.section("accuracy on the bundled sample, on which no rule was tuned")
        terminalreporter.write_line(text)
