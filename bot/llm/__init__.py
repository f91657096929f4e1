"""Language models: one protocol, a dialect for each family of vendors, a catalogue of models."""
