"""Where interpretation meets files: case files in, reports out."""
