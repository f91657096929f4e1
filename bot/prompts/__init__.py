"""What is said to the models: pure functions from the game's values to messages."""
