"""Our own API for programs: panels, reviews, curation, people and the ledger, described by OpenAPI at /api/v2/openapi.json."""
