"""The national table: every province beside the others, as a workbook and a page."""
