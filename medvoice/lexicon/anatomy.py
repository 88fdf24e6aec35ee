"""Anatomy: regions of a report and the words that point to them.

One table for all templates. A template field names regions ("lung", "pleura"); the router finds
their words in a sentence, the normal text those that it calls normal. The words stand in
`anatomy_chest` and its neighbours. Singular forms; plurals are recognised by
`medvoice.lexicon.terms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from medvoice.lexicon.anatomy_abdomen import abdomen
from medvoice.lexicon.anatomy_chest import chest
from medvoice.lexicon.anatomy_head import head
from medvoice.lexicon.anatomy_other import other
from medvoice.lexicon.region import Region
from medvoice.lexicon.terms import folded

__all__ = ["Region", "generic_terms", "part_of", "regions"]


@cache
def regions() -> Mapping[str, Region]:
    """Region name -> its words; one read-only table."""
    return MappingProxyType({**chest(), **abdomen(), **head(), **other()})


@cache
def part_of(body_part: str) -> frozenset[str]:
    """Regions that an examination of this part of the body is made for; all where the part is not
    known. What every part has (bones, nodes) is among them."""
    words = set(folded(body_part))
    tables = [table for table, names in _PARTS.items() if words & names]
    known = {"chest": chest, "abdomen": abdomen, "head": head}
    return frozenset(name for table in tables or known for name in known[table]()) | frozenset(
        other()
    )


@cache
def generic_terms() -> frozenset[str]:
    """Phrases of the regions that say little about the place: there are cysts in every organ, and
    lobes in several. Another word of the sentence decides where there is one."""
    return frozenset(phrase.strip() for phrase in _GENERIC.split(","))


_PARTS = {
    "chest": frozenset({"chest", "lung", "heart", "thorax"}),
    "abdomen": frozenset("abdomen pelvis liver kidney prostate uterus bladder".split()),
    "head": frozenset({"head", "brain"}),
}
_GENERIC = (
    "fatty atrophy, nodularity, cerebellar tonsil, granuloma, "
    "calcified granuloma, nodule, mass, lesion, cyst, edema, calcification, hemorrhage, "
    "stenosis, aneurysm, infarct, "
    "infarction, fracture, degenerative change, wall thickening, contusion, dissection, lobe, "
    "apex, base, frontal, parietal, temporal, occipital, "
    "cortex, cortical, subcutaneous, soft tissue, line, tube, catheter, lead, drain, stent, port, "
    "tumor, abnormal signal, atrophy, volume loss, hyperintensity, herniation, effacement, "
    "enhancement, enhancing, abscess, obstruction, cavity, vessel, "
    "convexity, abdomen, abdominal, pelvic, secretion, skin, hemisphere, parenchyma, parenchymal, "
    "peripheral, effusion, foramen, "
    "bulge, protrusion, extrusion, septum, dilatation, hematoma, hypodensity, hypoattenuation, "
    "blood, gas, fluid, stone, calculus, opacity, density, marrow, stranding, fat stranding, "
    "metastasis, c1, c2, c3, c4, c5, c6, c7, t1, t2, t3, t4, t5, t6, t7, t8, t9, "
    "t10, t11, t12, l1, l2, l3, l4, l5, s1, node, nodal, prosthesis, implant, clip, "
    "foreign body, cortical thickening, sinus, hardware, scar, adenoma, infection, carcinoma, "
    "malignancy, inflammation, hernia, polyp, lipoma, sclerotic lesion, lytic lesion, "
    "venous thrombosis, thrombosis, thrombus, clot, collection, fluid collection, opacification, "
    "thickening, scarring, fistula, pneumatosis, wire, sheath, probe, stimulator, "
    "midline, base of the skull, skull base, ventricle"
)
