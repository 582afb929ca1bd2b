"""What leaves the room: the report and the data."""
