"""Claims in, boards out."""
