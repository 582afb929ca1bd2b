"""Walks through everything the protocol's data is made of. Knows no single rule."""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import fields


def walk(value: object, path: str = "") -> Iterator[tuple[str, Struct]]:
    """Every struct inside `value` with the path to it, outermost first."""
    if isinstance(value, Struct):
        yield path, value
        for name in value.__struct_fields__:
            yield from walk(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            id_ = getattr(inner, "id", None) or getattr(inner, "key", None)
            yield from walk(inner, f"{path}[{index}]" + (f" ({id_})" if id_ else ""))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from walk(inner, f"{path}.{key}")


def key_names(kind: type[Struct]) -> frozenset[str]:
    """The names of all keys that may stand in a file of this kind, however deep."""
    found: set[str] = set()
    seen: set[type] = set()

    def look(annotation: object) -> None:
        if isinstance(annotation, type) and issubclass(annotation, Struct):
            if annotation in seen:
                return
            seen.add(annotation)
            for field in fields(annotation):
                found.add(field.encode_name)
                look(field.type)
        for part in getattr(annotation, "__args__", ()):
            look(part)

    look(kind)
    return frozenset(found)
