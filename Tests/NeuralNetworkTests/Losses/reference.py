"""Makes ../Fixtures/losses.safetensors: what PyTorch gives for the losses that ../reference.py lacks.

    python Tests/NeuralNetworkTests/Losses/reference.py        (torch, safetensors)

Names: losses/case/what, with inputs, gradients and constants by number. Focal, Tversky and
adversarial losses, which PyTorch has not, are their papers' formulas in its operations.
"""

import os

import torch
from safetensors.torch import save_file

torch.manual_seed(20261122)
torch.set_num_threads(1)
F = torch.nn.functional
result = {}


def loss(name, function, inputs, *constants):
    inputs = [x.detach().clone().requires_grad_() for x in inputs]
    value = function(*inputs)
    gradients = torch.autograd.grad(value, inputs, allow_unused=True)
    kept = {"value": value}
    for i, x in enumerate(inputs):
        kept[f"input/{i}"] = x
        kept[f"gradient/{i}"] = torch.zeros_like(x) if gradients[i] is None else gradients[i]
    for i, constant in enumerate(constants):
        kept[f"constant/{i}"] = constant
    for key, tensor in kept.items():
        result[f"losses/{name}/{key}"] = tensor.detach().clone().contiguous()


def mean(each, weights):
    return (each * weights).sum() / weights.sum()


# Classes: [N, C] and [N, C, H, W], with weights of samples (some 0) and of classes.
logits, labels = torch.randn(6, 4) * 2, torch.tensor([0, 3, 1, 1, 2, 0])
maps, map_labels = torch.randn(2, 3, 5, 3) * 2, torch.randint(0, 3, (2, 5, 3))
samples = torch.tensor([1.0, 0.5, 0.0, 2.0, 1.0, 3.0])
places = torch.rand(2, 5, 3) * (torch.rand(2, 5, 3) > 0.3)
classes, three = torch.tensor([0.5, 2.0, 1.0, 0.25]), torch.tensor([0.5, 2.0, 1.0])
q, map_q = torch.softmax(torch.randn(6, 4), 1), torch.softmax(torch.randn(2, 3, 5, 3), 1)
q[1] = torch.tensor([0.0, 1.0, 0.0, 0.0])


def focal(x, labels, gamma, alpha):
    log_p = F.log_softmax(x, 1).gather(1, labels.unsqueeze(1)).squeeze(1)
    return -alpha[labels] * (1 - log_p.exp()) ** gamma * log_p


loss("map-weighted",
     lambda x: (F.cross_entropy(x, map_labels, three, reduction="none", label_smoothing=0.1)
                * places).sum() / (three[map_labels] * places).sum(),
     [maps], map_labels, places, three)
loss("map-soft", lambda x: mean(F.cross_entropy(x, map_q, reduction="none"), places), [maps], map_q,
     places)
loss("focal", lambda x: mean(focal(x, labels, 2.0, classes), samples), [logits], labels, samples,
     classes)
loss("focal-half", lambda x: focal(x, labels, 0.5, torch.ones(4)).mean(), [logits], labels)
loss("focal-map", lambda x: mean(focal(x, map_labels, 3.0, torch.ones(3)), places), [maps],
     map_labels, places)


def soft_focal(x, q, gamma, alpha, smoothing):
    log_p = F.log_softmax(x, 1)
    t = (1 - smoothing) * q + smoothing / x.shape[1]
    shape = [1, -1] + [1] * (x.ndim - 2)
    return -(t * alpha.reshape(shape) * (1 - log_p.exp()) ** gamma * log_p).sum(1)


loss("focal-soft", lambda x: mean(soft_focal(x, q, 2.0, classes, 0.1), samples), [logits], q,
     samples, classes)
loss("focal-soft-map", lambda x: mean(soft_focal(x, map_q, 0.5, torch.ones(3), 0.0), places),
     [maps], map_q, places)
loss("focal-smooth",
     lambda x: soft_focal(x, F.one_hot(labels, 4).float(), 1.5, classes, 0.2).mean(), [logits],
     labels, classes)
loss("kl", lambda x: F.kl_div(F.log_softmax(x, 1), q, reduction="batchmean"), [logits], q)
loss("kl-map",
     lambda x: mean(F.kl_div(F.log_softmax(x, 1), map_q, reduction="none").sum(1), places), [maps],
     map_q, places)
mu, log_variance = torch.randn(5, 3), torch.randn(5, 3)
each = torch.tensor([1.0, 0.0, 2.0, 0.5, 1.0])
normal = lambda m, l: -0.5 * (1 + l - m**2 - l.exp()).sum(1)
loss("kl-normal", lambda m, l: normal(m, l).mean(), [mu, log_variance])
loss("kl-normal-weighted", lambda m, l: mean(normal(m, l), each), [mu, log_variance], each)

# Element by element.
x, y = torch.randn(3, 7) * 3, (torch.rand(3, 7) > 0.6).float()
mask = (torch.rand(3, 7) > 0.4).float() * torch.rand(3, 7)


def binary_focal(x, y, gamma, alpha):  # torchvision's sigmoid_focal_loss
    p = torch.sigmoid(x)
    entropy = F.binary_cross_entropy_with_logits(x, y, reduction="none")
    p_t = p * y + (1 - p) * (1 - y)
    alpha_t = 1 if alpha is None else alpha * y + (1 - alpha) * (1 - y)
    return alpha_t * entropy * (1 - p_t) ** gamma


soft = torch.rand(3, 7)
loss("binary-focal", lambda x: binary_focal(x, y, 2.0, 0.25).mean(), [x], y)
loss("binary-focal-weighted", lambda x: mean(binary_focal(x, soft, 1.5, None), mask), [x], soft,
     mask)
target, variance = torch.randn(3, 7), torch.rand(3, 7) * 2
gaussian = lambda m, v: F.gaussian_nll_loss(m, target, v, eps=0.3, reduction="none")
loss("gaussian", lambda m, v: gaussian(m, v).mean(), [torch.randn(3, 7), variance], target)
loss("gaussian-weighted", lambda m, v: mean(gaussian(m, v), mask), [torch.randn(3, 7), variance],
     target, mask)


# Regions.
def tversky(p, y, w, alpha, beta, smooth):
    over = (2, 3)
    tp = (w * p * y).sum(over)
    fp = (w * p * (1 - y)).sum(over)
    fn = (w * (1 - p) * y).sum(over)
    return (1 - (tp + smooth) / (tp + alpha * fp + beta * fn + smooth)).mean()


p, regions = torch.rand(2, 3, 4, 5), (torch.rand(2, 3, 4, 5) > 0.7).float()
regions[0, 1] = 0
area = (torch.rand(2, 3, 4, 5) > 0.3).float() * torch.rand(2, 3, 4, 5)
ones = torch.ones_like(p)
loss("dice", lambda p: tversky(p, regions, ones, 0.5, 0.5, 1.0), [p], regions)
loss("tversky", lambda p: tversky(p, regions, area, 0.2, 0.9, 0.1), [p], regions, area)

# Adversarial: real and fake logits.
real, fake = torch.randn(5, 1) * 2, torch.randn(7, 1) * 2
wr, wf = torch.tensor([[1.0], [0], [2], [1], [0.5]]), torch.rand(7, 1)
for name, critic, generator in [
    ("non-saturating", (lambda r: F.softplus(-r), F.softplus), lambda f: F.softplus(-f)),
    ("wasserstein", (lambda r: -r, lambda f: f), lambda f: -f),
    ("hinge", (lambda r: F.relu(1 - r), lambda f: F.relu(1 + f)), lambda f: -f),
]:
    loss(f"critic-{name}", lambda r, f: critic[0](r).mean() + critic[1](f).mean(), [real, fake])
    loss(f"critic-{name}-weighted",
         lambda r, f: mean(critic[0](r), wr) + mean(critic[1](f), wf), [real, fake], wr, wf)
    loss(f"generator-{name}", lambda f: generator(f).mean(), [fake])

# The gradient penalty of a small critic, at given points: gradients of its weights.
points, importance = torch.randn(5, 4), torch.tensor([1.0, 0.0, 2.0, 0.5, 1.0])


def penalty(w1, b1, w2, each):
    x = points.clone().requires_grad_()
    value = F.linear(torch.tanh(F.linear(x, w1, b1)), w2).sum()
    (slope,) = torch.autograd.grad(value, [x], create_graph=True)
    return 10 * mean((slope.norm(dim=1) - 1) ** 2, each)


critic_weights = [torch.randn(6, 4), torch.randn(6), torch.randn(1, 6)]
loss("penalty", lambda *w: penalty(*w, torch.ones(5)), critic_weights, points)
loss("penalty-weighted", lambda *w: penalty(*w, importance), critic_weights, points, importance)

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Fixtures")
save_file(result, os.path.join(folder, "losses.safetensors"), {"torch": torch.__version__})
print(len(result), "tensors")
