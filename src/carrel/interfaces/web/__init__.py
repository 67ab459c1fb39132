"""The pages that people see in a browser; no decisions are taken here."""
