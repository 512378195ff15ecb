"""Where a store is if nobody says where. Imports nothing heavy: shells ask it while somebody types."""

from pathlib import Path

import platformdirs


def default_file() -> Path:
    """Return the file that is used when no address is given: it may not be there, nor its folder."""
    return platformdirs.user_data_path("claimboard", appauthor=False) / "claims.db"
