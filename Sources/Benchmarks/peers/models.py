"""The reference workloads in PyTorch: the networks of Workloads/ with the same names of weights."""

import math

import torch
from catalogue import WORKLOADS
from pattern import fill, integers, network_input, values
from torch import nn

F = nn.functional

# Networks


def convolution_block(inputs, outputs, stride=1):
    return [
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]


class PooledClassifier(nn.Module):
    def __init__(self, layers, channels):
        super().__init__()
        self.features = nn.Sequential(*layers)
        self.fc = nn.Linear(channels, 10)

    def forward(self, x):
        return self.fc(self.features(x).mean((2, 3)))


def plain_cnn(channels, width):
    layers, inputs = [], channels
    for outputs in (width, 2 * width, 4 * width):
        if layers:
            layers.append(nn.MaxPool2d(2))
        layers += convolution_block(inputs, outputs) + convolution_block(outputs, outputs)
        inputs = outputs
    return PooledClassifier(layers, inputs)


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        body = convolution_block(inputs, outputs, stride) + convolution_block(outputs, outputs)
        self.body = nn.Sequential(*body[:-1])  # ReLU comes after the sum
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        return self.body(x) + (x if self.shortcut is None else self.shortcut(x))


def resnet18(width):
    layers, inputs = convolution_block(3, width), width
    for outputs, stride in ((width, 1), (2 * width, 2), (4 * width, 2), (8 * width, 2)):
        for step in (stride, 1):
            layers += [Residual(inputs, outputs, step), nn.ReLU(inplace=True)]
            inputs = outputs
    return PooledClassifier(layers, inputs)


class UNet(nn.Module):
    def __init__(self, width):
        super().__init__()
        widths = [width << level for level in range(5)]

        def pair(inputs, outputs):
            return nn.Sequential(
                *convolution_block(inputs, outputs), *convolution_block(outputs, outputs)
            )

        self.encoder = nn.ModuleList(pair(i, o) for i, o in zip([1] + widths, widths))
        self.upsampling = nn.ModuleList(
            nn.ConvTranspose2d(2 * w, w, 2, 2) for w in reversed(widths[:-1])
        )
        self.decoder = nn.ModuleList(pair(2 * w, w) for w in reversed(widths[:-1]))
        self.head = nn.Conv2d(width, 1, 1)

    def forward(self, x):
        skipped = []
        for level, block in enumerate(self.encoder):
            if level > 0:
                x = F.max_pool2d(x, 2)
            x = block(x)
            skipped.append(x)
        skipped.pop()
        for up, block in zip(self.upsampling, self.decoder):
            x = block(torch.cat([skipped.pop(), up(x)], 1))
        return self.head(x)


class SequenceClassifier(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.lstm = nn.LSTM(8, hidden, 2, batch_first=True)
        self.fc = nn.Linear(hidden, 5)

    def forward(self, x, lengths=None):
        if lengths is not None:
            x = nn.utils.rnn.pack_padded_sequence(
                x, lengths, batch_first=True, enforce_sorted=False
            )
        return self.fc(self.lstm(x)[1][0][-1])


class CouplingFlow(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.nets = nn.ModuleList(
            nn.Sequential(
                nn.Linear(32, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(),
                nn.Linear(hidden, 64),
            )
            for _ in range(8)
        )

    def forward(self, x):
        a, b = x[:, :32], x[:, 32:]
        log_determinant = 0
        for net in self.nets:
            scale, shift = net(a).chunk(2, 1)
            scale = torch.tanh(scale)
            b = b * scale.exp() + shift
            log_determinant = log_determinant + scale.sum(1)
            a, b = b, a
        square = (a * a + b * b).sum(1)
        return (0.5 * square + 32 * math.log(2 * math.pi) - log_determinant).mean()


def generator(noise, width):
    layers, inputs = [], noise
    for outputs, stride, padding in ((8, 1, 0), (4, 2, 1), (2, 2, 1), (1, 2, 1)):
        outputs *= width
        layers += [
            nn.ConvTranspose2d(inputs, outputs, 4, stride, padding, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        ]
        inputs = outputs
    return nn.Sequential(*layers, nn.ConvTranspose2d(inputs, 3, 4, 2, 1, bias=False), nn.Tanh())


def discriminator(width):
    layers = [nn.Conv2d(3, width, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True)]
    for inputs in (width, 2 * width, 4 * width):
        layers += [
            nn.Conv2d(inputs, 2 * inputs, 4, 2, 1, bias=False),
            nn.BatchNorm2d(2 * inputs),
            nn.LeakyReLU(0.2, inplace=True),
        ]
    return nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 4, bias=False), nn.Flatten(0))


# Workloads


class Supervised:
    """One network, one loss, Adam at PyTorch's defaults."""

    def __init__(self, network, inputs, loss):
        self.network = fill(network)
        self.inputs = inputs
        self.loss = loss

    @property
    def networks(self):
        return [self.network]

    @property
    def predictor(self):
        return self.network, self.inputs

    def optimizers(self, fused):
        return [torch.optim.Adam(self.network.parameters(), 1e-3, fused=fused)]

    def convert(self, memory_format):
        self.network = self.network.to(memory_format=memory_format)
        self.inputs = tuple(
            x.contiguous(memory_format=memory_format) if x.ndim == 4 else x for x in self.inputs
        )

    def stepper(self, optimizers, autocast, compile):
        """One training step as a function that returns its losses as tensors."""
        network, inputs, (optimizer,) = self.network, self.inputs, optimizers

        def objective(*inputs):
            with autocast():
                y = network(*inputs)
            return self.loss(y.float())

        if compile:
            objective = torch.compile(objective)

        def step():
            optimizer.zero_grad(set_to_none=True)
            loss = objective(*inputs)
            loss.backward()
            optimizer.step()
            return [loss]

        return step


class Adversarial:
    """DCGAN: the discriminator learns from real and made images, then the generator."""

    def __init__(self, generator, discriminator, noise, real):
        self.generator = fill(generator)
        self.discriminator = fill(discriminator)
        self.noise = noise
        self.real = real

    @property
    def networks(self):
        return [self.generator, self.discriminator]

    @property
    def predictor(self):
        return self.generator, (self.noise,)

    def optimizers(self, fused):
        return [
            torch.optim.Adam(network.parameters(), 2e-4, (0.5, 0.999), fused=fused)
            for network in self.networks
        ]

    def convert(self, memory_format):
        self.generator = self.generator.to(memory_format=memory_format)
        self.discriminator = self.discriminator.to(memory_format=memory_format)
        self.noise = self.noise.contiguous(memory_format=memory_format)
        self.real = self.real.contiguous(memory_format=memory_format)

    def stepper(self, optimizers, autocast, compile):
        """One training step as a function that returns its losses as tensors."""
        generator, discriminator = self.networks
        if compile:
            generator, discriminator = torch.compile(generator), torch.compile(discriminator)
        of_generator, of_discriminator = optimizers
        true, false = torch.ones(len(self.real)), torch.zeros(len(self.real))
        loss = F.binary_cross_entropy_with_logits

        def judge(images, truth):
            with autocast():
                y = discriminator(images)
            result = loss(y.float(), truth)
            result.backward()
            return result

        def step():
            of_discriminator.zero_grad(set_to_none=True)
            with autocast():
                made = generator(self.noise)
            losses = [judge(self.real, true), judge(made.detach(), false)]
            of_discriminator.step()
            of_generator.zero_grad(set_to_none=True)
            losses.append(judge(made, true))
            of_generator.step()
            return losses

        return step


def make(name, size="full"):
    """A workload with weights and inputs from patterns. Sizes: full, single (a batch of 1), reduced
    (the same network, narrower and on less data)."""

    def batch(full, reduced):
        return {"full": full, "single": 1, "reduced": reduced}[size]

    def width(full, reduced):
        return reduced if size == "reduced" else full

    def classifier(network, *shape):
        labels = integers("labels", shape[0], 0, 9)
        x = network_input("input", *shape)
        return Supervised(network, (x,), lambda y: F.cross_entropy(y, labels))

    if name in ("a64", "b18"):
        side = width(64, 16)
        network = plain_cnn(3, width(32, 8)) if name == "a64" else resnet18(width(64, 8))
        return classifier(network, batch(64, 8), 3, side, side)
    if name == "a69":
        side = width(69, 17)
        return classifier(plain_cnn(1, width(32, 8)), batch(64, 8), 1, side, side)
    if name in ("c16", "c32"):
        shape = (batch(4, 2), 1, width(256, 32), width(256, 32))
        mask = (values("mask", shape, 1) > 0).float()
        return Supervised(
            UNet(int(name[1:]) // width(1, 4)),
            (network_input("input", *shape),),
            lambda y: F.binary_cross_entropy_with_logits(y, mask),
        )
    if name.startswith("d"):
        shape = (batch(128, 8), width(100, 20), 8)
        labels = integers("labels", shape[0], 0, 4)
        inputs = (network_input("input", *shape),)
        if name.endswith("p"):
            inputs += (integers("lengths", shape[0], shape[1] // 2, shape[1]),)
        return Supervised(
            SequenceClassifier(int(name.strip("dp")) // width(1, 4)),
            inputs,
            lambda y: F.cross_entropy(y, labels),
        )
    if name == "nvp":
        x = network_input("input", batch(512, 32), 64)
        return Supervised(CouplingFlow(width(256, 32)), (x,), lambda y: y)
    if name == "gan":
        noise = width(100, 16)
        return Adversarial(
            generator(noise, width(64, 8)),
            discriminator(width(64, 8)),
            network_input("noise", batch(64, 4), noise, 1, 1),
            values("real", (batch(64, 4), 3, 64, 64), 1),
        )
    raise ValueError(f"no workload named {name}: " + ", ".join(WORKLOADS))
