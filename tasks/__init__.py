"""How one step is run: retries, names, artifacts. The last place that knows Prefect."""
