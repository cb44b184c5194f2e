"""The context in, Word and PDF files out."""
