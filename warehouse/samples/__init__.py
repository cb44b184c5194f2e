"""Synthetic monthly exports, for demonstrations and tests: the same arguments give the same bytes."""
