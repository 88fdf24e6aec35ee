"""Synonyms: words and phrases of which a reader would sign either for the other, by area.

Not here: words of one root (`families`, `roots`), abbreviations (`expansions`), and words that
change how severe, how sure or how new a finding is (`meaning`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from medvoice.lexicon.phrase_table import phrase_table

_GENERAL = """
stone = calculus | kidney stone, renal stone, renal calculus, nephrolithiasis = kidney calculus
gallstone, cholelithiasis = gallbladder calculus | biliary = bile duct
bile duct duct, biliary duct, biliary ductal, biliary tree, biliary system, bile ductal = bile duct
choledocholithiasis = common bile duct calculus | bladder stone = bladder calculus
ureterolithiasis, ureteral stone, ureteric stone = ureteral calculus
enlarged lymph node, adenopathy = lymphadenopathy | lymph node enlargement = lymphadenopathy
nodal enlargement, enlarged node, pathologically enlarged lymph node = lymphadenopathy
enlargement of the lymph node, enlargement of lymph node = lymphadenopathy
cardiomegaly, enlargement of the heart, cardiac enlargement = heart enlarged
enlarged heart, enlarged cardiac silhouette = heart enlarged
cardiac silhouette enlargement, enlargement of the cardiac silhouette = heart enlarged
splenomegaly, enlargement of the spleen = spleen enlarged | hepatomegaly = liver enlarged
enlargement of the liver = liver enlarged | enlargement of the prostate = prostate enlarged
prostatomegaly = prostate enlarged | nephromegaly = kidney enlarged
thyromegaly, goiter, enlargement of the thyroid = thyroid enlarged
hepatosplenomegaly = liver spleen enlarged
hemopneumothorax = hemothorax pneumothorax | disk = disc
free intraperitoneal air, free intraperitoneal gas, free peritoneal air = pneumoperitoneum
free air, intraperitoneal free air, free gas, free abdominal air = pneumoperitoneum
intraperitoneal air, intraperitoneal gas = pneumoperitoneum
pleural fluid, fluid in the pleural space, fluid in the pleura = pleural effusion
pericardial fluid, fluid in the pericardium, fluid in the pericardial space = pericardial effusion
fluid in the pericardial sac = pericardial effusion
joint fluid, fluid in the joint, fluid in the joint space = joint effusion
air in the pleural space, pleural air = pneumothorax
air in the mediastinum, mediastinal air, mediastinal gas = pneumomediastinum
peritoneal free fluid, free peritoneal fluid, free intraperitoneal fluid = free fluid
filling defect in the pulmonary artery = pulmonary artery filling defect
torn = tear | opacification = opacity | air space = airspace
airspace consolidation = consolidation | airspace disease, airspace opacity = airspace opacity
bleeding, bleed = hemorrhage | subdural hemorrhage = subdural hematoma
epidural hemorrhage = epidural hematoma | hemorrhagic = hemorrhage
distention, distension = distended | dilation, dilatation = dilated
enlargement = enlarged | narrowing, narrowed, narrow = stenosis | calcification = calcified
infarction = infarct | thickened = thickening | cancer = carcinoma
intraarticular loose body, intraarticular body = loose body
osteophytic = osteophyte | osteoarthrosis, osteoarthritic change = osteoarthritis
spondylotic change = spine degeneration | leiomyoma, myoma = fibroid
fatty liver, fatty liver disease, hepatic steatosis = liver steatosis
fatty infiltration, fatty change = steatosis | spondylosis = spine degeneration
height loss = loss of height | loss of vertebral body height = vertebral loss of height
vertebral body height loss = vertebral loss of height
brain atrophy, brain volume loss, cerebral volume loss = cerebral atrophy
parenchymal volume loss, volume loss of the brain = parenchymal atrophy
cerebral parenchymal atrophy = cerebral atrophy
small vessel ischemic disease, small vessel ischemic change = microvascular ischemic change
microvascular ischemic disease, microangiopathic change = microvascular ischemic change
small vessel disease, microvascular disease, microangiopathy = microvascular ischemic change
microvascular change, small vessel change = microvascular ischemic change
degenerative change = degeneration | emphysematous change = emphysema
inflammatory change = inflammation | fibrotic change = fibrosis | atrophic change = atrophy
postsurgical change = postoperative change
atherosclerotic calcification = calcified plaque | atheromatous plaque = atherosclerotic plaque
calcified atherosclerotic plaque, calcific atherosclerosis = calcified plaque
calcific plaque, plaque calcification, calcified atherosclerosis = calcified plaque
sclerotic focus = sclerotic lesion
wedge deformity, wedge shaped deformity = wedging
baker cyst, baker's cyst = popliteal cyst
bone marrow = marrow
osseous abnormality, bony abnormality = bone abnormality
subcutaneous gas, subcutaneous air = subcutaneous emphysema
bronchial dilatation, dilated bronchi = bronchiectasis
hypoattenuating, low density, low attenuation = hypodense
hypodensity, hypoattenuation, low attenuating = hypodense
hyperdensity, hyperattenuation, hyperattenuating, high density, high attenuation = hyperdense
hypoechogenic = hypoechoic | hyperechogenic = hyperechoic | sonolucent = anechoic
high signal, increased signal, bright signal, hyperintense signal = hyperintense
low signal, decreased signal, dark signal, hypointense signal = hypointense
signal hyperintensity, high signal intensity, increased signal intensity = hyperintense
intimal flap = dissection flap
malpositioned = malposition
well circumscribed, well defined, well marginated, sharply marginated = well-defined
circumscribed = well-defined | poorly defined, ill defined = ill-defined
poorly marginated, indistinct margin = ill-defined | rounded = round
spondylolisthesis = listhesis
stool burden, stool load, fecal burden, fecal load, fecal = stool | quantity of = of
positioned in, positioned within = in | positioned at = at | positioned over = over
foraminal narrowing, foraminal stenosis, neuroforaminal narrowing = foraminal stenosis
neural foraminal narrowing, neural foraminal stenosis = foraminal stenosis
neuroforaminal stenosis, neural foramen, neuroforamen = foramen
central canal stenosis, spinal canal stenosis = spinal canal stenosis
spinal stenosis, central canal narrowing, central stenosis = spinal canal stenosis
stenosis of the central canal, stenosis of the spinal canal = spinal canal stenosis
narrowing of the central canal, narrowing of the spinal canal = spinal canal stenosis
central canal, central spinal canal = spinal canal
joint space loss, joint space narrowing, loss of joint space = joint space narrowing
narrowing of the joint space = joint space narrowing
clot = thrombus
"""
_PLACES = """
hepatic = liver | renal = kidney | pulmonary = lung | cardiac = heart | splenic = spleen
osseous, bony, skeletal = bone | aortic = aorta | ovarian = ovary | thalamic = thalamus
lingular = lingula | pancreatic = pancreas | thyroidal = thyroid | vasculature, vascularity = vessel
osseous structure, bony structure, skeletal structure, skeleton = bone | urinary bladder = bladder
thyroid gland = thyroid | prostate gland = prostate | adrenal gland = adrenal
parotid gland = parotid | pituitary gland = pituitary | submandibular gland = submandibular
lung field = lung | lung parenchyma, pulmonary parenchyma = lung | paranasal sinus = sinus
mastoid air cell = mastoid | cardiac silhouette, heart shadow = heart | cranium = skull
costophrenic sulcus, costophrenic recess = costophrenic angle | pleural space = pleura
bibasilar, bibasal, bilateral lung base = bilateral base | biapical = bilateral apex
lung base, base of the lung, base of lung, pulmonary base = base
lung apex, apex of the lung, apex of lung, pulmonary apex = apex
bihilar = bilateral hilum | biventricular = bilateral ventricle
lobe of the liver, lobe of liver = liver lobe | lobe of the thyroid = thyroid lobe
vertebral body = vertebra | iliac bone, bone of the ilium = ilium | sacral bone = sacrum
calcaneal bone, heel bone = calcaneus | kneecap = patella | collarbone = clavicle
knee joint effusion = knee effusion | hip joint effusion = hip effusion
ankle joint effusion = ankle effusion | elbow joint effusion = elbow effusion
gall bladder = gallbladder | windpipe = trachea | testicle = testis
wall of the gallbladder = gallbladder wall | wall of the bladder = bladder wall
lymph node = node | intracranial compartment = intracranial
in place, in situ = present | at the level of = at | area of = of | region of = of
aspect of = of | in the region of = of | in the area of = of
on either side, either side, both side = bilateral
right and left, left and right, right as well as left = bilateral | both = bilateral
left as well as right, each of the two, bilaterally = bilateral
leftward, left sided, left side = left
rightward, right sided, right side = right
multilevel = multiple level | intervertebral disc = disc
"""
_WORDS = """
unremarkable, within normal limit, wnl = normal
normal in appearance = normal
have a normal appearance, normal in configuration, of normal appearance = normal
unremarkable in appearance, normal appearing, normal appearance = normal
neighboring, neighbouring = adjacent | status post, s p = prior | numerous, several = multiple
compared to, compared with, in comparison to, in comparison with, comparison is made to = since
when compared to, when compared with, as compared to, comparison, relative to = since
as compared with, in the interval since = since
previous = prior | formerly, previously = prior | examination, scan = exam
end, ending, terminate, terminating, tip = end | approximately = about
enlarged in size = enlarged | in caliber = caliber | in size = size
a size of, size of up to = measure
a diameter of, in diameter, in dimension = measure
has had a, has had an, has had = prior
associated with, accompanied by, in association with = with
limited by = limited due-to
secondary to, because of, caused by, related to, due to, owing to = due-to
attributable to, resulting from, as a result of = due-to
roughly, circa, approx = about | free of, free from, clear of, devoid of = free of
sign of, evidence for, indication of = evidence of
greatest dimension, maximum dimension, maximal dimension, largest dimension = maximal dimension
greatest diameter, maximum diameter, maximal diameter, largest diameter = maximal diameter
follow up = followup | advised = recommend
by size criteria = size-criterion | the larger = larger-one | the smaller = smaller-one
the largest = largest | the smallest = smallest | as well as, along with, together with = and
in keeping with = consistent with | tracheostomy cannula = tracheostomy tube
degree of, amount of = of | mild degree of = mild | moderate amount of = moderate
moderate degree of = moderate | small amount of, small volume of = small
large amount of, large volume of = large | small volume, small sized = small
large volume, large sized = large | moderate volume, moderate sized, moderately sized = moderate
trace amount of = trace | minimal amount of = minimal
nonobstructive = nonobstructing | undisplaced = nondisplaced

"""


@cache
def synonyms() -> Mapping[str, str]:
    """Phrase -> the phrase that it is compared as; lower case, singular, hyphens as spaces on the
    left. What a phrase becomes is looked up once more. An empty right side never occurs: what
    says nothing is in `meaning.small_words`."""
    return phrase_table(_GENERAL, _PLACES, _WORDS)
