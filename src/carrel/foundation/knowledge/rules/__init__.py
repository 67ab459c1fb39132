"""The science of the literature's editions as pure functions."""
