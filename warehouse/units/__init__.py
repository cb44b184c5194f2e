"""The administrative units that come with the project: lists in, names and codes out."""
