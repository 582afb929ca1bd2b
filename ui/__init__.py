"""What people see and press. Shows and asks; decides nothing."""
