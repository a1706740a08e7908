"""Weights and inputs that follow from names alone; the same bits as Workloads/Pattern.swift."""

import math

import numpy
import torch


def bits(name, count):
    """24 bits that look random, `count` times: splitmix64 of the name's FNV-1a hash."""
    code = 0xCBF29CE484222325
    for byte in name.encode():
        code = ((code ^ byte) * 0x100000001B3) % 2**64
    step = numpy.arange(1, count + 1, dtype=numpy.uint64)
    z = numpy.full(count, code, numpy.uint64) + step * numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> numpy.uint64(31))) >> numpy.uint64(40)).astype(numpy.int64)


def values(name, shape, scale, center=0.0):
    """center + scale u with u in [-1, 1), float32."""
    u = bits(name, math.prod(shape)).astype(numpy.float32) * numpy.float32(2**-23) - numpy.float32(1)
    result = numpy.float32(center) + numpy.float32(scale) * u
    return torch.from_numpy(result.reshape(shape).copy())


def integers(name, count, lowest, highest):
    return torch.from_numpy(lowest + bits(name, count) % (highest - lowest + 1))


def network_input(name, *shape):
    """Mean 0, variance 1."""
    return values(name, shape, numpy.sqrt(numpy.float32(3)))


def fill(network):
    """Sets every weight to the pattern of its name: matrices and kernels within 1/sqrt(fan-in), the
    scale and the variance of a normalisation around 1, all other vectors around 0."""
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if not tensor.is_floating_point():
                continue
            if tensor.ndim >= 2:
                tensor.copy_(values(name, tensor.shape, 1 / math.sqrt(math.prod(tensor.shape[1:]))))
            else:
                is_scale = name.endswith((".weight", "running_var"))
                tensor.copy_(values(name, tensor.shape, 0.1, 1.0 if is_scale else 0.0))
    return network
