"""What happened to the cycles of a home in, what state each is in and what to do next out."""
