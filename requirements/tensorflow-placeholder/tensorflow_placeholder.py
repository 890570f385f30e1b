"""Inert stand-ins for TensorFlow's modules, so that Rasa imports without TensorFlow installed.

Rasa 3.6 imports TensorFlow while it loads, even for a pipeline that never uses it. The modules `tensorflow`, `keras`,
`tensorflow_addons`, `tensorflow_hub` and `tensorflow_text` beside this file answer those imports: every name is a class that
can be named, inherited from and used as a decorator, and that raises `NeedsTensorFlow` as soon as something would compute
with it. docs/decisions/0001-no-tensorflow.md says why.
"""
import importlib.abc
import importlib.machinery
import sys
import types


class NeedsTensorFlow(ImportError):
    """A component was used that needs the real TensorFlow."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} needs TensorFlow, which Plainspine's default install leaves out. Use components that do not need it "
            "(see config.yml), or install the comparison environment with `make stock`."
        )


class _Meta(type):
    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return placeholder(f"{cls.__qualname__}.{name}")


def placeholder(name: str) -> type:
    """Return an inert class called `name`."""

    def refuse(self: object, *args: object, **kwargs: object) -> None:
        raise NeedsTensorFlow(name if type(self).__qualname__ == name else type(self).__qualname__)

    return _Meta(name.rpartition(".")[2], (), {"__qualname__": name, "__init__": refuse, "__module__": "tensorflow"})


class _Decorator(_Meta):
    """`@tf.function` and `@tf.function(...)` hand back what they decorate."""

    def __call__(cls, *args: object, **kwargs: object) -> object:
        return args[0] if len(args) == 1 and callable(args[0]) and not kwargs else (lambda decorated: decorated)


class _Module(types.ModuleType):
    __path__: list = []

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "function":
            return _Decorator("function", (), {"__qualname__": "tensorflow.function"})
        return placeholder(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers `import tensorflow.anything` once the top-level stand-in has been imported."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in _top_level and "." in name:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return _Module(spec.name)

    def exec_module(self, module):
        pass


_top_level: set = set()
_finder = _Finder()


def become(name: str) -> None:
    """Turn the module `name` (already in `sys.modules`) into an inert stand-in."""
    if _finder not in sys.meta_path:
        sys.meta_path.append(_finder)
    _top_level.add(name)
    module = sys.modules[name]
    module.__class__ = _Module
    module.__path__ = []
