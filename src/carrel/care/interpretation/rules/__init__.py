"""The science of interpretation as pure functions and tables of rules."""
