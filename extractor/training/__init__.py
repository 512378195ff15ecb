"""Builds the weights that the pipeline ships, from papers with hand-read claims (`claimboard[train]`)."""
