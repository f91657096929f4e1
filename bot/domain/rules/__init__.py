"""The rules of SRD 5.1 as pure functions from state and dice to state and events."""
