"""Writes src/reference/pytorch.json: what PyTorch makes of the network that src/network/network.ts makes.

    python scripts/reference/pytorch.py

It wants torch (2.15.0) and jax (0.10.2), which the project itself does not. Two runs on one
machine give the same bytes; on another one, the last digits of the training differ.
"""

import itertools
import json
import math
from pathlib import Path

import jax
import torch
from torch import nn

ALPHA = math.exp(-2)
WIDTHS = [2, 5, 4, 1]
STEPS = [1, 10, 100]
POINTS = [-30.0, -7.5, -3.0, -1.0, -0.25, -1e-9, 0.0, 1e-9, 0.25, 1.0, 3.0, 7.5, 30.0]
SLOPES = [0.01, 0.5, 1.0, 2.0, -0.5]
ACTIVATIONS = {
    "relu": nn.ReLU,
    "leakyRelu": lambda: nn.LeakyReLU(ALPHA),
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
}
OPTIMIZERS = {
    "sgd": (0.1, lambda p: torch.optim.SGD(p, lr=0.1)),
    "momentum": (0.05, lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
    "adam": (0.02, lambda p: torch.optim.Adam(p, lr=0.02)),
}

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
jax.config.update("jax_enable_x64", True)


def network(activation, parameters):
    """The multilayer perceptron, with the parameters in the order of nn.Module.parameters()."""
    layers = []
    for inputs, outputs in itertools.pairwise(WIDTHS):
        layers += [nn.Linear(inputs, outputs), ACTIVATIONS[activation]()]
    net = nn.Sequential(*layers[:-1])
    nn.utils.vector_to_parameters(parameters.clone(), net.parameters())
    return net


def flat(tensors):
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors]).tolist()


def slope_at_zero(function):
    x = torch.zeros(1, requires_grad=True)
    function(x).sum().backward()
    return x.grad.item()


def curve(function):
    """f and f' at POINTS, the bend at 0 among them."""
    z = torch.tensor(POINTS, requires_grad=True)
    values = function(z)
    values.sum().backward()
    return {"f": flat([values]), "df": z.grad.tolist()}


generator = torch.Generator().manual_seed(1)
inputs = torch.randn(9, 2, generator=generator)
labels = (torch.rand(9, 1, generator=generator) > 0.5).double()
count = sum(o * (i + 1) for i, o in itertools.pairwise(WIDTHS))
initial = 0.7 * torch.randn(count, generator=generator)
cross_entropy = nn.BCEWithLogitsLoss()

runs = {}
for activation in ACTIVATIONS:
    net = network(activation, initial)
    logits = net(inputs)
    loss = cross_entropy(logits, labels)
    loss.backward()
    after = {}
    for name, (_, optimizer) in OPTIMIZERS.items():
        trained = network(activation, initial)
        step = optimizer(trained.parameters())
        after[name] = {}
        for epoch in range(1, max(STEPS) + 1):
            step.zero_grad()
            cross_entropy(trained(inputs), labels).backward()
            step.step()
            if epoch in STEPS:
                after[name][epoch] = flat(trained.parameters())
    runs[activation] = {
        "logits": flat([logits]),
        "loss": loss.item(),
        "gradient": flat(p.grad for p in net.parameters()),
        "after": after,
    }

reference = {
    "made with": {"torch": torch.__version__.split("+")[0], "jax": jax.__version__},
    "alpha": ALPHA,
    "widths": WIDTHS,
    "inputs": flat([inputs]),
    "labels": flat([labels]),
    "initial": flat([initial]),
    "rates": {name: rate for name, (rate, _) in OPTIMIZERS.items()},
    "runs": runs,
    "points": POINTS,
    "curves": {name: curve(make()) for name, make in ACTIVATIONS.items()},
    "leaky curves": {slope: curve(nn.LeakyReLU(slope)) for slope in SLOPES},
    "slope at 0": {
        "torch": {
            "leakyRelu": slope_at_zero(nn.LeakyReLU(ALPHA)),
            "relu": slope_at_zero(nn.ReLU()),
        },
        "jax": {
            "leakyRelu": float(jax.grad(lambda x: jax.nn.leaky_relu(x, ALPHA))(0.0)),
            "relu": float(jax.grad(jax.nn.relu)(0.0)),
        },
    },
}

target = Path(__file__).parents[2] / "src" / "reference" / "pytorch.json"
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps(reference) + "\n")
print(f"{target}: {target.stat().st_size} bytes, slopes at 0: {reference['slope at 0']}")
