"""Where exports come from: folders, zips, SFTP, S3, HTTPS and the sync service, landed under one roof."""
