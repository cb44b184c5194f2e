"""The SQL models and indicator definitions: raw rows and run tables in, marts out."""
