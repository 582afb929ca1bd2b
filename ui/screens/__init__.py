"""One module a stage: a pure state function and the widget that shows it."""
