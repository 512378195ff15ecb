"""Writes the network as the ONNX file that the pipeline ships, its weights in eight bits."""

import tempfile
from pathlib import Path

import torch

from extractor.training.encoder import Encoder

NAMES = ("ids", "present", "owner", "marks", "value")
OUTPUTS = ("heads", "names", "virtual", "setting")
AXES = {
    "ids": {0: "contexts", 1: "pieces"},
    "present": {0: "contexts", 1: "pieces"},
    "owner": {0: "numbers"},
    "marks": {0: "numbers", 1: "pieces"},
    "value": {0: "numbers", 1: "pieces"},
    "heads": {0: "numbers"},
    "names": {0: "numbers", 2: "pieces"},
    "virtual": {0: "numbers"},
    "setting": {0: "numbers", 1: "pieces"},
}


def export(encoder: Encoder, file: Path, eight_bits: bool = True) -> None:
    """Write the network to `file`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    encoder.eval()
    encoder.dtype = torch.float32
    example = (
        torch.ones(2, 12, dtype=torch.int64),
        torch.ones(2, 12, dtype=torch.bool),
        torch.tensor([0, 0, 1]),
        torch.zeros(3, 12, dtype=torch.int64),
        torch.arange(12)[None].repeat(3, 1) == 3,
    )
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            encoder,
            example,
            str(whole),
            input_names=list(NAMES),
            output_names=list(OUTPUTS),
            dynamic_axes=AXES,
            opset_version=17,
            dynamo=False,
        )
        if eight_bits:
            quantize_dynamic(whole, file, weight_type=QuantType.QInt8, per_channel=True)
        else:
            file.write_bytes(whole.read_bytes())
