"""The pages on which people sign in, invite and manage accounts."""
