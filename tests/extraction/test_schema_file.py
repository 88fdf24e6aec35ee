"""Schemas: those that come along load; a faulty one is told by file and field."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from medvoice.extraction.rules import Rules
from medvoice.extraction.schema_file import SchemaError, load, parsed, shipped

HEAD = 'name = "own"\ntitle = "Own"\n'
SIZE = '[fields.size]\nkind = "number"\ntitle = "Size"\n'


@pytest.mark.parametrize("name", shipped())
def test_shipped_schemas_load(name):
    schema, data = load(name)
    assert schema.name == name
    assert data
    assert len(Rules(schema).fields) == len(schema.fields)


FAULTS = [
    ("", "name"),
    (HEAD, "fields"),
    (HEAD + "[fields.size]\ntitle = 'Size'\n", "fields.size: kind is missing"),
    (HEAD + '[fields.size]\nkind = "length"\ntitle = "Size"\n', "fields.size"),
    (HEAD + SIZE + 'unit = "furlong"\n', 'fields.size: unit "furlong"'),
    (HEAD + SIZE + 'frames = ["size is"]\n', 'fields.size.frames: "size is": a frame holds one {}'),
    (HEAD + SIZE + 'labels = ["(size"]\n', "fields.size.labels"),
    (HEAD + SIZE + "colour = 1\n", "fields.size.colour"),
    (HEAD + SIZE + 'sections = ["gross"]\n', 'there is no section "gross"'),
    (HEAD + SIZE + "least = 5\nmost = 1\n", "least (5) is above most (1)"),
    (HEAD + '[fields.code]\nkind = "code"\ntitle = "C"\npattern = "(a"\n', "pattern"),
    (HEAD + '[fields.code]\nkind = "code"\ntitle = "C"\npattern = "(a)"\n', "groups"),
    (HEAD + '[fields.code]\nkind = "code"\ntitle = "C"\npattern = "a*"\n', "matches nothing"),
    (HEAD + '[fields.side]\nkind = "choice"\ntitle = "S"\nchoices = {}\n', "needs choices"),
    (HEAD + '[fields.t]\nkind = "text"\ntitle = "T"\n', "needs labels"),
    (HEAD + '[fields."Bad Name"]\nkind = "text"\ntitle = "T"\nlabels = ["a"]\n', "fields.Bad Name"),
    ("not toml", "it is no TOML"),
]


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_a_faulty_schema_is_told_by_file_and_field(text, said):
    with pytest.raises(SchemaError) as error:
        parsed(text.encode(), "own.toml")
    assert str(error.value).startswith("own.toml: ")
    assert said in str(error.value)


def test_what_is_no_schema(tmp_path):
    with pytest.raises(SchemaError, match="there is neither such a schema"):
        load("nowhere")
    binary = tmp_path / "x.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SchemaError, match="not UTF-8"):
        load(str(binary))


def test_the_schema_in_the_documentation_is_one():
    page = Path(__file__).resolve().parents[2] / "docs" / "documents.md"
    block = re.search(r'    name = "own".*?(?=\n\| kind)', page.read_text("utf-8"), re.DOTALL)
    schema = parsed(textwrap.dedent(block[0]).encode(), "docs")
    assert list(schema.fields) == ["tumor_size", "muscle_invasion"]
