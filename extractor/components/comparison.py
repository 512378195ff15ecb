"""Skeleton."""

from spacy.tokens import Doc


class Comparison:
    """Writes to `doc._.claimboard_quantities`."""

    def __call__(self, doc: Doc) -> Doc:
        """Find and write."""
        return doc
