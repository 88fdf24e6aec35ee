"""References between resources, and whose each resource is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from medvoice.records.fhir_files import Resource
from medvoice.records.json_values import NONE, Node, node, nodes, text

_SUBJECTS = ("subject", "patient")
_TAIL = re.compile(r"(?:^|/)([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})$")


class References:
    """Of the resources of one record."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._by_ref = {one.ref: one for one in resources}
        self._by_url = {one.url: one.ref for one in resources if one.url}
        self._patients = _identified(resources)
        self._servers = {_server(one) for one in resources} - {""}

    def ref(self, reference: str) -> str:
        """ "Patient/7" for any way of pointing to it; a resource that is not here keeps the server
        it is on."""
        plain = reference.partition("/_history/")[0]
        if plain in self._by_url:
            return self._by_url[plain]
        tail = _TAIL.search(plain)
        if tail is None or tail[1] == plain:
            return plain
        known = self._by_ref.get(tail[1])
        # The same id on another server is another resource.
        return tail[1] if known is not None and known.url in ("", plain) else plain

    def target(self, body: Node, reference: str) -> Node:
        """What `body` points to, contained in it or beside it; else an empty one."""
        if reference.startswith("#"):
            inside = (one for one in nodes(body, "contained") if one.get("id") == reference[1:])
            return next(inside, NONE)
        found = self._by_ref.get(self.ref(reference))
        return found.body if found is not None else NONE

    def patient(self, resource: Resource) -> str:
        """Whose it is: "Patient/7"; "" where it names nobody, or not a patient."""
        if resource.type == "Patient":
            return resource.ref
        for key in _SUBJECTS:
            found = node(resource.body, key)
            reference = text(found, "reference")
            if reference.startswith("#"):
                inside = self.target(resource.body, reference)
                is_patient = inside.get("resourceType") == "Patient"
                return f"{resource.ref}{reference}" if is_patient else ""
            if reference:
                whole = self.ref(self._on_server(resource, reference))
                named = "Patient/" in whole or text(found, "type") == "Patient"
                return whole if named or whole.startswith("urn:") else ""
            if known := self._patients.get(_identifier(node(found, "identifier"))):
                return known
        return ""

    def _on_server(self, resource: Resource, reference: str) -> str:
        """Where files of several servers lie together, the same id is not the same patient."""
        relative = _TAIL.fullmatch(reference.partition("/_history/")[0]) is not None
        several = len(self._servers) > 1
        return f"{_server(resource)}{reference}" if several and relative else reference


def _server(resource: Resource) -> str:
    """ "http://a/fhir/" of a resource that its bundle says is there, else ""."""
    url, own = resource.url.partition("/_history/")[0], f"/{resource.ref}"
    known = url.startswith(("http://", "https://")) and url.endswith(own)
    return url.removesuffix(resource.ref) if known else ""


def _identified(resources: Sequence[Resource]) -> Mapping[tuple[str, str], str]:
    """(system, value) of an identifier -> the patient whose it is."""
    return {
        _identifier(one): resource.ref
        for resource in resources
        if resource.type == "Patient"
        for one in nodes(resource.body, "identifier")
        if text(one, "value")
    }


def _identifier(one: Node) -> tuple[str, str]:
    return text(one, "system"), text(one, "value")
