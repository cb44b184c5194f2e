"""Figures in, Vietnamese numbers, sentences and paragraphs out."""
