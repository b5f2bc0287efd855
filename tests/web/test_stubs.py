import subprocess
import sys


def test_gradio_is_imported_whole_without_writing_beside_its_sources() -> None:
    program = """
import builtins, io, pathlib, sys
from assistant.web.stubs import without_stub_files
written = []
real = pathlib.Path.write_text
pathlib.Path.write_text = lambda self, *rest, **more: written.append(str(self)) or real(self, *rest, **more)
read = pathlib.Path.read_text
stubs = []
pathlib.Path.read_text = lambda self, *rest, **more: (
    stubs.append(str(self)) if self.suffix == ".pyi" else None, read(self, *rest, **more))[1]
before = list(sys.meta_path)
with without_stub_files():
    import gradio
assert sys.meta_path == before
assert gradio.Textbox(submit_btn=True).submit and gradio.Chatbot
assert not [name for name in written if name.endswith(".pyi")] and not stubs, (written, stubs)
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=100)
