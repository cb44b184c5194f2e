"""How it looks: mart rows in, DOCX, XLSX and HTML out, the same bytes for the same input."""
