"""The context in, one self-contained page out."""
