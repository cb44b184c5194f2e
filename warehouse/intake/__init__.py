"""Rows as text in; typed, checked and accepted rows in the warehouse out."""
