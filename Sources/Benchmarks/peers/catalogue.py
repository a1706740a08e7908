"""What is compared: the workloads and the ways of PyTorch and onnxruntime to run them."""

TITLES = {
    "a64": "CNN, 3×64×64, batch 64",
    "a69": "CNN, 1×69×69, batch 64",
    "b18": "ResNet-18, 3×64×64, batch 64",
    "c16": "U-Net 16, 1×256×256, batch 4",
    "c32": "U-Net 32, 1×256×256, batch 4",
    "d64": "LSTM 2×64, 100 steps, batch 128",
    "d128": "LSTM 2×128, 100 steps, batch 128",
    "d64p": "LSTM 2×64, 50 to 100 steps, batch 128",
    "d128p": "LSTM 2×128, 50 to 100 steps, batch 128",
    "nvp": "RealNVP 8×2×256 on 64-d, batch 512",
    "gan": "DCGAN 64×64, batch 64",
}
WORKLOADS = list(TITLES)
WITH_IMAGES = {"a64", "a69", "b18", "c16", "c32", "gan"}
PACKED = {"d64p", "d128p"}
PHASES = ["inference", "training"]

INFERENCE = ["eager", "channels_last", "compile", "compile+channels_last", "onnxruntime"]
# All but eager use the fused Adam.
TRAINING = ["eager", "fused", "channels_last", "compile", "compile+channels_last"]
# Nothing that has to compile for a minute before it runs for a second.
QUICK = {"eager", "fused", "channels_last", "onnxruntime"}


def variants(workload, phase, arithmetic, quick=False):
    """The variants that make sense."""
    result = INFERENCE if phase == "inference" else TRAINING
    if workload not in WITH_IMAGES:
        result = [name for name in result if "channels_last" not in name]
    if workload in PACKED:  # packing cannot be compiled
        result = [name for name in result if "compile" not in name]
    if arithmetic == "bfloat16":
        result = [name for name in result if name != "onnxruntime"]
    if quick:
        result = [name for name in result if name in QUICK]
        if "channels_last" in result:
            result.remove("eager")
    return result
