"""Colloquial phrases: what a speaker says where a report has a term of exactly that meaning.

Not here: words that are nearly a term ("spot", "lump", "some", "kind of"); those only mean
themselves. What needs the words around it ("fluid in the left pleural space") is a construction.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from medvoice.lexicon.phrase_table import phrase_table

_FINDINGS = """
okay, ok, alright = normal
all the way through, through and through = complete | completely through = complete
part way through, partway through, part of the way through = partial
partly, partially = in-part | partly torn, partially torn = partial torn
partially thrombosed = partial thrombosed | partially occluded = partial occluded
partially collapsed = partial collapsed | partially obstructed = partial obstructed
torn through its full thickness = full-thickness tear
broken = fracture | out of joint = dislocation | bruise, bruising = contusion
bone spur, bony spur = osteophyte | blood clot = thrombus
blocked, blockage = obstruction | big heart = heart enlarged
fluid around the heart = pericardial effusion | air around the heart = pneumopericardium
air around the lung = pneumothorax
pleural cavity = pleural space
nothing to suggest that, nothing suggesting that = nothing suggestive that
nothing abnormal, nothing wrong = no abnormality | nothing to suggest = no
nothing to indicate, nothing suggesting = no
not obstructing, not blocking = nonobstructing | lined up = aligned
push, pushed, pushing = displaced | press on, pressing on, pressed on = compressing
big lymph node, large lymph node = enlarged lymph node
hard to see, difficult to see, difficult to visualize = poorly
growth plate = physis | physes = physis
"""
_BODY = """
belly, tummy = abdomen | breastbone = sternum | shoulder blade = scapula | tailbone = coccyx
thigh bone, thighbone = femur | shin bone, shinbone = tibia | cheekbone, cheek bone = zygoma
backbone, spinal column = spine | womb = uterus | voice box = larynx | food pipe = esophagus
eye socket = orbit | armpit = axilla | jawbone, jaw bone = mandible | eyeball = globe
on each side, on both side, each side = bilateral
"""
_AMOUNTS = """
big = large | a little bit, a bit, a little, a touch, a tad = mild
a tiny bit of, a tiny amount of = tiny
mild degree, mild in degree, mild in severity = mild
moderate degree, moderate in degree, moderate in severity = moderate
severe degree, severe in degree, severe in severity, severe extent = severe
small amount, small in amount, small in size = small
moderate amount, moderate in amount, moderate in size = moderate
large amount, large in amount, large in size = large
tiny amount, tiny in size = tiny | trace amount = trace | minimal amount = minimal
round in shape = round | oval in shape = oval | irregular in shape = irregular
multiple in number = multiple | dilated in caliber = dilated | several in number = multiple
intact in appearance = intact | clear in appearance = clear
"""
_CHANGES = """
gotten worse, got worse, become worse, became worse, gone worse, getting worse = worsened
gotten better, got better, become better, became better, getting better = improved
gotten bigger, got bigger, become bigger, gotten larger, got larger, become larger = increased
getting bigger, getting larger, became larger, has grown, have grown = increased
gotten smaller, got smaller, became smaller, getting smaller, shrank, shrinking = decreased
has gone away, have gone away, went away, gone away, cleared up, has cleared up = resolved
"""
_EXAMS = """
phoned, telephoned = call
film, plain radiograph = radiograph | phone, telephonically, phone call, telephone call = telephone
told, inform, informed, made aware, made aware of = notified | given = administered
gave, received = administered | put in = placed | light up, lit up = enhance
asked for, ask for = request | taken out, took out = removed
spoke with, spoke to, talked to, talked with, spoken with = discussed with
goes into, go into = extend into | goes through, go through = extend through
given iv = administered intravenous | administered iv = administered intravenous
intravenously = intravenous | assessment = evaluation
satisfactory position, good position, appropriate position = adequate position
proper position, appropriately positioned, satisfactorily positioned = adequate position
well positioned = adequate position | breathing tube = endotracheal tube
chest tube = thoracostomy tube | non contrast = noncontrast
"""


@cache
def colloquial_phrases() -> Mapping[str, str]:
    """Phrase -> the phrase that it is compared as; lower case, singular, hyphens as spaces on the
    left."""
    return phrase_table(_FINDINGS, _BODY, _AMOUNTS, _CHANGES, _EXAMS)
