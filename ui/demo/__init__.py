"""The demonstration: a simulated room and a scripted nurse who presses the real buttons."""
