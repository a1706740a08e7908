"""Makes reference.json: what scikit-learn gives for the baselines.

    python Tests/BaselinesTests/reference.py     (numpy, scikit-learn)
"""

import json
import os

import numpy as np
from sklearn.ensemble import (ExtraTreesClassifier, HistGradientBoostingClassifier,
                              RandomForestClassifier)
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KernelDensity, KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

rng = np.random.default_rng(4)
CLASSES, FEATURES = 3, 4


def make(count):
    """Three classes that a line does not part: two moons and a ring, in two of four features."""
    label = rng.integers(0, CLASSES, count)
    angle = np.pi * rng.uniform(size=count)
    radius = np.where(label == 2, 2.2, 1.0)
    angle = np.where(label == 2, 2 * angle, angle)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle), rng.normal(size=count),
                  0.3 * label + rng.normal(size=count)], 1)
    x[label == 1] = x[label == 1] * [1, -1, 1, 1] + [0.8, 0.4, 0, 0]
    x[:, :2] += 0.25 * rng.normal(size=(count, 2))
    # Few enough values for exact bins; no two rows at one distance.
    return np.round(x, 3).astype(np.float32), label


x, y = make(240)
q, t = make(120)
result = {"rows": x.ravel().tolist(), "labels": y.tolist(), "queries": q.ravel().tolist(),
          "truth": t.tolist()}


def keep(name, model):
    result[name] = model.fit(x, y).predict_proba(q).ravel().tolist()


keep("neighbours", KNeighborsClassifier(7, algorithm="brute"))
keep("logistic", LogisticRegression(C=0.5, tol=1e-10, max_iter=10000))
keep("boosting", HistGradientBoostingClassifier(
    max_iter=25, max_leaf_nodes=8, min_samples_leaf=10, l2_regularization=0.5,
    early_stopping=False))
# All features at every node: nothing of it is random but the order of equal splits.
keep("tree", DecisionTreeClassifier(min_samples_leaf=3, random_state=0))
for name, kind in (("forest", RandomForestClassifier), ("extra", ExtraTreesClassifier)):
    scores = [kind(100, random_state=seed).fit(x, y).score(q, t) for seed in range(20)]
    result[name] = [float(np.mean(scores)), float(np.std(scores))]

n, d = x.shape
for rule, factor in (("scott", n ** (-1 / (d + 4))),
                     ("silverman", (n * (d + 2) / 4) ** (-1 / (d + 4)))):
    h = x.astype(float).std(0, ddof=1) * factor
    density = KernelDensity(bandwidth=1.0).fit(x / h).score_samples(q / h) - np.log(h).sum()
    result[rule] = density.tolist()

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json")
with open(path, "w") as file:
    json.dump({k: [round(v, 7) if isinstance(v, float) else v for v in values]
               for k, values in result.items()}, file)
print({k: v for k, v in result.items() if len(v) == 2},
      {k: float(np.mean(np.argmax(np.reshape(result[k], (-1, 3)), 1) == t))
       for k in ("neighbours", "logistic", "boosting", "tree")})
