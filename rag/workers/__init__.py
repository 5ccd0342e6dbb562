"""Ingests with the help of other processes and machines, through Ray: `rag ingest --ray`."""
