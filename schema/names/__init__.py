"""How names are written and put together: spellings, parts, and the grammar of each vocabulary."""
