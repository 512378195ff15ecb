"""Ctrl-C: one that comes where Python drops it comes again."""

import _thread
import signal
import sys
import threading
import time

SOON = 0.05
"""Seconds until it does."""


def keep() -> None:
    """Send anew a Ctrl-C that Python drops: while an object is thrown away, nothing can be ended.

    SQLAlchemy has code for that moment, and while much YAML is read, there is no other.
    """
    before = sys.unraisablehook

    def told(unraisable: "sys.UnraisableHookArgs") -> None:
        if issubclass(unraisable.exc_type, KeyboardInterrupt):
            _thread.start_new_thread(_again, ())  # here it would be dropped again
        else:
            before(unraisable)

    sys.unraisablehook = told


def _again() -> None:
    time.sleep(SOON)
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main:
        signal.pthread_kill(main, signal.SIGINT)  # wakes it where it waits
    else:  # on Windows
        _thread.interrupt_main()
