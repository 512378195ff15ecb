"""What the data is and where it is kept. Nothing is imported here: take what you need from the modules."""
