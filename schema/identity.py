"""Who is who: text hashes, ids made of texts, claim ids, and paper identifiers in their normal form."""

import base64
import functools
import hashlib
import re
from typing import NamedTuple

ARXIV = re.compile(
    r"""^(?:https?://)?(?:www\.|export\.)?(?:arxiv\.org/(?:abs|pdf|html|format|ps)/|arxiv\s*:\s*)?
        (?P<id>\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[a-z]{2})?/\d{7})
        (?:v(?P<version>\d+))?(?:\.pdf)?/?(?:[?#]\S*)?$""",
    re.IGNORECASE | re.VERBOSE,
)
"""arXiv's identifier schemes since 2007 and before (info.arxiv.org/help/arxiv_identifier.html)."""
DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi\s*:\s*)?(?P<id>10\.\d{4,9}/\S+)$", re.IGNORECASE)
ARXIV_DOI = re.compile(r"^10\.48550/arxiv\.(?P<id>.+)$", re.IGNORECASE)


class Identifier(NamedTuple):
    """A paper's name in one scheme: "arxiv", "doi", "text" (made of its text) or "id" (any other)."""

    scheme: str
    value: str


def evened(text: str) -> str:
    """Return the text with every run of white space as one blank: what "the same text" is judged by."""
    return " ".join(text.split())


@functools.lru_cache(maxsize=1 << 8)
def text_hash(text: str) -> str:
    """SHA-256 of the evened text, in hex: equal for two copies of a text that are wrapped differently."""
    return hashlib.sha256(evened(text).encode()).hexdigest()


def text_id(text: str) -> str:
    """Return the id of a paper that was given none."""
    return id_of_hash(text_hash(text))


def id_of_hash(hashed: str) -> str:
    """Return the id of a paper that was given none, whose text has this hash."""
    return f"text:{hashed[:16]}"


def claim_id(text: str, start: int, end: int, benchmark: str | None) -> str:
    """Return a claim's id: 12 letters and digits (60 bits) of text hash, value span and benchmark as read.

    The span is counted in characters other than white space, so that the id is the same in every store,
    however the text was wrapped there.
    """
    first = len("".join(text[:start].split()))
    length = len("".join(text[start:end].split()))
    key = "\0".join((text_hash(text), str(first), str(length), evened(benchmark or "").casefold()))
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:12].lower()


def identifier(name: str) -> Identifier:
    """Return an id or URL in its normal form: arXiv ids without prefix and version, DOIs in lower case."""
    name = name.strip()
    if match := ARXIV.match(name):
        return Identifier("arxiv", match["id"].lower())
    if match := DOI.match(name):
        value = match["id"].lower()
        inner = ARXIV_DOI.match(value)
        return identifier(inner["id"]) if inner else Identifier("doi", value)
    scheme, _, rest = name.partition(":")
    return Identifier("text", rest) if scheme == "text" and rest else Identifier("id", name)


def identifiers(paper_id: str, url: str | None) -> list[Identifier]:
    """Return all identifiers of a record: that of its id, then an arXiv or DOI address's, if another."""
    found = [identifier(paper_id)]
    if url and (other := identifier(url)).scheme in ("arxiv", "doi") and other not in found:
        found.append(other)
    return found


def url_of(name: Identifier) -> str | None:
    """Return the public address that an identifier stands for; None where it stands for none."""
    match name.scheme:
        case "arxiv":
            return f"https://arxiv.org/abs/{name.value}"
        case "doi":
            return f"https://doi.org/{name.value}"
        case _:
            return None


def shown(name: Identifier) -> str:
    """Return the identifier as people read it: an arXiv id or DOI, `text:` and digits, or the id as given."""
    return f"text:{name.value}" if name.scheme == "text" else name.value
