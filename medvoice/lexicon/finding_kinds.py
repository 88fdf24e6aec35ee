"""Kinds of findings: the phrases that name the same thing in findings and impression.

Kinds of one family may stand for each other when a report sums up ("opacity" and "pneumonia").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from medvoice.lexicon.terms import folded


@dataclass(frozen=True, slots=True)
class FindingKind:
    """family: its own name for none. organ: where it is, "" for anywhere. critical: somebody has to
    be told. concrete: seen on the images, no diagnosis made of what is seen. size: says only that
    its organ is large. under: the kind that it is one of; who denies that denies this."""

    name: str
    phrases: tuple[str, ...]
    family: str = ""
    organ: str = ""
    critical: bool = False
    concrete: bool = True
    size: bool = False
    under: str = ""


_NAME = re.compile(r"[^@+<!]+")
_CRITICAL = """
pneumothorax @pleura : pneumothorax, hydropneumothorax, hemopneumothorax
tension pneumothorax @pleura +pneumothorax <pneumothorax : tension pneumothorax
pneumoperitoneum +air : pneumoperitoneum, free air, free intraperitoneal air, intraperitoneal air,
  free gas, free subdiaphragmatic air, air under the diaphragm
intracranial hemorrhage @brain +blood : intracranial hemorrhage, intracranial bleed
subarachnoid hemorrhage @brain +blood <intracranial hemorrhage : subarachnoid hemorrhage
subdural hematoma @brain +blood <intracranial hemorrhage : subdural hematoma, subdural hemorrhage
epidural hematoma @brain +blood <intracranial hemorrhage : epidural hematoma
parenchymal hemorrhage @brain +blood <intracranial hemorrhage : intraparenchymal hemorrhage,
  parenchymal hemorrhage, intraventricular hemorrhage
active bleeding +blood : active bleeding, active extravasation, active hemorrhage,
  acute hemorrhage
abdominal hemorrhage @peritoneum +blood : retroperitoneal hematoma, hemoperitoneum,
  retroperitoneal hemorrhage
pulmonary embolism @pulmonary_artery : pulmonary embolism, pulmonary embolus, pe
saddle embolism @pulmonary_artery +pulmonary embolism <pulmonary embolism : saddle embolus,
  saddle embolism
dissection @aorta : aortic dissection, dissection, intramural hematoma
aortic rupture @aorta +aneurysm : aortic rupture, ruptured aneurysm, ruptured abdominal aortic
  aneurysm
acute infarct @brain +infarct : acute infarct, acute infarction, acute ischemic infarct,
  acute stroke, large vessel occlusion
midline shift @brain : midline shift
herniation @brain : uncal herniation, tonsillar herniation, brain herniation, transtentorial
  herniation, subfalcine herniation
hydrocephalus @brain +ventricles : hydrocephalus
bowel obstruction @bowel : small bowel obstruction, bowel obstruction, large bowel obstruction,
  closed loop obstruction
volvulus @bowel : volvulus
bowel ischemia @bowel : bowel ischemia, mesenteric ischemia, pneumatosis, portal venous gas
appendicitis @appendix : appendicitis
torsion : ovarian torsion, testicular torsion, torsion
cord compression @spine : cord compression, cauda equina compression
deep vein thrombosis @vein +thrombosis : deep vein thrombosis, deep venous thrombosis, dvt
ectopic pregnancy : ectopic pregnancy
abscess : abscess, epidural abscess
perforation +air : perforation, bowel perforation
"""
_CONCRETE = """
pleural effusion @pleura : pleural effusion, effusion, pleural fluid, hemothorax
pericardial effusion @heart : pericardial effusion, pericardial fluid
joint effusion @joint : joint effusion, knee effusion
nodule +lesion : nodule, nodular opacity, nodular density, nodular like opacity, micronodule
mass +lesion : mass, mass lesion, tumor
lesion +lesion : lesion, lucency, lucent lesion, round area of density, area of density
metastasis +lesion : metastasis, metastatic lesion
granuloma +lesion : granuloma
fracture : fracture
dislocation : dislocation, subluxation
aneurysm +aneurysm : aneurysm
hydronephrosis @kidney : hydronephrosis, hydroureteronephrosis
calculus : calculus, stone, nephrolithiasis, urolithiasis, ureterolithiasis
gallstone @gallbladder : gallstone, cholelithiasis
cyst +lesion : cyst, cystic lesion
hiatal hernia : hiatal hernia, hiatus hernia
hernia +hernia : inguinal hernia, umbilical hernia, ventral hernia
ascites +free fluid : ascites, free fluid
lymphadenopathy : lymphadenopathy, adenopathy, enlarged lymph node
lymph node +lymphadenopathy : lymph node
stenosis : stenosis
disc herniation +disc : disc protrusion, disc extrusion, disc herniation, disc bulge
tear +tear : tear, rupture of the tendon
cardiomegaly @heart ! : cardiomegaly, enlarged heart, cardiac enlargement, enlarged cardiac
  silhouette
splenomegaly @spleen ! : splenomegaly, enlarged spleen
hepatomegaly @liver ! : hepatomegaly, enlarged liver
consolidation @lung +airspace : consolidation, airspace disease, air space disease,
  airspace opacity, air space opacity, infiltrate, airspace consolidation
opacity +airspace : opacity, density
atelectasis @lung +airspace : atelectasis
pulmonary edema @lung +edema : pulmonary edema, interstitial edema
pneumomediastinum @mediastinum : pneumomediastinum
infarct @brain +infarct : infarct, infarction
hematoma +blood : hematoma, hemorrhage, bleeding
thrombosis +thrombosis : thrombosis, thrombus
scoliosis @spine : scoliosis, dextroscoliosis, levoscoliosis
emphysema @lung : emphysema, emphysematous change
bronchiectasis @lung : bronchiectasis
steatosis @liver : steatosis, hepatic steatosis, fatty liver
fibroid @uterus +lesion : fibroid, leiomyoma
diverticulosis @bowel +diverticula : diverticulosis, diverticula
"""
_DIAGNOSES = """
pneumonia @lung +airspace : pneumonia, pneumonitis
diverticulitis @bowel +diverticula : diverticulitis
cholecystitis @gallbladder : cholecystitis
pancreatitis @pancreas : pancreatitis
pyelonephritis @kidney : pyelonephritis
"""


@cache
def finding_kinds() -> Mapping[str, FindingKind]:
    """Name -> kind. Critical: our list in the spirit of the ACR's actionable findings, levels 1 and
    2; not checked against their text."""
    found: dict[str, FindingKind] = {}
    for block, critical, concrete in (
        (_CRITICAL, True, True),
        (_CONCRETE, False, True),
        (_DIAGNOSES, False, False),
    ):
        for line in block.strip().replace("\n  ", " ").splitlines():
            head, _, phrases = line.partition(" : ")
            name = _NAME.match(head)[0].strip()  # type: ignore[index]
            organ, family, under = (_mark(head, sign) for sign in "@+<")
            said = tuple(phrase.strip() for phrase in phrases.split(","))
            size = "!" in head
            found[name] = FindingKind(
                name, said, family or name, organ, critical, concrete, size, under
            )
    return MappingProxyType(found)


def _mark(head: str, sign: str) -> str:
    """The words behind "@" (organ), "+" (family) or "<" (under)."""
    return re.split(r"[@+<!]", head.partition(sign)[2])[0].strip()


@cache
def finding_phrases() -> Mapping[tuple[str, ...], FindingKind]:
    """Folded words of each phrase -> its kind; a later kind does not take an earlier one's."""
    table: dict[tuple[str, ...], FindingKind] = {}
    for kind in finding_kinds().values():
        for phrase in kind.phrases:
            table.setdefault(folded(phrase), kind)
    return MappingProxyType(table)
