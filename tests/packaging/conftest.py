"""What the tests of the wheel say at their end: how its commands were kept from the network."""

import pytest

from tests.packaging import environments


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not any("installed" in report.keywords for report in terminalreporter.getreports("passed")):
        return
    words = environments.without_network()
    how = f"a network without anything ({' '.join(words)})" if words else "Python, which refuses to connect"
    terminalreporter.write_line(f"the wheel's commands were kept from the network by {how}")
