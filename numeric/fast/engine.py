r"""From text to machine code, kept between processes.

Of what compiles such code, vector code written out for LLVM is the fastest here and needs no tools
on the user's machine: ``llvmlite`` is one wheel.  A C compiler may be missing, and leaves it to its
heuristics whether a loop with calls is vectorised; Numba is slow to import, has no vector exp and
log without a proprietary library, and leaves vectorisation to heuristics too.  Where llvmlite
cannot be imported, callers use their array form.

Conventions: object code lies in the user's cache folder under a hash of everything that it depends
on: the shape, the sources of this folder and of the formulas, SymPy, LLVM and the processor.  A
file is written under another
name and moved into place, and read only with its checksum. ``TWOSTAGE_COMPILE=0`` turns compilation
off.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import sympy as sp

from numeric.fast.conditions import Shape

Text = Callable[[Shape], str]
Function = Callable[..., None]
_ALIVE: list[Any] = []
"""Engines own the code that addresses point into."""
_ONE_AT_A_TIME = threading.Lock()


@lru_cache(maxsize=1)
def _llvm() -> Any:
    """Return llvmlite's binding, ready, or None."""
    if os.environ.get("TWOSTAGE_COMPILE") == "0":
        return None
    try:
        import llvmlite.binding as llvm
    except ImportError:
        return None
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


def available() -> bool:
    """Whether code can be compiled here."""
    return _llvm() is not None


@lru_cache(maxsize=1)
def _processor() -> tuple[str, str]:
    """Return the processor's name and features."""
    llvm = _llvm()
    return llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()


SHAPING = ("numeric/fast", "symbolic/language", "symbolic/model")
"""The rooms whose modules shape what is compiled: a test follows the imports."""


def sources(root: Path) -> str:
    """Return a hash of all modules that shape a kernel, in the packages below a folder."""
    digest = hashlib.sha256()
    for file in sorted(f for room in SHAPING for f in (root / room).glob("*.py")):
        digest.update(f"{file.relative_to(root).as_posix()}\0".encode() + file.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _sources() -> str:
    return sources(Path(__file__).parents[2])


def key(shape: Shape, name: str) -> str:
    """Return the hash under which a kernel is kept."""
    # srepr is spelled by SymPy from the tree alone; str would merge symbols that differ in their
    # assumptions.
    parts = (
        name,
        sp.srepr(shape.utility),
        repr((shape.varying, shape.types, shape.states)),
        _sources(),
        sp.__version__,
        repr(_processor()),
        repr(_llvm().llvm_version_info),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@lru_cache(maxsize=256)
def function(
    shape: Shape, name: str, text: Text, arguments: str, module: str = ""
) -> Function | None:
    """Return a compiled kernel, from the cache if it is there, or None where nothing can be compiled.

    Args:
        shape: What it is generated for.
        name: The function's name in the text.
        text: Gives the module's text for a shape; called only if the cache has nothing.
        arguments: One letter for each argument: n for an integer, d for a double, p for the address
            of an array.
        module: The name under which the code is kept, where it has several functions.
    """
    with _ONE_AT_A_TIME:
        return _function(shape, name, text, arguments, module or name)


def _function(shape: Shape, name: str, text: Text, arguments: str, module: str) -> Function | None:
    llvm = _llvm()
    if llvm is None:
        return None
    file = _folder() / f"{key(shape, module)}.o"
    code = _read(file)
    if code is None:
        code = _compiled(llvm, text(shape))
        _write(file, code)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine(llvm))
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _ALIVE.append(engine)
    kinds = {"n": ctypes.c_int64, "p": ctypes.c_void_p, "d": ctypes.c_double}
    pointer: Function = ctypes.CFUNCTYPE(None, *(kinds[a] for a in arguments))(
        engine.get_function_address(name)
    )
    return pointer


def _machine(llvm: Any) -> Any:
    cpu, features = _processor()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=cpu, features=features, opt=2, reloc="pic", jit=True
    )


def _compiled(llvm: Any, text: str) -> bytes:
    module, machine = llvm.parse_assembly(text), _machine(llvm)
    module.verify()
    passes = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=2))
    passes.getModulePassManager().run(module, passes)
    code: bytes = machine.emit_object(module)
    return code


def _folder() -> Path:
    from platformdirs import user_cache_path

    return Path(user_cache_path("two-stage-market-game", appauthor=False)) / "kernels"


def _read(file: Path) -> bytes | None:
    try:
        content = file.read_bytes()
    except OSError:
        return None
    digest, code = content[:32], content[32:]
    return code if hashlib.sha256(code).digest() == digest else None


def _write(file: Path, code: bytes) -> None:
    """Keep object code; a folder that cannot be written to is no failure."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(hashlib.sha256(code).digest() + code)
            os.replace(name, file)
        except OSError:
            os.unlink(name)
            raise
