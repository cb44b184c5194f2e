"""The context in, workbooks out."""
