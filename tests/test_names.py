"""Pairs of names that mean the same, and pairs that do not, as people write them."""

import pytest

from schema.registry import registry

PAIRS = r"""
benchmark: years, versions
AIME'24 == AIME 2024
AIME24 == AIME 2024
AIME ’24 == AIME 2024
2024 AIME == AIME 2024
aime-2024 == AIME24
AIME-24 == AIME (2024)
AIME 2024 problems == AIME 2024
the AIME 2024 benchmark == AIME'24
American Invitational Mathematics Examination == AIME
American Invitational Mathematics Examination (AIME) 2024 == AIME 2024
AIME 2024 != AIME 2025
AIME24 != AIME'25
AIME != AIME 2024
AIME 2024 I != AIME 2024 II
AIME 2024 != AIME 2024 I
AMC 2023 == AMC23
AMC 2023 != AMC 2022
HMMT February 2025 == HMMT 2025 Feb
HMMT February 2025 != HMMT November 2025
WMT'14 En-De == WMT 2014 English-German
WMT14 En-De == WMT 2014 English-German
WMT14 en→de == WMT14 English to German
WMT'14 English-to-German == WMT 2014 En-De
WMT 2014 EN-DE == WMT14 English-German translation task
WMT14 EnDe == WMT14 En-De
WMT14 == WMT 2014
WMT14 En-De != WMT14 En-Fr
WMT14 En-De != WMT14 De-En
WMT14 En-De != WMT16 En-De
WMT14 != WMT14 En-De
WMT14 != WMT16
SQuAD v1.1 == SQuAD 1.1
SQuAD2.0 == SQuAD 2.0
SQuAD v2 == SQuAD 2.0
SQuAD version 2.0 == SQuAD 2.0
SQuAD 1.1 != SQuAD 2.0
SQuAD != SQuAD 2.0
LiveCodeBench v5 == LiveCodeBench-V5
LiveCodeBench v5 != LiveCodeBench v6
LiveCodeBench != LiveCodeBench v6
LongBench v2 == LongBench-v2
LongBench != LongBench v2
VOC 2007 == VOC07
PASCAL VOC 2012 == VOC12
VOC 2007 != VOC 2012
COCO 2017 == MS-COCO 2017
COCO 2014 != COCO 2017
ASVspoof 2019 == ASVspoof2019
ASVspoof 2019 != ASVspoof 2021
ARC-AGI-1 != ARC-AGI-2
Spider != Spider 2.0
MMLU-Redux 2.0 == MMLU-Redux v2

benchmark: subsets, splits
SWE-bench Verified == SWE-Bench-Verified
SWE-bench Verified == SWE-bench (Verified)
SWE-bench Verified == Verified subset of SWE-bench
SWE-bench Verified == SWEBench Verified
SWE-bench Verified == SWE-bench\_Verified
SWE-bench Verified == the SWE-bench Verified dataset
SWE-bench Verified == swebenchverified
SWE-bench Verified != SWE-bench Lite
SWE-bench != SWE-bench Verified
SWE-bench Multimodal != SWE-bench Multilingual
SWE-bench Pro != SWE-bench Verified
GPQA Diamond == GPQA-Diamond
GPQA Diamond == GPQA-D
GPQA Diamond == GPQA (Diamond subset)
GPQA Diamond == the diamond set of GPQA
GPQA != GPQA Diamond
GPQA Diamond != GPQA Extended
GPQA != SuperGPQA
MGSM Chinese == MGSM-zh
MGSM (German) == MGSM de
MGSM Chinese != MGSM Japanese
LibriSpeech test-clean == LibriSpeech clean test
LibriSpeech test-clean == LibriSpeech (test-clean)
LibriSpeech test-clean != LibriSpeech test-other
COCO test-dev == COCO testdev
COCO val2017 == COCO 2017 val
COCO test-dev != COCO val
COCO 2017 != COCO val2017
GSM8K test set == GSM8K
test set of GSM8K == GSM8K
GSM8K validation set == validation split of GSM8K
GSM8K dev == GSM8K validation
GSM8K != GSM8K train
GSM8K != a subset of GSM8K
BIG-Bench Hard == BBH
BIG-Bench Hard != BIG-Bench Extra Hard
BIG-bench != BBH
MATH Level 5 == MATH L5
MATH != MATH Level 5
ARC-Challenge == ARC-C
ARC-Challenge == ARC Challenge
ARC-Challenge != ARC-Easy
ARC-Challenge != ARC-AGI
MMBench-EN != MMBench-CN

benchmark: names
GSM-8K == GSM8K
gsm8k == GSM8K
the GSM8K dataset == GSM8K
“GSM8K” == GSM8K
(GSM8K) == GSM8K
GSM8K) == GSM8K
\textbf{GSM8K} == GSM8K
GSM8K benchmark == GSM8k dataset
GSM8K and MMLU == MMLU, GSM8K
GSM8K and MMLU == MMLU & GSM8K
SWE-bench Verified and Lite == SWE-bench Lite and SWE-bench Verified
AIME 2024 and 2025 == AIME 2024 and AIME 2025
GSM8K and MMLU != GSM8K
GSM8K and MMLU != GSM8K and MMLU-Pro
GSM8K != GSM-Symbolic
GSM8K != GSM-Plus
GSM8K != GSM8K-Zero
Massive Multitask Language Understanding == MMLU
Massive Multitask Language Understanding (MMLU) == MMLU
MMLU != MMLU-Pro
MMLU != MMMU
MMLU != CMMLU
MMLU-Pro != MMMU-Pro
MMLU-Pro == MMLU Pro
MATH-500 == MATH500
MATH-500 == Math 500
MATH != MATH-500
MATH != MathQA
MATH != math problems
MATH dataset == MATH
HumanEval != HumanEval+
HumanEval+ == HumanEval Plus
HumanEval != HumanEval-X
MBPP != MBPP+
Humanity's Last Exam == HLE
Humanity’s Last Exam == Humanity's Last Exam (HLE)
ImageNet-1K == ImageNet
ILSVRC-2012 == ImageNet-1K
ImageNet ILSVRC 2012 == ImageNet
ImageNet != ImageNet-21K
ImageNet != ImageNet-A
ImageNet-A != ImageNet-R
ImageNet != Tiny ImageNet
ImageNet 256x256 == ImageNet-256
ImageNet 256 $\times$ 256 == ImageNet 256x256
ImageNet 256x256 != ImageNet 512x512
CIFAR-10 == CIFAR10
CIFAR-10 != CIFAR-100
Microsoft COCO == MS-COCO
Common Objects in Context == COCO
COCO != COCO-Stuff
COCO != RefCOCO
CNN/DailyMail == CNN / Daily Mail
$\tau$-bench == τ-bench
tau-bench == τ-bench
τ-bench != τ²-bench
Natural Questions == NaturalQuestions
Needle-in-a-Haystack == needle in a haystack
VQAv2 == VQA v2
OK-VQA != A-OKVQA
Penn Treebank == PTB
MultiNLI == MNLI
SNLI != MNLI
WikiText-103 != WikiText-2
FB15k-237 == FB15K237
FB15k-237 != FB15k
Moonlight-7 == moonlight 7 dataset
Foo-Bench == foo bench dataset
Foo-Bench == the Foo Bench benchmark
Foo-Bench != Foo-Bench 2
Foo-Bench != Foo-Bench+
A-Bench != Bench
L$^2$Bench == L2Bench

metric
nDCG@10 == NDCG@10
nDCG@10 != nDCG@5
Top-1 acc. == top-1 accuracy
Top 1 Accuracy (%) == top-1 accuracy
top-1 accuracy != top-5 accuracy
top-1 accuracy != accuracy
pass@1 == Pass@1
pass@1 score == pass@1
pass@1 != pass@10
Recall@10 == R@10
recall@k=10 == recall@10
recall@10 != recall@100
recall@1 != precision@1
recall != recall@1
F1 == F1-score
F$_1$ == F1
F1 score (%) == F1
macro F1 == Macro-F1
macro-averaged F1 score == macro F1
F1-macro == macro F1
macro F1 != micro F1
macro F1 != weighted F1
macro F1 != F1
acc == accuracy
Accuracy (%) == accuracy
accuracies == accuracy
avg. accuracy == average accuracy
balanced accuracy != accuracy
Word Error Rate (WER) == WER
word error rates == WER
WER != CER
mAP@0.5 == mAP50
mAP@[.5:.95] == mAP50-95
mAP@0.5:0.95 == mAP@50:95
mAP@50 != mAP@50:95
mAP@.5 != mAP@5
mAP@50 != mAP@75
mAP != AP
AP50 != AP75
AUC-ROC == AUROC
area under the receiver operating characteristic curve (AUROC) == ROC-AUC
AUROC != AUPRC
BLEU score == BLEU
BLEU != BLEU-4
BLEU != sacreBLEU
BLEU != CodeBLEU
ROUGE-1 != ROUGE-2
ROUGE-L != ROUGE-1
$R^2$ == R²
mean IoU == mIoU
IoU != mIoU
Exact Match (EM) == EM
success rate == Success Rates
attack success rate != success rate
Dice similarity coefficient == DSC
MAE != MSE
MSE != RMSE
Pearson correlation != Spearman correlation
Fréchet Inception Distance == FID
FID != FVD
perplexity == PPL
latency != throughput

method
GPT-4 != GPT-4o
GPT-4o != GPT-4o mini
GPT-4o mini == gpt-4o-mini
GPT-4 == GPT4
GPT-4 != GPT-3.5
GPT-4 Turbo == gpt-4-turbo
OpenAI's GPT-4 == GPT-4
the GPT-4 model == GPT-4
GPT-4o-2024-08-06 == gpt-4o (2024-08-06)
GPT-4o-2024-08-06 != GPT-4o-2024-05-13
GPT-4o-2024-08-06 != GPT-4o
GPT-4-0613 != GPT-4-1106
Llama-3-8B == LLaMA 3 8B
Llama3-8B == Llama-3 (8B)
Llama-3-8B != Llama-3-70B
Llama-3-8B != Llama-3.1-8B
Llama-3-8B != Llama 38B
Llama-3.1-8B-Instruct == Llama 3.1 8B Instruct
Llama-3.1-8B-Instruct == Llama-3.1-Instruct (8B)
Llama-3.1-8B != Llama-3.1-8B-Instruct
Llama 2 7B Chat == LLaMA-2-7B-chat
Qwen2.5-7B == Qwen 2.5 7B
Qwen2.5-7B-Instruct == Qwen2.5-Instruct-7B
Qwen2.5-7B != Qwen2.5-7B-Instruct
Qwen2.5-7B != Qwen2-7B
Qwen2.5-VL-7B != Qwen2.5-7B
Qwen2.5-Coder-7B != Qwen2.5-Math-7B
Qwen3-30B-A3B != Qwen3-30B
Claude 3.5 Sonnet == Claude-3.5-Sonnet
Claude 3.5 Sonnet == Claude Sonnet 3.5
Claude 3.5 Sonnet != Claude 3.7 Sonnet
Claude 3 Opus != Claude 3 Haiku
Gemini 1.5 Pro != Gemini 1.5 Flash
Gemini-1.5-Pro == Gemini 1.5 Pro
Mixtral-8x7B == Mixtral 8x7B
Mixtral 8x7B != Mixtral 8x22B
DeepSeek-R1 == DeepSeek R1
DeepSeek-R1 != DeepSeek-V3
DeepSeek-R1 != DeepSeek-R1-Zero
BERT-base != BERT-large
BERT != RoBERTa
BERT-Large == BERT large
T5 != Flan-T5
ResNet-50 == ResNet50
ResNet-50 != ResNet-18
chain-of-thought == CoT
chain of thought prompting == Chain-of-Thought (CoT)
LoRA != QLoRA
Low-Rank Adaptation (LoRA) == LoRA
L$^2$ViT == L2ViT
Oracle} == Oracle
o1 != o3
o1-mini != o1-preview
U-Net == UNet

hardware
NVIDIA A100 80GB == A100-80GB
8x A100 80GB == A100 (80GB)
8×A100 80 GB GPUs == four A100 80GB
A100 40GB != A100 80GB
A100-SXM4-80GB == NVIDIA A100 SXM 80GB
H100 SXM5 != H100 PCIe
8 NVIDIA H100 GPUs == H100
an H100 == H100s
H100 != H200
H100 != GH200
A100 != A10
L40 != L40S
RTX 4090 == NVIDIA GeForce RTX 4090
a single RTX 4090 GPU == RTX 4090
RTX 4090 != RTX 4090 Ti
RTX 3090 != RTX 4090
Raspberry Pi 4 != Raspberry Pi 5
Jetson Orin Nano != Jetson Orin NX
Jetson AGX Orin == NVIDIA Jetson AGX Orin
TPU v4 == Google TPUv4
TPU v4 != TPU v5e
V100 == Tesla V100
"""


def pairs() -> list[tuple[str, str, bool, str]]:
    found, slot = [], ""
    for line in PAIRS.strip().splitlines():
        same = " == " in line
        if same or " != " in line:
            one, other = line.split(" == " if same else " != ")
            found.append((slot, one, same, other))
        elif line:
            slot = line.split(":")[0]
    return found


@pytest.mark.parametrize(("slot", "one", "same", "other"), pairs())
def test_names_join_where_they_mean_the_same_and_nowhere_else(
    slot: str, one: str, same: bool, other: str
) -> None:
    found = registry().resolve(slot, one), registry().resolve(slot, other)
    assert (found[0].key == found[1].key) is same, found
    assert (found[0].canonical == found[1].canonical) is same or not found[0].known


def test_there_are_pairs_of_every_slot() -> None:
    assert len(pairs()) >= 150
    assert {slot for slot, *_ in pairs()} == {"benchmark", "metric", "method", "hardware"}
    assert len(set(pairs())) == len(pairs())
