"""Loads the rule files of `extractor/rules/`: data, each rule with texts where it fires and where not."""

import functools
import hashlib
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same result, ten times slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment] # the two share no base class

FOLDER = Path(__file__).parent / "rules"


@functools.cache
def load(name: str) -> Any:
    """Return the content of the rule file `name`.yml, read once."""
    return yaml.load((FOLDER / f"{name}.yml").read_bytes(), Loader=Loader)  # a safe loader


def fingerprint() -> str:
    """Return a hash of the names and bytes of all rule files, in hex."""
    digest = hashlib.sha256()
    for file in sorted(FOLDER.glob("*.yml")):
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
