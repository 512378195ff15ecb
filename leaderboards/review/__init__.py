"""Claims shown to a person, one at a time: what is worth a look, how it looks, and what the person says."""
