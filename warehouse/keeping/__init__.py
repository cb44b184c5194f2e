"""A home in, its backup, its restoration and the proof that what it published is still true out."""
