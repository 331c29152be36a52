"""The model in numbers: data, parameters, the compiled program and its solver."""
