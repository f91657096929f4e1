"""Discord's side of what people see."""
