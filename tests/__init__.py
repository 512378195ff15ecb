"""What must hold, by behaviour."""
