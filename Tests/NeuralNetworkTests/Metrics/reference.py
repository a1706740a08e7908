"""Makes Fixtures/metrics.safetensors: what scikit-learn and scipy give for the metrics.

    python Tests/NeuralNetworkTests/Metrics/reference.py     (numpy, scipy, scikit-learn, safetensors)
"""

import os

import numpy as np
from safetensors.numpy import save_file
from scipy import stats
from sklearn import covariance, metrics

rng = np.random.default_rng(20261121)
result = {}


def keep(name, value):
    value = np.asarray(value)
    kind = np.int64 if value.dtype.kind in "iub" else np.float32
    result["metrics/" + name] = np.ascontiguousarray(np.atleast_1d(value).astype(kind))


# Classifiers: 60 objects of 3 classes, scores rounded so that some are equal.
classes, count = 3, 60
labels = rng.integers(0, classes, count)
scores = rng.normal(size=(count, classes)) + 1.2 * np.eye(classes)[labels]
p = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
soft = p.astype(np.float32)
p = np.round(p, 1) + 0.01
p = (p / p.sum(1, keepdims=True)).astype(np.float32)
keep("classifier/probabilities", p)
keep("classifier/soft", soft)
keep("classifier/labels", labels)
keep("classifier/macro-f1", metrics.f1_score(labels, p.argmax(1), average="macro"))
keep("classifier/nll", metrics.log_loss(labels, p.astype(float)))
for k in range(classes):
    positive = labels == k
    fpr, tpr, _ = metrics.roc_curve(positive, p[:, k], drop_intermediate=False)
    keep(f"roc/{k}/fpr", fpr)
    keep(f"roc/{k}/tpr", tpr)
    keep(f"roc/{k}/area", metrics.roc_auc_score(positive, p[:, k]))
    precision, recall, _ = metrics.precision_recall_curve(positive, p[:, k])
    keep(f"pr/{k}/precision", precision[::-1][1:])  # without the point (0, 1) that it adds
    keep(f"pr/{k}/recall", recall[::-1][1:])
    keep(f"pr/{k}/area", metrics.average_precision_score(positive, p[:, k]))


def ece(confidence, right, bins):
    order = np.argsort(confidence, kind="stable")
    n = len(order)
    parts = [order[b * n // bins : (b + 1) * n // bins] for b in range(bins)]
    return sum(len(i) / n * abs(right[i].mean() - confidence[i].mean()) for i in parts)


q = soft.astype(float)
keep("calibration/classes", [ece(q[:, k], (labels == k).astype(float), 10) for k in range(classes)])
keep("calibration/top", ece(q.max(1), (labels == q.argmax(1)).astype(float), 10))

# Conformal sets, RAPS without its random part, as in the paper's formulas.
order = np.argsort(-q, axis=1, kind="stable")
rank = np.argsort(order, axis=1)
total = np.take_along_axis(np.cumsum(np.take_along_axis(q, order, 1), 1), rank, 1)
raps = total - q + 0.05 * np.maximum(0, rank + 1 - 1)
true_score = np.sort(raps[np.arange(count), labels])
threshold = true_score[int(np.ceil((count + 1) * 0.8)) - 1]
keep("conformal/threshold", threshold)
keep("conformal/sets", ((raps <= threshold + 1e-12) | (rank == 0)).astype(int))

# Features: 4 dimensions, 3 classes.
mixing = rng.normal(size=(4, 4))
group = rng.integers(0, 3, 80)
features = (rng.normal(size=(80, 4)) @ mixing + 3 * rng.normal(size=(3, 4))[group]).astype(np.float32)
x = features.astype(float)
means = np.array([x[group == k].mean(0) for k in range(3)])
shrunk, shrinkage = covariance.ledoit_wolf(x - means[group], assume_centered=True)
others = (5 * rng.normal(size=(7, 4))).astype(np.float32)
d = others[:, None, :].astype(float) - means[None]
keep("features/values", features)
keep("features/labels", group)
keep("features/others", others)
keep("features/shrinkage", shrinkage)
keep("features/distances", np.sqrt(np.einsum("nkf,fg,nkg->nk", d, np.linalg.inv(shrunk), d).min(1)))

# Redshifts.
z = rng.uniform(0.05, 2, 41)
zp = z + 0.03 * (1 + z) * rng.standard_t(2, size=41)
z, zp = z.astype(np.float32).astype(float), zp.astype(np.float32).astype(float)
dz = (zp - z) / (1 + z)
mad = 1.4826 * np.median(abs(dz - np.median(dz)))
keep("redshift/truth", z)
keep("redshift/predicted", zp)
keep("redshift/report", [dz.mean(), np.median(dz), np.sqrt((dz**2).mean()), abs(dz).mean(), mad,
     (abs(dz) > 0.15).mean(), (abs(dz - np.median(dz)) > 5 * mad).mean()])

# Distributions: a mixture of normals on a fine grid.
w, m, s = np.array([0.2, 0.5, 0.3]), np.array([-1.0, 0.3, 2.0]), np.array([0.3, 0.8, 0.2])
grid = np.linspace(-8, 9, 400001)
cdf = sum(a * stats.norm.cdf(grid, b, c) for a, b, c in zip(w, m, s))
points = np.array([-1.2, 0.0, 0.7, 3.5])
keep("mixture/points", points)
keep("mixture/density", sum(a * stats.norm.pdf(points, b, c) for a, b, c in zip(w, m, s)))
keep("mixture/cumulative", np.interp(points, grid, cdf))
keep("mixture/crps", [np.trapezoid((cdf - (grid >= t)) ** 2, grid) for t in points])
keep("mixture/quantiles", np.interp([0.05, 0.5, 0.9], cdf, grid))

# Two samples.
a, b = rng.normal(size=50).astype(np.float32), (0.4 + rng.normal(size=70)).astype(np.float32)
ks = stats.ks_2samp(a, b, method="asymp")
keep("ks/first", a)
keep("ks/second", b)
keep("ks/distance", ks.statistic)
keep("ks/probability", ks.pvalue)
keep("ks/uniform", stats.kstest(stats.norm.cdf(a.astype(float)), "uniform").statistic)
first = rng.normal(size=(20, 3)).astype(np.float32)
second = (0.8 + rng.normal(size=(15, 3))).astype(np.float32)
every = np.concatenate([first, second]).astype(float)
squares = ((every[:, None] - every[None]) ** 2).sum(-1)
h = np.median(np.sqrt(squares[np.tril_indices(35, -1)]))
kernel = np.exp(-squares / (2 * h * h))
kxx, kyy, kxy = kernel[:20, :20], kernel[20:, 20:], kernel[:20, 20:]
keep("mmd/first", first)
keep("mmd/second", second)
keep("mmd/bandwidth", h)
keep("mmd/squared", (kxx.sum() - 20) / (20 * 19) + (kyy.sum() - 15) / (15 * 14) - 2 * kxy.mean())

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Fixtures")
save_file(result, os.path.join(folder, "metrics.safetensors"))
