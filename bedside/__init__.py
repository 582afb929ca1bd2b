"""The domain: the session, its rules, its alarms, its record. Knows no Qt and no serial line."""

__version__ = "0.1.0"
