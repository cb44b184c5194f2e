"""A message or a report in, handed to its recipients at most once each; the table of who got what out."""
