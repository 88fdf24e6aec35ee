"""Abbreviations: what they are short for, as far as they stand for one thing only in a report.

Left alone, because they stand for several: "pa", "ms", "as", "or", "ed", "la", "us", "cva", "kub".
How they are written (capitals) is in `writing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from medvoice.lexicon.phrase_table import phrase_table

_PLACES = """
rul = right upper lobe | rml = right middle lobe | rll = right lower lobe
lul = left upper lobe | lll = left lower lobe
ruq = right upper quadrant | rlq = right lower quadrant
luq = left upper quadrant | llq = left lower quadrant
cbd = common bile duct | chd = common hepatic duct | mpd = main pancreatic duct
svc = superior vena cava | ivc = inferior vena cava | mpv = main portal vein
smv = superior mesenteric vein | sma = superior mesenteric artery | ima = inferior mesenteric artery
ima graft = internal mammary artery graft | ima bypass = internal mammary artery bypass
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
pica = posterior inferior cerebellar artery | aica = anterior inferior cerebellar artery
acom = anterior communicating artery | pcom = posterior communicating artery
gda = gastroduodenal artery | gsv = great saphenous vein | ssv = small saphenous vein
iac = internal auditory canal | eac = external auditory canal | tmj = temporomandibular joint
sc joint = sternoclavicular joint | druj = distal radioulnar joint
ip joint = interphalangeal joint
cmc joint = carpometacarpal joint | mtp = metatarsophalangeal
cfl = calcaneofibular ligament | ptfl = posterior talofibular ligament
ucl = ulnar collateral ligament | rcl = radial collateral ligament
lucl = lateral ulnar collateral ligament | mpfl = medial patellofemoral ligament
sl ligament = scapholunate ligament
lhbt = long head biceps tendon | itb = iliotibial band | fhl = flexor hallucis longus
lt ligament = lunotriquetral ligament | pvwm = periventricular white matter
les = lower esophageal sphincter | avj = atrioventricular junction
bilat, b l = bilateral | prox = proximal | ant = anterior | ln = lymph node
gb = gallbladder
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
esrd = end stage renal disease | ckd = chronic kidney disease
nsclc = non small cell lung cancer | sclc = small cell lung cancer
ductal carcinoma in situ = dcis | idc = invasive ductal carcinoma | ilc = invasive lobular carcinoma
glioblastoma multiforme, gbm = glioblastoma | normal pressure hydrocephalus = nph
posterior reversible encephalopathy syndrome = pres | hie = hypoxic ischemic encephalopathy
progressive multifocal leukoencephalopathy = pml | pvl = periventricular leukomalacia
rds = respiratory distress syndrome
transient tachypnea of the newborn = ttn | developmental dysplasia of the hip = ddh
slipped capital femoral epiphysis = scfe | cteph = chronic thromboembolic pulmonary hypertension
ipf = idiopathic pulmonary fibrosis | psc = primary sclerosing cholangitis
ibd = inflammatory bowel disease | tcc = transitional cell carcinoma
afib, a fib = atrial fibrillation | icp = intracranial pressure
fhr = fetal heart rate | afi = amniotic fluid index | efw = estimated fetal weight
crl = crown rump length | iup = intrauterine pregnancy | iugr = intrauterine growth restriction
ega = estimated gestational age | edd = estimated due date | lmp = last menstrual period
psv = peak systolic velocity | bpp = biophysical profile
rpoc = retained products of conception | ef = ejection fraction | fx = fracture | hx = history
bone met = bone metastasis | liver met = liver metastasis | lung met = lung metastasis
brain met = brain metastasis | h o = history of
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
iud = intrauterine device | uvc = umbilical venous catheter | uac = umbilical arterial catheter
evd = external ventricular drain | vps = ventriculoperitoneal shunt
portacath, mediport = port a cath | peg tube = percutaneous endoscopic gastrostomy tube
dj stent, jj stent = double j stent
im nail, imn = intramedullary nail | im rod = intramedullary rod
dhs = dynamic hip screw | ex fix = external fixator
anterior cervical discectomy and fusion = acdf | total hip replacement = total hip arthroplasty
total knee replacement = total knee arthroplasty | tsa = total shoulder arthroplasty
rtsa = reverse total shoulder arthroplasty
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
mr venography, mr venogram = mrv | ct venography, ct venogram = ctv | mammography = mammogram
mammo = mammogram | dbt = digital breast tomosynthesis | vcug = voiding cystourethrogram
dxa = dexa | dual energy x ray absorptiometry = dexa | bmd = bone mineral density
dlp = dose length product | fna = fine needle aspiration | gad, gado = gadolinium | f u = followup
ap view = anteroposterior view
mlo view = mediolateral oblique view | cc view = craniocaudal view
iv contrast = intravenous contrast | lvef = left ventricular ejection fraction
"""


@cache
def expansions() -> Mapping[str, str]:
    """Abbreviation or long form -> the one form that both are compared as; lower case, singular."""
    return phrase_table(_PLACES, _FINDINGS, _DEVICES, _EXAMS)
