@_exported import AstroData
@_exported import NeuralNetwork
@_exported import TensorCore
