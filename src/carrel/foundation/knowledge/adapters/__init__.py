"""Reading the literature's files and keeping their editions."""
