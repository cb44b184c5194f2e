"""A delivery, found and read: a source folder in, rows as text without anything personal out."""
