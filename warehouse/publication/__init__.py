"""A finished folder of files in, a published revision with its manifest out."""
