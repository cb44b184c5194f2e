"""What good data look like: one Great Expectations suite per dataset, rules as data."""
