"""Papers in, claims out."""
