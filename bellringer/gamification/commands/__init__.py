"""What a caller may ask for, as plain values; whoever builds one has authenticated the caller."""
