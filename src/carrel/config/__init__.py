"""How the parts are wired together: settings, addresses, start-up."""
