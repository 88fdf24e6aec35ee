"""Word families: adjectives, verbs and nouns that name the same organ or finding.

"cystic" and "nodular" are not here: a cystic mass is no cyst, a nodular liver no nodule.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_FINDINGS = """
atrophy atrophic | enhancement enhance enhancing enhanced | deviation deviated deviate
displacement displaced displace displacing | stenosis stenotic stenosed | ischemia ischemic
edema edematous | emphysema emphysematous | fibrosis fibrotic fibrosed | cirrhosis cirrhotic
necrosis necrotic necrosed | inflammation inflamed inflammatory | perforation perforated
occlusion occluded occlusive occlude occluding | rupture ruptured | herniation herniated herniate
compression compressed compress compressing | fracture fractured | dislocation dislocated
infection infected infectious | thrombosis thrombosed thrombotic | aneurysm aneurysmal
obstruction obstructed obstructive | sclerosis sclerotic sclerosed | metastasis metastatic
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
fill filling filled | drain drained drainage | suggest suggesting suggested
bulge bulging bulged | arise arising arisen | cross crossing crossed | split splitting
decompression decompressed | distraction distracted | laxity lax | hyperemia hyperemic
echogenicity echogenic | depression depressed | bowing bowed
involve involving involved involvement | extrusion extruded extrude | entrapment entrapped entrap
engorgement engorged | alignment aligned | placement placed | attachment attached
detachment detached | straightening straightened straighten | shortening shortened
lengthening lengthened | loosening loosened | tethering tethered | crowding crowded
patency patent | redundancy redundant | ectasia ectatic | atresia atretic | hypoplasia hypoplastic
hyperplasia hyperplastic | dysplasia dysplastic | hypertrophy hypertrophic hypertrophied
dystrophy dystrophic | aplasia aplastic | ankylosis ankylosed | spondylosis spondylotic
kyphosis kyphotic | lordosis lordotic | atherosclerosis atherosclerotic | arthrosis arthrotic
arthritis arthritic | osteoarthritis osteoarthritic | hypervascularity hypervascular
hypovascularity hypovascular | attenuation attenuating attenuate | mineralization mineralized
demineralization demineralized | ossification ossified ossify | hydration hydrated
perfusion perfused | extravasation extravasated extravasating | migration migrated
dislodgement dislodged | insertion inserted | intubation intubated | extubation extubated
ligation ligated | embolization embolized | ablation ablated | biopsy biopsied | stent stented
graft grafted | coil coiled coiling | kink kinked kinking | pneumatization pneumatized
rim rimmed | margin marginated | dependence dependent | recurrence recurrent
persistence persistent persist persisting | fluctuation fluctuating | malposition malpositioned
deficiency deficient | insufficiency insufficient | regurgitation regurgitant
contraction contracted contract contracting | constriction constricted | expansion expanded expand
inflation inflated | aeration aerated | disruption disrupted disrupt | discontinuity discontinuous
continuity continuous | loss lost | communication communicating communicate | adherence adherent
position positioned positioning | duplication duplicated | malrotation malrotated
withdrawal withdraw withdrawn withdrawing
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
ovary ovarian | adnexa adnexal | vessel vascular | muscle muscular | cortex cortical
sacrum sacral | aorta aortic | lingula lingular | spleen splenic | pancreas pancreatic
bone bony osseous | heart cardiac | kidney renal | liver hepatic | lung pulmonary
base basilar basal | apex apical | axilla axillary | calvarium calvarial | orbit orbital
mandible mandibular | maxilla maxillary | larynx laryngeal | pharynx pharyngeal
ureter ureteral ureteric | urethra urethral | vein venous | artery arterial | spine spinal
tonsil tonsillar | ligament ligamentous | tendon tendinous | bowel intestine intestinal
scrotum scrotal | sella sellar | capsule capsular | mucosa mucosal | joint articular
epididymis epididymal | adrenal suprarenal | duct ductal | foramen foraminal | talus talar
calcaneus calcaneal | carpus carpal | tarsus tarsal | phalanx phalangeal | patella patellar
acetabulum acetabular | ischium ischial | coccyx coccygeal | scapula scapular | acromion acromial
cranium cranial | nose nasal | nasopharynx nasopharyngeal | oropharynx oropharyngeal
hypopharynx hypopharyngeal | thymus thymic | endometrium endometrial | myometrium myometrial
vagina vaginal | penis penile | bladder vesical | calyx calyceal caliceal | jejunum jejunal
anus anal | mesentery mesenteric | omentum omental | cartilage cartilaginous chondral
retroperitoneum retroperitoneal | hemidiaphragm hemidiaphragmatic | cerebrum cerebral
hippocampus hippocampal | hypothalamus hypothalamic | pituitary hypophyseal | sulcus sulcal
gyrus gyral | meninges meningeal | dura dural | falx falcine | tentorium tentorial
callosum callosal | putamen putaminal | insula insular | periosteum periosteal | synovium synovial
fascia fascial | alveolus alveolar | bronchiole bronchiolar | skin cutaneous
interstitium interstitial | septum septal | valve valvular | myocardium myocardial
endocardium endocardial | gland glandular | manubrium manubrial | trochanter trochanteric
malleolus malleolar | condyle condylar | epicondyle epicondylar | metaphysis metaphyseal
diaphysis diaphyseal | epiphysis epiphyseal | physis physeal | apophysis apophyseal
cochlea cochlear | retina retinal | nerve neural | lamina laminar | pedicle pedicular | lobe lobar
segment segmental | fissure fissural | hemisphere hemispheric hemispherical | ependyma ependymal
choroid choroidal | cistern cisternal | pylorus pyloric | antrum antral | fundus fundal
olecranon olecranal | parenchyma parenchymal | lymph lymphatic | vallecula vallecular
epiglottis epiglottic | glottis glottic | gingiva gingival | tooth dental | palate palatal
tongue lingual
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
