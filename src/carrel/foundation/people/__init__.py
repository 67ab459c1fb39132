"""Those who sign in: accounts, invitations, roles, sessions and tokens."""
