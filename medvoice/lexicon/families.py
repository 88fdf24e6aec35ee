"""Word families: adjectives, verbs and nouns that name the same organ or finding.

"cystic" and "nodular" are not here: a cystic mass is no cyst, a nodular liver no nodule.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_FINDINGS = """
atrophy atrophic | enhancement enhance enhancing enhanced | deviation deviated deviate
displacement displaced | stenosis stenotic | ischemia ischemic | edema edematous
emphysema emphysematous | fibrosis fibrotic | cirrhosis cirrhotic | necrosis necrotic
inflammation inflamed inflammatory | perforation perforated | occlusion occluded occlusive
rupture ruptured | herniation herniated herniate | compression compressed | fracture fractured
dislocation dislocated | infection infected infectious | thrombosis thrombosed thrombotic
aneurysm aneurysmal | obstruction obstructed obstructive | sclerosis sclerotic
metastasis metastatic | scar scarred scarring | effacement effaced | laceration lacerated
collapse collapsed | consolidation consolidated consolidative | atelectasis atelectatic
cavitation cavitary cavitated | loculation loculated | osteopenia osteopenic
osteoporosis osteoporotic | scoliosis scoliotic | tear torn | rotation rotated
subluxation subluxed | malalignment malaligned | degeneration degenerative degenerated
distention distended distension | impingement impinged | invasion invade invading invaded
protrusion protruding protrude | calcification calcified calcific | tortuosity tortuous
elevation elevated | thickening thickened | widening widened | abutment abut abutting abutted
steatosis steatotic | congestion congested | hyperinflation hyperinflated
hyperexpansion hyperexpanded | blunting blunted | clear clarity | swelling swollen
prominence prominent | abnormality abnormal abnormally | symmetry symmetric symmetrical
asymmetry asymmetric asymmetrical | hemorrhage hemorrhagic | ulceration ulcerated | size sized
reduction reduced | wedging wedged wedge | replacement replaced | separation separated
"""
_PLACES = """
ventricle ventricular | vertebra vertebral | trachea tracheal | esophagus esophageal
stomach gastric | duodenum duodenal | ileum ileal | cecum cecal | colon colonic | rectum rectal
prostate prostatic | uterus uterine | testis testicular | femur femoral | humerus humeral
radius radial | ulna ulnar | tibia tibial | fibula fibular | clavicle clavicular
sternum sternal | pelvis pelvic | abdomen abdominal | mediastinum mediastinal | hilum hilar
pleura pleural | pericardium pericardial | peritoneum peritoneal | cerebellum cerebellar
pons pontine | thalamus thalamic | meniscus meniscal | labrum labral | diaphragm diaphragmatic
bronchus bronchial | node nodal | appendix appendiceal | umbilicus umbilical | atrium atrial
ovary ovarian | muscle muscular | cortex cortical | sacrum sacral | aorta aortic
lingula lingular | spleen splenic | pancreas pancreatic | bone bony osseous | heart cardiac
kidney renal | liver hepatic | lung pulmonary
"""


@cache
def family_heads() -> Mapping[str, str]:
    """Word -> the word of its family that it is compared as; heads are not in it."""
    table: dict[str, str] = {}
    lines = f"{_FINDINGS}{_PLACES}".strip().splitlines()
    for family in (family for line in lines for family in line.split("|")):
        head, *others = family.split() or [""]
        table |= dict.fromkeys(others, head)
    return MappingProxyType(table)
