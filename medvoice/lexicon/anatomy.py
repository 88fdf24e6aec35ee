"""Anatomy: regions of a report and the words that point to them.

One table for all templates. A template field names regions ("lung", "pleura"); the router finds
their words in a sentence. `organs` name the place itself, `findings` name what is found only (or
nearly only) there. Singular forms; plurals are recognised by `medvoice.lexicon.terms`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """organs, findings: lower-case phrases, singular, no marks (hyphens as spaces)."""

    organs: tuple[str, ...]
    findings: tuple[str, ...] = ()


def _region(organs: str, findings: str = "") -> Region:
    def split(text: str) -> tuple[str, ...]:
        return tuple(phrase.strip() for phrase in text.split(",") if phrase.strip())

    return Region(split(organs), split(findings))


def regions() -> dict[str, Region]:
    """Region name -> its words, a fresh table at every call."""
    return {**_chest(), **_abdomen(), **_head(), **_spine(), **_breast(), **_shared()}


def _chest() -> dict[str, Region]:
    return {
        "lung": _region(
            "lung, lobe, upper lobe, middle lobe, lower lobe, lingula, lung base, lung apex, apex, "
            "base, hemithorax, lung field, lung zone, mid lung, parenchyma, fissure, bibasilar, "
            "bibasal, biapical, perihilar, retrocardiac, basilar, lung volume, pulmonary, "
            "interstitium, interstitial",
            "consolidation, atelectasis, pneumonia, airspace disease, air space disease, opacity, "
            "airspace opacity, ground glass, ground glass opacity, nodule, pulmonary nodule, "
            "lung nodule, emphysema, fibrosis, honeycombing, pulmonary edema, interstitial edema, "
            "vascular congestion, granuloma, mosaic attenuation, air trapping, tree in bud, "
            "scarring, infiltrate, cavity, cavitation, bulla, bleb, reticulation, pneumonitis, "
            "interstitial thickening, septal thickening, pulmonary infarct, infarct, contusion, "
            "hyperinflation, interstitial marking",
        ),
        "pleura": _region(
            "pleura, pleural, pleural space, costophrenic angle, costophrenic sulcus",
            "pneumothorax, pneumothoraces, effusion, pleural effusion, pleural thickening, "
            "pleural plaque, hemothorax, hydropneumothorax, empyema",
        ),
        "airway": _region(
            "airway, central airway, trachea, carina, bronchus, bronchi, mainstem bronchus, "
            "bronchial, tracheobronchial tree, endobronchial",
            "bronchiectasis, bronchial wall thickening, mucus plugging, mucous plugging, "
            "tracheomalacia, secretion",
        ),
        "pulmonary_artery": _region(
            "pulmonary artery, pulmonary arteries, main pulmonary artery, pulmonary arterial, "
            "main pa, pulmonary trunk, pulmonary vasculature, pulmonary vessel, segmental branch, "
            "subsegmental branch, pa",
            "pulmonary embolism, pulmonary embolus, pulmonary emboli, pe, embolus, emboli, "
            "embolism, saddle embolus, filling defect, right heart strain, clot burden, "
            "rv lv ratio, septal bowing, bowing of the interventricular septum",
        ),
        "heart": _region(
            "heart, cardiac, heart size, cardiac silhouette, cardiomediastinal silhouette, "
            "cardiomediastinal contour, atrium, ventricle, right ventricle, left ventricle, "
            "right atrium, left atrium, coronary, coronary artery, mitral, aortic valve, "
            "mitral valve, cardiothoracic ratio, interventricular septum",
            "cardiomegaly, coronary calcification, coronary artery calcification, "
            "coronary atherosclerosis",
        ),
        "pericardium": _region("pericardium, pericardial", "pericardial effusion"),
        "thoracic_aorta": _region(
            "aorta, aortic, thoracic aorta, ascending aorta, descending aorta, aortic arch, "
            "aortic root, great vessel, subclavian artery, superior vena cava, svc, "
            "brachiocephalic",
            "aneurysm, aortic aneurysm, dissection, aortic dissection, intramural hematoma, "
            "aortic calcification, atherosclerotic calcification",
        ),
        "mediastinum": _region(
            "mediastinum, mediastinal, mediastinal contour, thymus, thymic, paratracheal, "
            "subcarinal, prevascular, aortopulmonary window",
            "pneumomediastinum, mediastinal lymphadenopathy, mediastinal shift, "
            "mediastinal widening, mediastinal mass",
        ),
        "hilum": _region("hilum, hila, hilar", "hilar lymphadenopathy"),
        "esophagus": _region("esophagus, esophageal", "hiatal hernia, hiatus hernia"),
        "thyroid": _region("thyroid, thyroid gland", "thyroid nodule, goiter"),
        "breast": _region("breast", "breast mass, breast nodule"),
        "chest_wall": _region("chest wall, subcutaneous, axilla", "subcutaneous emphysema"),
        "diaphragm": _region(
            "diaphragm, hemidiaphragm, subdiaphragmatic, costophrenic", "eventration"
        ),
        "upper_abdomen": _region(
            "upper abdomen, abdomen, abdominal, bowel gas",
            "free air, pneumoperitoneum, free intraperitoneal air",
        ),
        "device": _region(
            "endotracheal tube, et tube, nasogastric tube, ng tube, enteric tube, og tube, "
            "orogastric tube, feeding tube, dobhoff, chest tube, pigtail catheter, pacemaker, "
            "icd, aicd, defibrillator, picc, picc line, port, port catheter, port a cath, "
            "mediport, central line, central venous catheter, central venous line, ij line, "
            "ij catheter, catheter, dialysis catheter, swan ganz catheter, tracheostomy, "
            "tracheostomy tube, lead, line tip, tube tip, catheter tip, sternotomy wire, "
            "median sternotomy, line, tube, drain, stent, intra aortic balloon pump, impella",
        ),
    }


def _abdomen() -> dict[str, Region]:
    return {
        "liver": _region(
            "liver, hepatic, hepatic lobe, hepatic segment, hepatic vein, portal vein, "
            "right hepatic lobe, left hepatic lobe, caudate lobe",
            "hepatomegaly, steatosis, hepatic steatosis, fatty infiltration, cirrhosis, "
            "hepatic cyst, hemangioma, nodular contour",
        ),
        "gallbladder": _region(
            "gallbladder, gallbladder wall, cystic duct, gallbladder fossa",
            "gallstone, cholelithiasis, cholecystitis, pericholecystic fluid, cholecystectomy, "
            "sludge",
        ),
        "bile_duct": _region(
            "bile duct, common bile duct, common duct, biliary, cbd, intrahepatic duct, "
            "biliary tree",
            "biliary dilatation, biliary dilation, biliary ductal dilatation, "
            "biliary ductal dilation, ductal dilatation, choledocholithiasis, pneumobilia",
        ),
        "pancreas": _region(
            "pancreas, pancreatic, pancreatic duct, pancreatic head, pancreatic tail, "
            "peripancreatic, uncinate process",
            "pancreatitis, peripancreatic stranding, pseudocyst",
        ),
        "spleen": _region("spleen, splenic, splenule", "splenomegaly, splenic infarct"),
        "adrenal": _region("adrenal, adrenal gland", "adrenal nodule, adrenal adenoma"),
        "kidney": _region(
            "kidney, renal, renal cortex, collecting system, perinephric, nephrographic, "
            "renal pelvis, renal artery, renal vein",
            "hydronephrosis, renal calculus, renal calculi, nephrolithiasis, renal cyst, "
            "kidney stone, pyelonephritis, caliectasis, perinephric stranding",
        ),
        "ureter": _region(
            "ureter, ureteral, ureterovesical junction, ureteropelvic junction, uvj, upj",
            "hydroureter, ureteral stone, ureteral calculus, hydroureteronephrosis",
        ),
        "stomach": _region("stomach, gastric, duodenum, duodenal", "gastric wall thickening"),
        "bowel": _region(
            "bowel, small bowel, large bowel, colon, colonic, sigmoid, sigmoid colon, cecum, "
            "ileum, terminal ileum, jejunum, rectum, rectal, ascending colon, transverse colon, "
            "descending colon, bowel loop, anastomosis, enteric, ostomy",
            "obstruction, bowel obstruction, small bowel obstruction, diverticulitis, "
            "diverticulosis, diverticula, colitis, ileus, enteritis, pneumatosis, "
            "bowel wall thickening, wall thickening, transition point, intussusception, volvulus, "
            "fecal loading, stool burden",
        ),
        "appendix": _region("appendix, appendiceal", "appendicitis, appendicolith, appendectomy"),
        "peritoneum": _region(
            "peritoneum, peritoneal, mesentery, mesenteric, omentum, omental, retroperitoneum, "
            "retroperitoneal, intraperitoneal, psoas",
            "free fluid, free air, ascites, pneumoperitoneum, abscess, fluid collection, "
            "free intraperitoneal air, hemoperitoneum, carcinomatosis, fat stranding, "
            "mesenteric stranding, retroperitoneal hematoma",
        ),
        "abdominal_vessel": _region(
            "aorta, aortic, abdominal aorta, infrarenal aorta, iliac artery, celiac artery, "
            "superior mesenteric artery, sma, inferior vena cava, ivc, mesenteric vessel, "
            "superior mesenteric vein, vasculature, portal venous system, iliac",
            "aneurysm, abdominal aortic aneurysm, aaa, dissection, atherosclerosis, "
            "atherosclerotic calcification, aortic calcification",
        ),
        "bladder": _region("bladder, urinary bladder, foley catheter", "bladder wall thickening"),
        "uterus": _region("uterus, uterine, endometrium, endometrial, cervix", "fibroid"),
        "ovary": _region("ovary, ovarian, adnexa, adnexal", "ovarian cyst, adnexal mass"),
        "prostate": _region("prostate, prostate gland, seminal vesicle", "prostatomegaly"),
        "pelvis": _region("pelvic organ, pelvic", "pelvic mass, pelvic free fluid"),
        "abdominal_wall": _region(
            "abdominal wall, anterior abdominal wall, groin, subcutaneous",
            "ventral hernia, inguinal hernia, umbilical hernia, incisional hernia",
        ),
    }


def _head() -> dict[str, Region]:
    return {
        "brain": _region(
            "brain, cerebral, cerebral hemisphere, parenchyma, parenchymal, frontal lobe, "
            "parietal lobe, temporal lobe, occipital lobe, basal ganglia, thalamus, thalami, "
            "insula, hippocampus, corona radiata, cortex, cortical, gray white, "
            "gray white differentiation, gray white matter differentiation, hemisphere, "
            "internal capsule, frontal, parietal, temporal, occipital, mca territory, "
            "brain parenchyma, intracranial, corpus callosum",
            "hemorrhage, intracranial hemorrhage, intraparenchymal hemorrhage, infarct, "
            "infarction, acute infarct, territorial infarct, stroke, ischemia, encephalomalacia, "
            "gliosis, volume loss, atrophy, edema, vasogenic edema, contusion, lacunar infarct, "
            "lacune",
        ),
        "white_matter": _region(
            "white matter, periventricular white matter, subcortical white matter, "
            "periventricular, subcortical, juxtacortical",
            "white matter disease, small vessel disease, microangiopathic change, "
            "microvascular ischemic change, chronic microangiopathy, demyelination, "
            "demyelinating lesion, flair hyperintensity, t two hyperintensity, hyperintensity",
        ),
        "posterior_fossa": _region(
            "posterior fossa, cerebellum, cerebellar, brainstem, brain stem, pons, medulla, "
            "midbrain, cerebellar tonsil, vermis",
            "tonsillar ectopia, chiari malformation",
        ),
        "intracranial_mass": _region(
            "", "mass, mass effect, intracranial mass, herniation, tumor, lesion, abnormal signal"
        ),
        "extra_axial": _region(
            "extra axial, extraaxial, subdural, epidural, subarachnoid, meninges, meningeal, "
            "dura, dural, falx, tentorium, convexity, leptomeningeal",
            "extra axial collection, subdural hematoma, subdural hemorrhage, epidural hematoma, "
            "subarachnoid hemorrhage, meningioma, extra axial fluid collection, "
            "subdural collection, hygroma",
        ),
        "ventricle": _region(
            "ventricle, ventricular, ventricular system, sulcus, sulci, cistern, basal cistern, "
            "lateral ventricle, third ventricle, fourth ventricle, basilar cistern",
            "hydrocephalus, ventriculomegaly, intraventricular hemorrhage, effacement",
        ),
        "midline": _region("midline structure", "midline shift"),
        "intracranial_vessel": _region(
            "middle cerebral artery, mca, basilar artery, internal carotid artery, ica, "
            "carotid, vertebral artery, flow void, dural venous sinus, venous sinus, "
            "superior sagittal sinus, circle of willis, anterior cerebral artery, "
            "posterior cerebral artery, intracranial vessel, carotid siphon, sagittal sinus, "
            "transverse sinus",
            "hyperdense vessel, dense mca, hyperdense mca sign, aneurysm, vascular calcification, "
            "venous thrombosis",
        ),
        "sella": _region(
            "sella, pituitary, pituitary gland, pituitary stalk, craniocervical junction, "
            "suprasellar, parasellar, optic chiasm, pineal",
            "empty sella, pituitary adenoma, rathke cleft cyst",
        ),
        "orbit": _region(
            "orbit, orbital, globe, optic nerve, lens, retrobulbar, extraocular muscle", "proptosis"
        ),
        "paranasal_sinus": _region(
            "sinus, paranasal sinus, paranasal sinuses, sinuses, maxillary sinus, ethmoid, "
            "ethmoid air cell, sphenoid sinus, frontal sinus, maxillary, nasal septum",
            "sinusitis, mucosal thickening, air fluid level, retention cyst, mucous retention cyst",
        ),
        "mastoid": _region(
            "mastoid, mastoid air cell, middle ear, temporal bone", "mastoid effusion, mastoiditis"
        ),
        "skull": _region(
            "skull, calvarium, calvarial, skull base, clivus, craniotomy, craniectomy, bony "
            "calvarium",
            "skull fracture, calvarial fracture",
        ),
        "scalp": _region("scalp", "scalp hematoma, scalp swelling, scalp laceration"),
        "diffusion": _region(
            "diffusion, dwi, adc", "restricted diffusion, diffusion restriction, reduced diffusion"
        ),
        "enhancement": _region(
            "enhancement, enhancing",
            "abnormal enhancement, leptomeningeal enhancement, pathologic enhancement, "
            "enhancing mass, enhancing lesion",
        ),
        "susceptibility": _region(
            "susceptibility, swi", "microhemorrhage, blooming artifact, siderosis, hemosiderin"
        ),
    }


def _spine() -> dict[str, Region]:
    return {
        "spine_alignment": _region(
            "alignment, lordosis, lumbar lordosis, curvature",
            "spondylolisthesis, anterolisthesis, retrolisthesis, scoliosis, kyphosis, listhesis",
        ),
        "vertebra": _region(
            "vertebra, vertebral, vertebral body, vertebral height, marrow, marrow signal, "
            "endplate, pedicle, spinous process, pars interarticularis, lumbar vertebra, "
            "bone marrow",
            "compression fracture, fracture, burst fracture, schmorl node, modic change, "
            "endplate change, marrow edema, vertebral hemangioma, osteophyte, spondylolysis, "
            "pars defect, transitional vertebra, marrow replacement",
        ),
        "spinal_cord": _region(
            "conus, conus medullaris, spinal cord, cord, cauda equina, nerve root, "
            "filum terminale, thecal sac",
            "arachnoiditis, syrinx, clumping, cord compression, tethered cord, intradural mass",
        ),
        "disc": _region(
            "disc, intervertebral disc, disc space, disc height, neural foramen, foramen, "
            "foraminal, facet, facet joint, lateral recess, spinal canal, central canal, "
            "ligamentum flavum",
            "disc bulge, bulge, disc herniation, herniation, disc protrusion, protrusion, "
            "disc extrusion, extrusion, sequestration, annular fissure, annular tear, "
            "spinal stenosis, canal stenosis, spinal canal stenosis, central canal stenosis, "
            "foraminal stenosis, foraminal narrowing, neural foraminal narrowing, "
            "lateral recess stenosis, facet arthropathy, facet hypertrophy, facet arthrosis, "
            "ligamentum flavum hypertrophy, disc desiccation, desiccation, nerve root compression, "
            "nerve root impingement, disc height loss, degenerative disc disease",
        ),
        "paraspinal": _region(
            "paraspinal, paraspinal soft tissue, paraspinal muscle, paravertebral, psoas muscle, "
            "psoas, multifidus, prevertebral",
            "fatty atrophy, paraspinal collection",
        ),
        "sacrum": _region("sacrum, sacral, sacroiliac joint, si joint, coccyx", "tarlov cyst"),
    }


def _breast() -> dict[str, Region]:
    return {
        "breast_tissue": _region(
            "breast composition, breast density, fibroglandular tissue, breast tissue",
            "heterogeneously dense, extremely dense, scattered fibroglandular density, "
            "almost entirely fatty",
        ),
        "right_breast": _region("right breast, right nipple, right retroareolar"),
        "left_breast": _region("left breast, left nipple, left retroareolar"),
        "breast_finding": _region(
            "breast, nipple, retroareolar, quadrant, outer quadrant, inner quadrant, skin",
            "calcification, microcalcification, mass, asymmetry, focal asymmetry, "
            "architectural distortion, skin thickening, nipple retraction, breast cyst, "
            "intramammary lymph node, biopsy clip, lumpectomy",
        ),
        "axilla": _region(
            "axilla, axillary, axillary lymph node, axillary node",
            "axillary lymphadenopathy, axillary adenopathy",
        ),
    }


def _shared() -> dict[str, Region]:
    return {
        "lymph_node": _region(
            "lymph node, node, nodal", "lymphadenopathy, adenopathy, enlarged lymph node"
        ),
        "bone": _region(
            "bone, osseous, osseous structure, bony, rib, spine, thoracic spine, lumbar spine, "
            "cervical spine, sternum, clavicle, scapula, humerus, shoulder, vertebra, vertebral, "
            "vertebral body, hip, femur, femoral head, sacrum, sacroiliac joint, iliac bone, "
            "acetabulum, pubic ramus, disc, marrow, soft tissue, skeleton",
            "fracture, rib fracture, compression fracture, degenerative change, "
            "degenerative disc disease, scoliosis, spondylosis, kyphosis, osteophyte, "
            "lytic lesion, sclerotic lesion, osteopenia, dislocation, spondylolisthesis, "
            "bone island, endplate",
        ),
    }
