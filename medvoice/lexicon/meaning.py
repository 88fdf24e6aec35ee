"""Meaning: words and phrases that say the same, those that say nothing alone, and the classes of
those that change what a finding is (severity, uncertainty, comparison).

Who compares two texts uses these tables: what stands in none of them means only itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_SAME = """
pulmonary embolus, pe = pulmonary embolism
rul = right upper lobe | rml = right middle lobe | rll = right lower lobe
lul = left upper lobe | lll = left lower lobe
ruq = right upper quadrant | rlq = right lower quadrant
luq = left upper quadrant | llq = left lower quadrant
cbd = common bile duct | svc = superior vena cava | ivc = inferior vena cava
ica = internal carotid artery | eca = external carotid artery | cca = common carotid artery
mca = middle cerebral artery | aca = anterior cerebral artery | pca = posterior cerebral artery
acl = anterior cruciate ligament | pcl = posterior cruciate ligament
mcl = medial collateral ligament | lcl = lateral collateral ligament
lad = left anterior descending artery | rca = right coronary artery
et tube, ett = endotracheal tube | ng tube, ngt = nasogastric tube
sma = superior mesenteric artery | sah = subarachnoid hemorrhage | sdh = subdural hematoma
deep venous thrombosis, dvt = deep vein thrombosis | sbo = small bowel obstruction
ggo = ground glass opacity | ggn = ground glass nodule | cxr = chest radiograph
copd = chronic obstructive pulmonary disease | hcc = hepatocellular carcinoma
kidney stone, renal stone, renal calculus = kidney calculus | stone = calculus
gallstone, cholelithiasis = gallbladder calculus
hemopneumothorax = hemothorax pneumothorax
enlarged lymph node, adenopathy = lymphadenopathy | lymph node enlargement = lymphadenopathy
cardiomegaly, enlargement of the heart, cardiac enlargement = heart enlarged
enlarged heart, enlarged cardiac silhouette = heart enlarged
splenomegaly, enlargement of the spleen = spleen enlarged | hepatomegaly = liver enlarged
thyromegaly = thyroid enlarged | hepatosplenomegaly = liver spleen enlarged
hepatic steatosis, fatty liver, steatosis of the liver = liver steatosis
fatty infiltration of the liver = liver steatosis
hepatic = liver | renal = kidney | pulmonary = lung | cardiac = heart | splenic = spleen
osseous, bony = bone | aortic = aorta | ovarian = ovary | thalamic = thalamus
lingular = lingula | pancreatic = pancreas | thyroidal = thyroid | vasculature = vascularity
osseous structure, bony structure = bone | urinary bladder = bladder
unremarkable, within normal limit, wnl = normal | torn = tear | distention = distended
opacification = opacity | bleeding, bleed = hemorrhage | dilation, dilatation = dilated
enlargement = enlarged | narrowing, narrowed = stenosis | distension = distended
calcification = calcified | infarction = infarct | thickened = thickening
hypodense, hypoattenuating, low density, low attenuation = hypodense
hypodensity, hypoattenuation = hypodense | hyperdensity = hyperdense
neighboring, neighbouring = adjacent | status post, s p = prior | numerous = multiple | disk = disc
compared to, compared with, in comparison to, in comparison with, comparison is made to = since
when compared to, when compared with, as compared to, comparison, relative to = since
previous = prior | formerly, previously = prior | examination = exam | multilevel = multiple level
several = multiple | osteophytic = osteophyte | ends, end, ending, terminate = end
terminating, tip = end | approximately = about
in caliber = caliber | in size = size | a size of, size of up to = measure
a diameter of = measure | cardiac silhouette = heart
has had a, has had an, has had = prior | in either = bilateral | in diameter = measure
osteoarthrosis = osteoarthritis | both side, right and left, left and right = bilateral
on either side, either side = bilateral | bibasilar, bibasal = bilateral lung base
biapical = bilateral lung apex | in place, in situ = present | lymph node = node
pleural space = pleura | at the level of = at | area of = of | region of = of
limited by = limited due-to | accompanying = associated
secondary to, because of, caused by, related to, due to = due-to
roughly = about | free of, clear of = free of | sign of = evidence of
greatest dimension, maximum dimension, maximal dimension, largest dimension = maximal dimension
greatest diameter, maximum diameter, maximal diameter, largest diameter = maximal diameter
follow up = followup | advised = recommend
x ray = radiograph | xray = radiograph | computed tomography = ct | cat scan = ct
magnetic resonance imaging, mri, mr imaging = mr | sonography, sonogram = ultrasound
aaa = abdominal aortic aneurysm | bph = benign prostatic hyperplasia
uvj = ureterovesical junction | upj = ureteropelvic junction | si joint = sacroiliac joint
c spine = cervical spine | t spine = thoracic spine | l spine = lumbar spine
ild = interstitial lung disease | lv = left ventricle | ivh = intraventricular hemorrhage
by size criteria = size-criterion | the larger = larger-one | the smaller = smaller-one
the largest = largest | the smallest = smallest
right as well as left = bilateral | as well as = and | both = bilateral | bilaterally = bilateral
leftward, left sided, left side = left | rightward, right sided, right side = right
height loss = loss of height | in keeping with = consistent with
tracheostomy cannula = tracheostomy tube | cancer = carcinoma | hemorrhagic = hemorrhage
"""
_SEVERITY = """
slight, slightly, mildly = mild | moderately = moderate | severely = severe
marked, markedly = marked | minimally = minimal | massively = massive
diffusely = diffuse | completely = complete | focally = focal | acutely = acute
"""
_SEVERITIES = """
mild moderate severe marked minimal massive trace tiny small large high-grade low-grade diffuse
focal multiple few complete partial extensive advanced early significant subtle gross acute chronic
subacute huge borderline bulky full-thickness partial-thickness mild-to-moderate
"""
_DOUBT = """
possibly, perhaps, potentially, potential = possible | may be, might be, could be = may
may represent, might represent, could represent, may be due to = may
may reflect, might reflect, could reflect, can represent = may
possibility of, raise the possibility of = possible
probably, most likely, probable, presumably, presumed = likely
likely represent, probably represent, likely reflect, probably reflect = likely
likely due to, probably due to, likely be = likely
cannot be excluded, can not be excluded, cannot exclude, can not exclude = not-excluded
cannot be ruled out, is not excluded, not excluded, cannot rule out = not-excluded
concerning for, worrisome for, suspected, suspicion of, suspicion for = suspicious
suspicious for, suspicious of = suspicious | questionably, question of, question = questionable
compatible with, consistent with = consistent-with
suggestive of, suggest, suggesting = suggestive | might, could = may
"""
_DOUBTS = """
possible may likely not-excluded suspicious questionable consistent-with suggestive unlikely
apparent appear appearance definite definitely proven diagnostic versus equivocal indeterminate
"""
_CHANGE = """
stable, not changed, no change, no interval change, without change = unchanged
without interval change, has not changed, no significant change = unchanged
no significant interval change, without significant change, not significantly changed = unchanged
no change in, no interval change in = unchanged
larger, grown, increase, increasing, enlarging, grew, bigger = increased
smaller, become smaller, decrease, decreasing, shrunk, diminished = decreased
decreased in size, smaller in size, decreased size = decreased
interval enlargement, interval growth, increased in size, larger in size, increased size = increased
worse, worsening, worsen, progressed, progression, progressive = worsened
improvement, improving, better = improved | newly = new
no longer seen, no longer present, no longer visualized, resolution, no longer = resolved
there is no longer, there are no longer = resolved
resolution of, interval resolution of = resolved
"""
_CHANGES = "unchanged increased decreased worsened improved new resolved prior"
_SMALL = """
a an the is are was were be been being there this that these those it its they their has have had
of in on at to for from by as with and or which who where within into along through upon over
see seen note noted identify identified demonstrate demonstrated show shown visualize
visualized visualised appreciate appreciated present evidence evident find found finding detect
detected locate located contain measuring measure measurement do doe
did interval currently also again any i we since represent reflect category here now well
become demonstrating showing containing than then study exam patient dated uh um
observe observed exhibit exhibiting reveal revealing display displaying lie lying situated area
"""
_IMPLIED = """
hydronephrosis, nephrolithiasis, pyelonephritis = kidney | hydroureter = ureter |
osteopenia, osteoporosis = bone | cholecystitis = gallbladder |
atelectasis, pneumonia, bronchiectasis = lung | appendicitis = appendix | pancreatitis = pancreas |
scoliosis, kyphosis, spondylosis, lordosis = spine | prostatitis = prostate |
choledocholithiasis = duct | diverticulosis, diverticulitis = colon | gastritis = stomach |
pneumothorax = pleura
"""
_CRITICAL = """
tension pneumothorax, pneumothorax, free air, pneumoperitoneum, hemorrhage, hematoma, dissection,
pulmonary embolism, rupture, midline shift, herniation, torsion, ischemia, portal venous gas,
pneumatosis, infarct, cord compression, obstruction, perforation, thrombosis, ectopic pregnancy,
abscess, extravasation, appendicitis, hydrocephalus, active bleeding
"""


@cache
def same_phrases() -> Mapping[str, str]:
    """Phrase -> the phrase that it is compared as; lower case, singular, hyphens as spaces on the
    left. An empty right side never occurs: what says nothing is in `small_words`."""
    table: dict[str, str] = {}
    for block in (_SAME, _SEVERITY, _DOUBT, _CHANGE):
        for line in block.strip().splitlines():
            for part in line.split("|"):
                phrases, meaning = part.split("=")
                for phrase in phrases.split(","):
                    table[phrase.strip()] = meaning.strip()
    for joined in _SEVERITIES.split():
        if "-" in joined:
            table[joined.replace("-", " ")] = joined
    return MappingProxyType(table)


@cache
def severity_words() -> frozenset[str]:
    return frozenset(_SEVERITIES.split())


@cache
def doubt_words() -> frozenset[str]:
    """How sure a text is, in both directions."""
    return frozenset(_DOUBTS.split())


@cache
def change_words() -> frozenset[str]:
    """What a text says of the time before."""
    return frozenset(_CHANGES.split())


@cache
def small_words() -> frozenset[str]:
    """Words that say nothing that a report could be wrong in. Singular."""
    return frozenset(_SMALL.split())


@cache
def implied_organs() -> Mapping[str, frozenset[str]]:
    """Finding -> organs that it can only be of, as compared: to name them beside it adds nothing.
    Only findings of one organ; an effusion, an emphysema or an edema are of several."""
    lines = (line.split("=") for part in _IMPLIED.split("|") for line in [part.strip()])
    return MappingProxyType(
        {
            finding.strip(): frozenset(organs.split())
            for findings, organs in lines
            for finding in findings.split(",")
        }
    )


@cache
def undenied_words() -> frozenset[str]:
    """Words that tell how something was judged; "no" in front of them denies what was judged."""
    return frozenset({"size-criterion"})


@cache
def critical_findings() -> tuple[str, ...]:
    """Findings that have to be told: our list in the spirit of the ACR's actionable findings,
    levels 1 and 2; it was not checked against their text."""
    return tuple(phrase.strip() for phrase in " ".join(_CRITICAL.split()).split(","))
