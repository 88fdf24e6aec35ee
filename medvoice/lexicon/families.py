"""Word families: adjectives, verbs and nouns that name the same organ or finding.

"cystic" and "nodular" are not here: a cystic mass is no cyst, a nodular liver no nodule.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_FINDINGS = """
atrophy atrophic | enhancement enhance enhancing enhanced | deviation deviated deviate
displacement displaced displace displacing | stenosis stenotic | ischemia ischemic
edema edematous | emphysema emphysematous | fibrosis fibrotic | cirrhosis cirrhotic
necrosis necrotic | inflammation inflamed inflammatory | perforation perforated
occlusion occluded occlusive | rupture ruptured | herniation herniated herniate
compression compressed compress compressing | fracture fractured | dislocation dislocated
infection infected infectious | thrombosis thrombosed thrombotic | aneurysm aneurysmal
obstruction obstructed obstructive | sclerosis sclerotic | metastasis metastatic
scar scarred scarring | effacement effaced efface effacing | laceration lacerated
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
dilated dilate dilating | surround surrounding surrounded
project projecting projected projection | extend extending extended extension
encase encasing encased encasement | contact contacting contacted
indent indenting indented indentation | traverse traversing traversed | overlie overlying overlain
underlie underlying | irregularity irregular | heterogeneity heterogeneous heterogeneously
homogeneity homogeneous homogeneously | nodularity nodular | hyperintensity hyperintense
hypointensity hypointense | hyperenhancement hyperenhancing | hypoenhancement hypoenhancing
restriction restricted restrict | erosion erosive eroded erode eroding | deformity deformed
flattening flattened flatten | angulation angulated | impaction impacted | comminution comminuted
avulsion avulsed | lucency lucent | spiculation spiculated | lobulation lobulated
septation septated | prolapse prolapsed | retraction retracted | distortion distorted
fusion fused | resection resected | removal removed
recommend recommended recommendation recommending | narrow narrowing narrowed
fill filling filled | drain draining drained | suggest suggesting suggested | bulge bulging bulged
arise arising arisen | cross crossing crossed | split splitting | decompression decompressed
distraction distracted | laxity lax | hyperemia hyperemic | echogenicity echogenic
depression depressed | bowing bowed | involve involving involved involvement
"""
_PLACES = """
ventricle ventricular | vertebra vertebral | trachea tracheal | esophagus esophageal
stomach gastric | duodenum duodenal | ileum ileal | cecum cecal | colon colonic | rectum rectal
prostate prostatic | uterus uterine | testis testicular | femur femoral | humerus humeral
radius radial | ulna ulnar | tibia tibial | fibula fibular | clavicle clavicular | sternum sternal
pelvis pelvic | abdomen abdominal | mediastinum mediastinal | hilum hilar | pleura pleural
pericardium pericardial | peritoneum peritoneal | cerebellum cerebellar | pons pontine
thalamus thalamic | meniscus meniscal | labrum labral | diaphragm diaphragmatic
bronchus bronchial | node nodal | appendix appendiceal | umbilicus umbilical | atrium atrial
ovary ovarian | muscle muscular | cortex cortical | sacrum sacral | aorta aortic
lingula lingular | spleen splenic | pancreas pancreatic | bone bony osseous | heart cardiac
kidney renal | liver hepatic | lung pulmonary | base basilar basal | apex apical | axilla axillary
calvarium calvarial | orbit orbital | mandible mandibular | maxilla maxillary | larynx laryngeal
pharynx pharyngeal | ureter ureteral ureteric | urethra urethral | vein venous | artery arterial
spine spinal | tonsil tonsillar | ligament ligamentous | tendon tendinous
bowel intestine intestinal | scrotum scrotal | sella sellar | capsule capsular | mucosa mucosal
joint articular | epididymis epididymal | adrenal suprarenal | duct ductal | foramen foraminal
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
