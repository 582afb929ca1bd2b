"""Simulated monitors that speak bytes, and the one patient behind them."""
