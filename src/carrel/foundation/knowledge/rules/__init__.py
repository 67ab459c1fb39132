"""How outside knowledge is read and matched, as pure functions."""
