"""Words of the field as pure values: genome coordinates, consequences, inheritance."""
