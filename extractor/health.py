"""What `claimboard doctor` asks of the extractor: its parts are there, and it reads a claim that we know."""

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from schema.installation import AGAIN, OK, PROBLEM, Check, Finding

TITLE = "Elm"
ABSTRACT = "We propose Elm. Elm attains an accuracy of 91.5% on GSM8K."
KNOWN = (91.5, "Elm", "GSM8K", "accuracy")
GROUPS = ("spacy_factories", "spacy_tokenizers")


def checks(_db: str | None, _thorough: bool) -> list[tuple[str, Check]]:
    """Return the checks of this room."""
    return [("spaCy", factories), ("weights", weights), ("a known claim", claim)]


def factories() -> Iterator[Finding]:
    """Say whether spaCy knows the components of our pipeline, in every process that makes one."""
    from extractor.pipeline import COMPONENTS

    here = importlib.metadata.version("spacy")
    told: dict[str, set[str]] = {}
    for group in GROUPS:
        for point in importlib.metadata.entry_points(group=group):
            told.setdefault(point.name, set()).add(point.value.partition(".")[0])
    missing = [name for name in COMPONENTS if name not in told]
    others = [name for name in COMPONENTS if told.get(name, set()) - {"extractor"}]
    if missing or others:
        what = f"is not told of {', '.join(missing)}" if missing else f"has another {', '.join(others)}"
        yield Finding("spaCy", PROBLEM, f"{here} {what}", AGAIN)
    else:
        yield Finding("spaCy", OK, f"{here}, with our {len(COMPONENTS)} components")


def weights() -> Iterator[Finding]:
    """Say whether network, word pieces and rules are there and can be read."""
    from extractor import network, pieces, rules

    files = (network.FILE, pieces.FILE, *sorted(rules.FOLDER.glob("*.yml")))
    wrong = [(file, why) for file in files if (why := _unreadable(file))]
    for file, why in wrong:
        yield Finding("weights", PROBLEM, f"{file} {why}", AGAIN)
    if not wrong:
        size = network.FILE.stat().st_size / 1_000_000
        found = f"network ({size:.1f} MB), word pieces and {len(files) - 2} files of rules can be read"
        yield Finding("weights", OK, found)


def _unreadable(file: Path) -> str:
    """Return why a file of weights or rules cannot be read, "" where it can."""
    import onnxruntime

    from extractor import pieces, rules

    if not file.is_file():
        return "is missing"
    try:
        match file.suffix:
            case ".onnx":
                onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
            case ".json":
                pieces.tokenizer()
            case _:
                rules.load(file.stem)
    except Exception as error:  # each library has errors of its own
        told = str(error).strip().splitlines() or [type(error).__name__]
        return f"cannot be read: {told[0]}"
    return ""


def claim() -> Iterator[Finding]:
    """Say whether the pipeline finds the claim of a sentence of our own."""
    from extractor.pipeline import load
    from schema.records import Paper

    found = []
    for each in load().claims(Paper(id="text:0", title=TITLE, abstract=ABSTRACT)):
        slots = (each.method, each.benchmark, each.metric)
        found.append((each.number, *(slot.text if slot else None for slot in slots)))
    if found == [KNOWN]:
        yield Finding("a known claim", OK, f"{ABSTRACT.partition('. ')[2]!r} is read as it should be")
    else:
        yield Finding("a known claim", PROBLEM, f"of {ABSTRACT.partition('. ')[2]!r} was read {found}", AGAIN)
