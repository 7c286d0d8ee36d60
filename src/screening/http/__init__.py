"""The HTTP port: health, metrics, reload, and screening by request."""
