"""Rows of the marts in, everything that a report prints, rounded and in order, out."""
