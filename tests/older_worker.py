"""Loaded into a Dask worker by --preload: there, Claimboard is of another version."""

from schema import version

version.__version__ = "0.0.1"
