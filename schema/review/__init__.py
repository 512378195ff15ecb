"""What people say of claims: the log of their decisions, what holds by it, and who is at work on what."""
