"""CSV and XLSX files of any origin: their bytes in, rows of a dataset's columns as text out."""
