"""A plan and a period in, the kept figures of one revision out."""
