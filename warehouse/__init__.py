"""Where data live and how they become numbers: exports, DuckDB, the SQL models, the plans."""
