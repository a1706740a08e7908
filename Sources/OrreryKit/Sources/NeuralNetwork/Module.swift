import TensorCore

/// Anything with parameters: its stored `Parameter`s, `Buffer`s and modules, found by reflection and
/// named by their properties as PyTorch does (`encoder.0.weight`).
public protocol Module: Sendable {}
