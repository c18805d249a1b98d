"""SQL over the history: views for an analyst's questions, answered by DuckDB."""
