"""The schema's history: numbered revisions, and what brings a database to one."""
