"""Everything at the end of a wire: decoders, ports, readers, simulators. Never imports Qt."""
