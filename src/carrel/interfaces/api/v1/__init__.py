"""PanelApp's REST API v1 and its older web services, as the programs that people already have expect them."""
