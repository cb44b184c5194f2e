"""The annex of an issued decision as text or DOCX in, a draft of a plan out."""
