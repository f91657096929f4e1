"""The bot-facing REST API, one module per family of routes."""
