"""What programs read and write over HTTP; no decisions are taken here."""
