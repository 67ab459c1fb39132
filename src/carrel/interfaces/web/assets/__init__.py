"""Fetches the style sheets and scripts that pages are made with: `python -m carrel.interfaces.web.assets`."""
