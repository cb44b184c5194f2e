"""The plans: a folder of plan.toml and targets.csv in, a checked :class:`Plan` out."""
