"""A random Gemma 3 of 0.3 M parameters, made in a second: with and without images, or a base model.

Window 32 of 6 layers, of which one sees everything: every test crosses the window.
"""

from __future__ import annotations

from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

MARKS = "<pad> <eos> <bos> <unk> <mask> <start_of_turn> <end_of_turn> <start_of_image> <end_of_image> <image_soft_token> <unused94> <unused95>".split()

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;()[]{}\"'/-+%\n\u2581"

SENTENCES = [
    "There is a 3 mm nodule in the right upper lobe.",
    "No pleural effusion or pneumothorax.",
    "The heart is normal in size.",
    "No acute fracture of the ribs or spine.",
    "The liver is unremarkable in appearance.",
    "Small hiatal hernia, unchanged from the prior study.",
]

TEMPLATE = """{{ bos_token }}{% if messages[0].role == 'system' %}{% set head = messages[0].content + '\n\n' %}{% set said = messages[1:] %}{% else %}{% set head = '' %}{% set said = messages %}{% endif %}{% for turn in said %}{% if (turn.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}<start_of_turn>{{ 'model' if turn.role == 'assistant' else turn.role }}
{% if loop.first %}{{ head }}{% endif %}{% if turn.content is string %}{{ turn.content | trim }}{% else %}{% for part in turn.content %}{% if part.type == 'image' %}<start_of_image>{% else %}{{ part.text | trim }}{% endif %}{% endfor %}{% endif %}<end_of_turn>
{% endfor %}{% if add_generation_prompt %}<start_of_turn>model
{% endif %}"""
"""What Gemma's turns look like; written for these tests."""

WINDOW = 32


def tokenizer() -> Any:
    from transformers import PreTrainedTokenizerFast

    bpe = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    bpe.normalizer = normalizers.Replace(" ", "\u2581")
    bpe.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    bpe.decoder = decoders.Sequence(
        [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    pieces = [f"<0x{byte:02X}>" for byte in range(256)]
    bpe.train_from_iterator(
        ["\n\n".join(SENTENCES)] * 20,
        trainers.BpeTrainer(
            vocab_size=700,
            special_tokens=[*MARKS, *pieces],
            initial_alphabet=list(LETTERS),
            show_progress=False,
        ),
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
        add_bos_token=True,
        extra_special_tokens={
            "image_token": "<image_soft_token>",
            "boi_token": "<start_of_image>",
            "eoi_token": "<end_of_image>",
            "turn": "<end_of_turn>",
            "opens": "<start_of_turn>",
            "thinks": "<unused94>",
            "thought": "<unused95>",
        },
    )


def text_config(vocabulary: int) -> Any:
    from transformers import Gemma3TextConfig

    return Gemma3TextConfig(
        vocab_size=vocabulary,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=6,
        num_attention_heads=4,
        num_key_value_heads=1,
        head_dim=16,
        sliding_window=WINDOW,
        query_pre_attn_scalar=16,
        max_position_embeddings=4096,
        bos_token_id=2,
        eos_token_id=1,
        pad_token_id=0,
    )


def text_model(tok: Any, seed: int = 0) -> Any:
    """Float32, without images."""
    from transformers import Gemma3ForCausalLM

    torch.manual_seed(seed)
    return _ready(Gemma3ForCausalLM(text_config(len(tok))))


def image_model(tok: Any, seed: int = 0) -> Any:
    """Float32; an image is four tokens."""
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration, SiglipVisionConfig

    torch.manual_seed(seed)
    config = Gemma3Config(
        text_config=text_config(len(tok)),
        vision_config=SiglipVisionConfig(
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=1,
            num_attention_heads=2,
            image_size=56,
            patch_size=14,
            vision_use_head=False,
        ),
        mm_tokens_per_image=4,
        image_token_index=tok.image_token_id,
        boi_token_index=tok.boi_token_id,
        eoi_token_index=tok.eoi_token_id,
    )
    model = Gemma3ForConditionalGeneration(config)
    # It starts as zeros: images would say nothing.
    torch.nn.init.normal_(model.model.multi_modal_projector.mm_input_projection_weight, std=0.1)
    return _ready(model)


def processor(tok: Any) -> Any:
    from transformers import Gemma3Processor
    from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil

    images = Gemma3ImageProcessorPil(
        size={"height": 56, "width": 56},
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
        resample=2,
        do_pan_and_scan=False,
        image_seq_length=4,
    )
    return Gemma3Processor(
        image_processor=images, tokenizer=tok, chat_template=TEMPLATE, image_seq_length=4
    )


def _ready(model: Any) -> Any:
    """Random weights of the default size say the same whatever they read: larger ones listen."""
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.mul_(4)
    model.generation_config.eos_token_id = [1, 6]
    model.generation_config.pad_token_id = 0
    return model.eval()
