"""JSON-LD: documents, the statements they make, and the canonical text of those (JSON-LD 1.1, RDFC-1.0)."""
