"""Words that the seeds put into reports."""

from __future__ import annotations

THINGS = frozenset(
    "nodule effusion pneumothorax mass cyst fracture consolidation stone calculus embolism "
    "aneurysm hydronephrosis hematoma infarct atelectasis hemorrhage cholelithiasis lesion "
    "dissection appendicitis obstruction thrombosis hernia stenosis tumor meniscus shoulder wrist "
    "ankle knee kidney liver ovary spleen".split()
)
"""Names by which a report is asked whether it speaks of something."""

SIDED = [
    ("There is a small left pleural effusion.", "Small right pleural effusion."),
    ("Moderate hydronephrosis on the right.", "Moderate left hydronephrosis."),
    ("A 7 mm nodule is seen in the left lower lobe.", "Right lower lobe nodule, 7 mm."),
    ("Simple cyst in the upper pole of the right kidney.", "Left renal cyst."),
    ("Nondisplaced fracture of the left seventh rib.", "Fracture of the right seventh rib."),
    ("Small apical pneumothorax on the left.", "Small right apical pneumothorax."),
    ("Patchy consolidation in the right lower lobe.", "Left lower lobe pneumonia."),
    ("There is an enlarged left axillary lymph node.", "Enlarged right axillary lymph node."),
    ("The left adrenal gland contains a small adenoma.", "Small right adrenal adenoma."),
]
JOINTS = [
    ("shoulder", "There is no dislocation of the {side} shoulder."),
    ("knee", "Moderate degenerative change of the {side} knee."),
    ("hip", "Joint space narrowing of the {side} hip."),
    ("ankle", "The {side} ankle mortise is congruent."),
    ("wrist", "Old healed fracture at the {side} wrist."),
]
ORGANS_OF_SEX = [
    ("female", "The prostate is enlarged."),
    ("female", "Mild prostatic calcification."),
    ("female", "The seminal vesicles are symmetric."),
    ("female", "Prior prostatectomy."),
    ("female", "The testicles are not imaged."),
    ("male", "The uterus is anteverted."),
    ("male", "No adnexal lesion."),
    ("male", "The left ovary contains a follicle."),
    ("male", "Status post hysterectomy."),
    ("male", "Endometrial thickness is 4 mm."),
]
"""The patient's sex and a sentence that is none of it."""
INDICATIONS = [
    ("female", "54-year-old man with cough."),
    ("female", "Elderly male, follow-up."),
    ("male", "33-year-old woman with chest pain."),
    ("male", "70-year-old female, dyspnea."),
]
OTHER_PARTS = [
    ("MR KNEE LEFT", "MRI of the left knee."),
    ("CT HEAD", "CT of the head."),
    ("XR FOOT RIGHT", "Radiographs of the right foot."),
    ("US SCROTUM", "Scrotal ultrasound."),
    ("XR WRIST LEFT", "Two views of the left wrist."),
]
MODALITIES = [
    ("CT of the chest.", "MR"),
    ("MRI of the chest.", "CT"),
    ("Chest radiograph, two views.", "CT"),
    ("Ultrasound of the chest wall.", "DX"),
    ("CTA of the chest.", "CR"),
]
CONTRAST = [
    ("CT without contrast.", "Axial images after injection of 100 mL of Omnipaque 350."),
    ("CT with IV contrast.", "Helical images were obtained without intravenous contrast."),
    ("Noncontrast CT.", "Images were acquired following the administration of IV contrast."),
    ("Contrast-enhanced CT.", "Unenhanced axial images were acquired."),
    ("MRI with and without contrast.", "Multisequence imaging without gadolinium."),
]
CONTRAST_GIVEN = [
    ("Helical CT with intravenous contrast.", True),
    ("Images after the administration of 90 mL of Isovue 370.", True),
    ("Axial images without contrast.", False),
    ("Unenhanced CT.", False),
]
NO_CONTRAST = "Axial images without intravenous contrast."
ENHANCING = [
    "The lesion enhances avidly.",
    "There is a ring-enhancing focus.",
    "Heterogeneous enhancement of the mass.",
]
COMPARISONS = [
    "Chest radiograph dated {date}.",
    "CT of {date}.",
    "{date}.",
    "Prior study from {date}.",
]
SINCE = [
    "Unchanged since 03/02/2023.",
    "There is no change compared to the study of 04/02/2024.",
    "Compared with the exam of 2022-03-02, the appearance is similar.",
    "Stable compared to March 20, 2024.",
]
COMPARED = [
    "The opacity is unchanged from the prior study.",
    "Compared to the previous examination, there is little difference.",
    "This has increased since the prior exam.",
    "Slightly larger than the previous study.",
]
MEASURED = [
    ("nodule", 8, "right upper lobe"),
    ("mass", 34, "left lower lobe"),
    ("cyst", 12, "right kidney"),
    ("calculus", 5, "left kidney"),
    ("lesion", 14, "liver"),
    ("nodule", 9, "thyroid"),
    ("aneurysm", 45, "infrarenal aorta"),
]
GROWTH = [
    "The nodule has increased from 8 mm to 5 mm.",
    "The lymph node measures 9 mm, previously 14 mm, and is larger.",
    "The mass has decreased in size from 2.1 cm to 3.4 cm.",
    "Interval decrease of the lesion from 11 mm to 16 mm.",
    "The cyst now measures 12 cm, previously 1.1 cm.",
    "Enlarging nodule, 6 mm (previously 7 mm).",
]
LEVELS = [
    "Compression deformity of T14.",
    "Mild disc space narrowing at L7-S1.",
    "Facet arthropathy at L5-L4.",
    "Sclerotic focus in C9.",
    "Degenerative change at T10-T9.",
    "Disc space narrowing at S1-L5.",
    "Schmorl node at L8.",
]
ONLY_SAID = [
    ("fracture", "Acute fracture of the left clavicle."),
    ("effusion", "Large left pleural effusion."),
    ("nodule", "8 mm right lower lobe nodule."),
    ("hydronephrosis", "Moderate right hydronephrosis."),
    ("aneurysm", "4.5 cm abdominal aortic aneurysm."),
    ("cholelithiasis", "Cholelithiasis."),
    ("embolism", "Segmental pulmonary embolism in the right lower lobe."),
    ("hernia", "Large hiatal hernia."),
    ("dislocation", "Anterior dislocation of the right shoulder."),
    ("lymphadenopathy", "Mediastinal lymphadenopathy."),
]
CRITICAL = [
    ("pneumothorax", "Moderate right pneumothorax."),
    ("pneumothorax", "There is a large left tension pneumothorax."),
    ("free air", "Free air under the right hemidiaphragm."),
    ("pneumoperitoneum", "Pneumoperitoneum is present."),
    ("embolism", "Acute pulmonary embolism in the left lower lobe artery."),
    ("dissection", "Type A aortic dissection."),
    ("subdural", "Acute subdural hematoma over the left convexity."),
    ("subarachnoid", "Acute subarachnoid hemorrhage in the basal cisterns."),
    ("obstruction", "High-grade small bowel obstruction."),
    ("appendicitis", "Acute appendicitis with a fecalith."),
    ("torsion", "Findings of ovarian torsion."),
    ("deep vein", "Occlusive deep vein thrombosis of the right femoral vein."),
    ("infarct", "Acute infarct in the left middle cerebral artery territory."),
    ("cord compression", "Cord compression at T7."),
    ("volvulus", "Sigmoid volvulus."),
]
TOLD = "This was discussed with the referring physician."
CONFLICTS = [
    (
        r"\bno (?:\w+ )?(?:pneumothorax|effusions?|[^.]*or pneumothorax)",
        r"no (?:visible |visualized )?pneumothora|no [^.]* or pneumothorax",
        "There is a small apical pneumothorax.",
    ),
    (
        r"\bno (?:visible )?(?:pleural )?effusions?\b",
        r"no (?:visible )?(?:pleural )?effusion",
        "Moderate pleural effusion.",
    ),
]
"""Two patterns that the report has, and what then contradicts."""
PAIRS = [
    ("No hydronephrosis.", "Mild hydronephrosis on the left."),
    ("There is no pericardial effusion.", "Small pericardial effusion."),
    ("No gallstones.", "Gallstones in the neck of the gallbladder."),
    ("No aneurysm of the aorta.", "Aneurysm of the infrarenal aorta, 3.6 cm."),
    ("No free fluid.", "Free fluid in the pelvis."),
    ("No hiatal hernia is seen.", "Large hiatal hernia."),
]
NORMALS = [
    (
        r"(?<!otherwise )\blungs are clear\b|(?<!otherwise )\blungs clear\b",
        [
            ("mass", "There is a 4.2 cm mass in the right upper lobe."),
            ("consolidation", "Dense consolidation of the left lower lobe."),
            ("nodule", "Spiculated 15 mm nodule in the left lung."),
        ],
    ),
    (
        r"\bheart (?:size is |is )normal\b|\bheart is normal in size\b",
        [("cardiomegaly", "There is moderate cardiomegaly.")],
    ),
]
NORMAL_PAIRS = [
    ("The liver is unremarkable.", "There is a 2 cm mass in the right hepatic lobe."),
    ("The kidneys are normal.", "A 6 mm calculus is seen in the left kidney."),
    ("The spleen is normal.", "Splenic laceration with adjacent fluid."),
    ("The gallbladder is normal.", "The gallbladder wall is thickened."),
    ("The thyroid is unremarkable.", "Thyroid nodule measuring 18 mm on the left."),
    ("Unremarkable pancreas.", "Cyst in the tail of the pancreas."),
]
COUNTS = [
    ("Three nodules in the left lung: 4 mm, 6 mm nodule and a 5 mm nodule.", "Two lung nodules."),
    ("There are two calculi in the left kidney.", "Three left renal calculi."),
    ("Two cysts in the right kidney.", "Four cysts in the right kidney."),
    ("There are four liver lesions.", "Two hepatic lesions."),
    ("Three fractures of the ribs.", "Two rib fractures."),
    (
        "Three renal cysts. One cyst measures 9 mm. Another cyst measures 14 mm.",
        "",
    ),
]
OPEN = [
    "The [ ] kidney is atrophic.",
    "The aorta measures [number] cm.",
    "Degenerative change of the ___ spine.",
    "Correlate with *** history.",
    "The appendix is [normal/not seen].",
    "Dimensions: {size}.",
]
