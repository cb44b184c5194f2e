"""A warehouse that many machines share: DuckLake, its catalogue in PostgreSQL, its rows in a folder or a bucket."""
