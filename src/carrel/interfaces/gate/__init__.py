"""What every request passes on its way in, whether a person or a program asks: limits, logs, figures, errors that help."""
