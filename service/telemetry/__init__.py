"""What can be seen from outside: log lines and metrics, never the text."""

# prometheus_client reads it when it is imported: set it before anything imports ``service.telemetry.metrics``.
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
