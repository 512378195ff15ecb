"""Results that people kept by hand elsewhere: their tables, cells and files."""
