"""How one step of a cycle is done: plain functions, and the one file that puts them under Prefect."""
