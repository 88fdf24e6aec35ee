"""Abbreviations: what they are short for, as far as they stand for one thing only in a report.

Left alone, because they stand for several: "pa", "ms", "as", "or", "ed", "la", "us", "cva", "kub".
How they are written (capitals) is in `writing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_PLACES = """
rul = right upper lobe | rml = right middle lobe | rll = right lower lobe
lul = left upper lobe | lll = left lower lobe
ruq = right upper quadrant | rlq = right lower quadrant
luq = left upper quadrant | llq = left lower quadrant
cbd = common bile duct | chd = common hepatic duct | mpd = main pancreatic duct
svc = superior vena cava | ivc = inferior vena cava | mpv = main portal vein
smv = superior mesenteric vein | sma = superior mesenteric artery | ima = inferior mesenteric artery
ica = internal carotid artery | eca = external carotid artery | cca = common carotid artery
mca = middle cerebral artery | aca = anterior cerebral artery | pca = posterior cerebral artery
acomm = anterior communicating artery | pcomm = posterior communicating artery
lad = left anterior descending artery | rca = right coronary artery
lcx = left circumflex artery | ij = internal jugular
cfa = common femoral artery | sfa = superficial femoral artery | cfv = common femoral vein
acl = anterior cruciate ligament | pcl = posterior cruciate ligament
mcl = medial collateral ligament | lcl = lateral collateral ligament
atfl = anterior talofibular ligament | tfcc = triangular fibrocartilage complex
lv = left ventricle | rv = right ventricle | lvot = left ventricular outflow tract
rvot = right ventricular outflow tract | mpa, main pa = main pulmonary artery
uvj = ureterovesical junction | upj = ureteropelvic junction | si joint = sacroiliac joint
ac joint = acromioclavicular joint | mtp joint = metatarsophalangeal joint
mcp joint = metacarpophalangeal joint | pip joint = proximal interphalangeal joint
dip joint = distal interphalangeal joint | ge junction, gej = gastroesophageal junction
cp angle = costophrenic angle | gi = gastrointestinal | gu = genitourinary
c spine = cervical spine | t spine = thoracic spine | l spine = lumbar spine
"""
_FINDINGS = """
pe, pulmonary embolus, pulmonary thromboembolism = pulmonary embolism
dvt, deep venous thrombosis = deep vein thrombosis | ptx = pneumothorax
sah = subarachnoid hemorrhage | sdh = subdural hematoma | edh = epidural hematoma
ich = intracranial hemorrhage | ivh = intraventricular hemorrhage | sbo = small bowel obstruction
lbo = large bowel obstruction | ggo = ground glass opacity | ggn = ground glass nodule
copd = chronic obstructive pulmonary disease | ild = interstitial lung disease
hcc = hepatocellular carcinoma | rcc = renal cell carcinoma | aaa = abdominal aortic aneurysm
bph = benign prostatic hyperplasia | avm = arteriovenous malformation | tb = tuberculosis
avf, av fistula = arteriovenous fistula | gist = gastrointestinal stromal tumor
lvh = left ventricular hypertrophy | cad = coronary artery disease | gerd = gastroesophageal reflux
chf = congestive heart failure | ards = acute respiratory distress syndrome
uip = usual interstitial pneumonia | nsip = nonspecific interstitial pneumonia
pfo = patent foramen ovale | asd = atrial septal defect | vsd = ventricular septal defect
tia = transient ischemic attack | mi = myocardial infarction
fai = femoroacetabular impingement | avn, osteonecrosis = avascular necrosis
fnh = focal nodular hyperplasia | ipmn = intraductal papillary mucinous neoplasm
djd = degenerative joint disease | ddd = degenerative disc disease
dish = diffuse idiopathic skeletal hyperostosis | uti = urinary tract infection
csf = cerebrospinal fluid | cabg = coronary artery bypass graft
coronary artery bypass grafting, coronary bypass grafting = coronary artery bypass graft
coronary bypass graft = coronary artery bypass graft
"""
_DEVICES = """
et tube, ett = endotracheal tube | ng tube, ngt = nasogastric tube
og tube, ogt = orogastric tube | g tube = gastrostomy tube | j tube = jejunostomy tube
picc line, picc catheter, peripherally inserted central catheter = picc
peripherally inserted central line, peripherally inserted central venous catheter = picc
cvc, central line = central venous catheter | iabp = intraaortic balloon pump
aicd = icd | implantable cardioverter defibrillator = icd | vp shunt = ventriculoperitoneal shunt
ventricular assist device = vad | lvad = left vad
iud = intrauterine device
transcatheter aortic valve replacement = tavr | endovascular aneurysm repair = evar
tka = total knee arthroplasty | tha = total hip arthroplasty
orif = open reduction internal fixation
open reduction and internal fixation = open reduction internal fixation
"""
_EXAMS = """
cxr = chest radiograph | x ray, xray, plain film = radiograph
computed tomography, cat scan, ct scan = ct | computed tomography angiography, ct angiography = cta
ct angiogram, computed tomographic angiography = cta | mr angiography, mr angiogram = mra
magnetic resonance imaging, mri, mr imaging = mr | magnetic resonance angiography = mra
magnetic resonance cholangiopancreatography = mrcp | sonography, sonogram = ultrasound
positron emission tomography = pet
fluid attenuated inversion recovery = flair | short tau inversion recovery = stir
diffusion weighted imaging, diffusion weighted image, diffusion weighted sequence = dwi
apparent diffusion coefficient = adc | susceptibility weighted imaging = swi
gradient recalled echo, gradient echo = gre | maximum intensity projection = mip
standardized uptake value, standard uptake value = suv | fluorodeoxyglucose = fdg
iv contrast = intravenous contrast | lvef = left ventricular ejection fraction
"""


@cache
def expansions() -> Mapping[str, str]:
    """Abbreviation or long form -> the one form that both are compared as; lower case, singular."""
    table: dict[str, str] = {}
    for block in (_PLACES, _FINDINGS, _DEVICES, _EXAMS):
        for part in block.replace("\n", "|").split("|"):
            if part.strip():
                forms, meaning = part.split("=")
                table |= {form.strip(): meaning.strip() for form in forms.split(",")}
    return MappingProxyType(table)
