"""When things run: the reporting cycle, the back-fill and the command line."""
