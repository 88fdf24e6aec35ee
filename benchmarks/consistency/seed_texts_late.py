"""Words of the seeds, written after the checks were done and run once (`--late`)."""

from __future__ import annotations

from benchmarks.consistency.seed_texts import MODALITIES, THINGS

__all__ = ["MODALITIES", "THINGS"]

SIDED = [
    ("Trace fluid in the left pleural space.", "Trace right-sided pleural effusion."),
    ("The left ureter is dilated, with mild hydronephrosis.", "Mild hydronephrosis on the right."),
    ("Within the left lung base there is a 5 mm nodule.", "5 mm right basilar nodule."),
    ("Both kidneys are normal except for a cyst on the right.", "Cyst in the left kidney."),
    ("There are minimally displaced fractures of left ribs 7 and 8.", "Right rib fractures."),
    ("Opacity obscures the right hemidiaphragm.", "Left basilar opacity."),
    ("Left carotid stenosis of 60%.", "60% stenosis of the right carotid artery."),
    ("Large right inguinal hernia containing fat.", "Fat-containing left inguinal hernia."),
    ("Tear of the left supraspinatus tendon.", "Right supraspinatus tear."),
]
JOINTS = [
    ("shoulder", "Mild arthropathy of the {side} shoulder."),
    ("knee", "The {side} knee shows a small joint effusion."),
    ("hip", "There is osteoarthritis in the {side} hip."),
    ("ankle", "Soft tissue swelling about the {side} ankle."),
    ("elbow", "No fracture of the {side} elbow."),
]
ORGANS_OF_SEX = [
    ("female", "The prostate gland is heterogeneous."),
    ("female", "Small hydrocele in the scrotum."),
    ("female", "His heart is of normal size."),
    ("female", "Penile prosthesis in place."),
    ("male", "Fibroid uterus."),
    ("male", "Both ovaries are atrophic."),
    ("male", "Endometrium is thin."),
    ("male", "She has had a tubal ligation."),
    ("male", "An intrauterine device is in place."),
]
INDICATIONS = [
    ("female", "62 M with hemoptysis, male smoker."),
    ("female", "A 20-year-old boy after a fall."),
    ("male", "Lady with shortness of breath."),
    ("male", "She has had fever for a week."),
]
OTHER_PARTS = [
    ("MRI SHOULDER RIGHT W/O CONTRAST", "MRI of the right shoulder."),
    ("CT BRAIN", "Noncontrast CT of the brain."),
    ("XR ANKLE 3V LEFT", "Left ankle, three views."),
    ("US THYROID", "Thyroid ultrasound."),
    ("XR HAND", "Right hand radiographs."),
]
CONTRAST = [
    ("CT W/O contrast.", "Scanning was done after 80 mL of Visipaque."),
    ("CT with contrast.", "No intravenous contrast was given."),
    ("Unenhanced MRI.", "Sequences before and following gadolinium administration."),
    ("CT without IV contrast.", "Portal venous phase images using 120 cc of Isovue."),
]
CONTRAST_GIVEN = [
    ("Images following intravenous contrast administration.", True),
    ("Contrast-enhanced helical CT.", True),
    ("No IV contrast was administered.", False),
    ("Non-contrast helical CT.", False),
]
NO_CONTRAST = "Noncontrast helical images."
ENHANCING = [
    "The mass shows avid enhancement.",
    "An enhancing nodule lies in the lobe.",
    "The wall of the cavity enhances.",
]
COMPARISONS = [
    "Radiographs of {date}.",
    "Multiple priors, the most recent {date}.",
    "CT chest, {date}.",
    "Comparison is made to {date}.",
]
SINCE = [
    "No change since 02/02/2024.",
    "Similar to the examination of 03/22/2024.",
    "Compared to 03/02/2021, this is stable.",
    "As compared with the study dated January 5, 2024, no new finding.",
]
COMPARED = [
    "The nodule is stable compared to the prior.",
    "This is new since the previous radiograph.",
    "Interval increase in size.",
    "Unchanged compared with the last study.",
]
MEASURED = [
    ("nodule", 7, "lingula"),
    ("lesion", 22, "spleen"),
    ("stone", 4, "right ureter"),
    ("lymph node", 13, "left axilla"),
    ("hematoma", 31, "left flank"),
    ("cyst", 15, "pancreas"),
    ("mass", 28, "right breast"),
]
GROWTH = [
    "Increase in size of the nodule from 1.2 cm to 0.9 cm.",
    "The aneurysm has enlarged, now 4.4 cm, previously 4.9 cm.",
    "The collection has decreased from 3 cm to 5 cm.",
    "The node is smaller, 15 mm, was 11 mm.",
    "The lesion measures 18 cm, previously 1.7 cm.",
]
LEVELS = [
    "Burst fracture of L9.",
    "Mild bulge at L6-L5.",
    "Fusion of C5-C4.",
    "Hemangioma in T15.",
    "Anterolisthesis at S1-L5.",
    "Degeneration at T8-7.",
]
ONLY_SAID = [
    ("fracture", "Comminuted fracture of the right humerus."),
    ("effusion", "Small bilateral pleural effusions."),
    ("nodule", "Indeterminate 7 mm nodule in the left upper lobe."),
    ("hydronephrosis", "Left-sided hydronephrosis."),
    ("aneurysm", "Ascending aortic aneurysm."),
    ("stone", "Obstructing stone in the right ureter."),
    ("embolism", "Pulmonary emboli in both lower lobes."),
    ("hernia", "Small hiatal hernia."),
    ("cyst", "Complex cyst of the left kidney."),
    ("ascites", "Large volume ascites."),
]
CRITICAL = [
    ("pneumothorax", "Small left apical pneumothorax is present."),
    ("free air", "There is free intraperitoneal air."),
    ("pneumoperitoneum", "Large pneumoperitoneum."),
    ("embol", "Filling defects in the right pulmonary artery consistent with pulmonary emboli."),
    ("dissection", "Dissection of the descending aorta."),
    ("hemorrhage", "Intraparenchymal hemorrhage in the left basal ganglia."),
    ("hemorrhage", "There is active extravasation of contrast in the spleen."),
    ("obstruction", "Closed loop obstruction of the small bowel."),
    ("appendicitis", "The appendix is dilated, compatible with acute appendicitis."),
    ("torsion", "Torsion of the left testis."),
    ("thrombosis", "DVT in the left popliteal vein."),
    ("midline", "9 mm of midline shift to the right."),
    ("ischemi", "Pneumatosis and portal venous gas."),
    ("hydroceph", "Acute hydrocephalus."),
]
TOLD = "The finding was called to Dr. A at 09:15."
CONFLICTS = [
    (
        r"\bno (?:\w+ )?(?:pneumothorax|[^.]*or pneumothorax)",
        r"no (?:visible |visualized )?pneumothora|no [^.]* or pneumothorax",
        "A pneumothorax is seen on the left.",
    ),
    (
        r"\bno (?:visible )?(?:pleural )?effusions?\b",
        r"no (?:visible )?(?:pleural )?effusion",
        "There are bilateral pleural effusions.",
    ),
]
PAIRS = [
    ("There is no evidence of ascites.", "Moderate ascites."),
    ("Lymphadenopathy is absent.", "Mediastinal lymphadenopathy."),
    ("No nephrolithiasis.", "There is nephrolithiasis on the right."),
    ("Negative for fracture.", "Fracture of the left radius."),
    ("Without aneurysm.", "Aneurysm of the left middle cerebral artery."),
    ("The patient has no scoliosis.", "Mild scoliosis."),
]
NORMALS = [
    (
        r"(?<!otherwise )\blungs are clear\b|(?<!otherwise )\blungs clear\b",
        [
            ("mass", "Cavitary mass at the right apex."),
            ("consolidation", "Left lower lobe consolidation."),
            ("opacit", "There are patchy opacities in both lungs."),
        ],
    ),
    (
        r"\bheart (?:size is |is )normal\b|\bheart is normal in size\b",
        [("cardiomegaly", "The heart is markedly enlarged.")],
    ),
]
NORMAL_PAIRS = [
    ("Normal liver.", "Multiple hepatic cysts are noted."),
    ("Both kidneys are unremarkable.", "There is a mass in the lower pole of the left kidney."),
    ("Spleen and pancreas are normal.", "The pancreas is atrophic with calcifications."),
    ("The uterus is normal.", "There are several uterine fibroids."),
    ("The brain is normal.", "Infarct in the left cerebellum."),
    ("The bladder is unremarkable.", "Bladder wall thickening."),
]
COUNTS = [
    ("There are three hepatic lesions.", "Five liver lesions."),
    ("Four rib fractures on the left.", "Three left rib fractures."),
    ("2 nodules are present in the thyroid.", "Three thyroid nodules."),
    ("Two aneurysms are identified.", "Three aneurysms."),
    ("Two lung nodules. One nodule is 5 mm. A second nodule is 6 mm. A nodule of 8 mm.", ""),
]
OPEN = [
    "The [side] ovary is enlarged.",
    "There is a ___ mm stone.",
    "[Describe findings]",
    "Impression is <<to be completed>>.",
    "The ??? is thickened.",
]
