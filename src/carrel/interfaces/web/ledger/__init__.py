"""The pages on which auditors read the ledger."""
