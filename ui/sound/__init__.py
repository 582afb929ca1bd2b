"""The alarm sound: bursts made from tables, files, and the players that make them heard."""
