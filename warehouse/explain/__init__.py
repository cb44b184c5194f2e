"""A published figure in, the delivered records that it counts out."""
