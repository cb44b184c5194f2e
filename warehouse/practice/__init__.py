"""A practice server: exports of a folder, served by the protocol of the sync service, with faults to order."""
