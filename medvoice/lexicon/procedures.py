"""Operations, implants, vaccines, allergens: their names in records and questions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from medvoice.lexicon.contrast import agents
from medvoice.lexicon.named import Named

_OPERATIONS = {
    "cholecystectomy": Named("cholecystectomy", "cholecystectomy, gallbladder removed, gallbladder "
                             "removal, gallbladder surgery, gallbladder out",
                             "excision of gallbladder"),
    "appendectomy": Named("appendectomy", "appendectomy, appendicectomy, appendix removed, "
                          "appendix out", "excision of appendix"),
    "hysterectomy": Named("hysterectomy", "hysterectomy, uterus removed"),
    "mastectomy": Named("mastectomy", "mastectomy, breast removed"),
    "lumpectomy": Named("lumpectomy", "lumpectomy, breast conserving surgery"),
    "lobectomy": Named("lobectomy of the lung", "lobectomy, lung resection, lung lobe removed, "
                       "pneumonectomy, lung surgery", "lobectomy of lung, resection of lung, "
                       "segmentectomy of lung, wedge resection of lung"),
    "nephrectomy": Named("nephrectomy", "nephrectomy, kidney removed, kidney out"),
    "splenectomy": Named("splenectomy", "splenectomy, spleen removed, spleen out"),
    "colectomy": Named("bowel resection", "colectomy, bowel resection, hemicolectomy, sigmoid "
                       "resection, bowel surgery", "resection of colon"),
    "gastrectomy": Named("gastrectomy or gastric bypass", "gastrectomy, gastric bypass, gastric "
                         "sleeve, bariatric surgery, stomach surgery"),
    "thyroidectomy": Named("thyroidectomy", "thyroidectomy, thyroid removed, thyroid surgery"),
    "prostatectomy": Named("prostatectomy", "prostatectomy, turp, prostate removed, prostate "
                           "surgery"),
    "bypass": Named("coronary bypass", "cabg, coronary bypass, bypass surgery, coronary artery "
                    "bypass, heart bypass", "coronary artery bypass graft", never="gastric"),
    "stent": Named("coronary intervention or stent", "stent, pci, coronary stent, angioplasty, "
                   "percutaneous coronary intervention", "insertion of stent"),
    "valve": Named("heart valve replacement", "valve replacement, heart valve, heart valve "
                   "replacement, artificial valve, tavi, tavr, mechanical valve, prosthetic valve",
                   "replacement of aortic valve, replacement of mitral valve"),
    "hip": Named("hip replacement", "hip surgery, hip replaced, hip operation, hip replacement, "
                 "total hip, artificial hip, hip prosthesis, hip arthroplasty, total hip "
                 "replacement, tha", "replacement of hip joint, arthroplasty of hip, prosthetic "
                 "arthroplasty of the hip"),
    "knee": Named("knee replacement", "knee surgery, knee replaced, knee operation, knee "
                  "replacement, total knee, artificial knee, knee prosthesis, knee arthroplasty, "
                  "total knee replacement, tka", "replacement of knee joint, arthroplasty of knee"),
    "spine": Named("spinal surgery", "spinal fusion, spine surgery, spinal surgery, laminectomy, "
                   "back surgery, discectomy", "fusion of spine"),
    "craniotomy": Named("craniotomy", "craniotomy, craniectomy, brain surgery"),
    "transplant": Named("transplant", "transplant, transplantation, organ transplant, kidney "
                        "transplant, liver transplant, heart transplant, lung transplant",
                        "transplant of kidney, transplantation of kidney, transplantation of "
                        "liver"),
    "hernia": Named("hernia repair", "hernia repair, hernia surgery, herniorrhaphy",
                    "repair of hernia"),
    "cesarean": Named("cesarean section", "cesarean section, caesarean section, c section, "
                      "cesarean", "caesarean"),
    "tonsillectomy": Named("tonsillectomy", "tonsillectomy, tonsil out, tonsil removed"),
    "amputation": Named("amputation", "amputation, amputated"),
    "whipple": Named("pancreatic resection", "whipple, pancreaticoduodenectomy, pancreatectomy, "
                     "whipple procedure"),
    "colonoscopy": Named("colonoscopy", "colonoscopy"),
    "bronchoscopy": Named("bronchoscopy", "bronchoscopy"),
    "endoscopy": Named("upper endoscopy", "gastroscopy, upper endoscopy, egd"),
    "biopsy": Named("biopsy", "biopsy"),
    "radiotherapy": Named("radiotherapy", "radiotherapy, radiation therapy, radiation treatment",
                          "teleradiotherapy, brachytherapy"),
    "chemotherapy": Named("chemotherapy", "chemotherapy, chemo"),
    "dialysis": Named("dialysis", "dialysis, hemodialysis, haemodialysis, renal dialysis"),
}  # fmt: skip

_IMPLANTS = {
    "pacemaker": Named("pacemaker", "pacemaker, cardiac pacemaker, pacer",
                       "cardiac pacing, pacing device"),
    "defibrillator": Named("implanted defibrillator", "defibrillator, icd, implantable "
                           "defibrillator, implantable cardioverter defibrillator, aicd",
                           "cardioverter"),
    "clip": Named("aneurysm clip", "aneurysm clip, intracranial clip", "clipping of aneurysm, "
                  "clip of aneurysm"),
    "cochlear": Named("cochlear implant", "cochlear implant"),
    "shunt": Named("shunt", "vp shunt, ventriculoperitoneal shunt, shunt", "",
                   never="portosystemic"),
    "port": Named("port or central line", "port, port a cath, portacath, central line, central "
                  "venous catheter, picc, picc line", "implantable venous access port"),
    "stimulator": Named("stimulator", "neurostimulator, spinal cord stimulator, deep brain "
                        "stimulator, vagus nerve stimulator, stimulator"),
    "pump": Named("implanted pump", "insulin pump, infusion pump, pain pump"),
    "filter": Named("vena cava filter", "ivc filter, vena cava filter, cava filter"),
}  # fmt: skip

_VACCINES = {
    "influenza": Named("influenza", "influenza, flu", "influenza virus"),
    "covid": Named("COVID-19", "covid, covid 19, coronavirus, sars cov 2"),
    "tetanus": Named("tetanus", "tetanus, td, tdap", "diphtheria"),
    "pneumococcal": Named(
        "pneumococcal",
        "pneumococcal, pneumococcus, pneumovax, prevnar",
        "pneumococcal conjugate, pneumococcal polysaccharide",
    ),
    "hepatitis b": Named("hepatitis B", "hepatitis b, hep b"),
    "hepatitis a": Named("hepatitis A", "hepatitis a, hep a", "hep a"),
    "mmr": Named("MMR", "mmr, measles, mumps, rubella"),
    "varicella": Named("varicella", "varicella, chickenpox"),
    "zoster": Named("zoster", "zoster, shingles, shingrix"),
    "hpv": Named("HPV", "hpv, papillomavirus", "human papillomavirus"),
    "meningococcal": Named("meningococcal", "meningococcal, meningitis, meningococcus"),
    "polio": Named("polio", "polio, poliomyelitis", "ipv"),
    "bcg": Named("BCG", "bcg"),
    "rabies": Named("rabies", "rabies"),
    "yellow fever": Named("yellow fever", "yellow fever"),
}

_IODINATED = (
    "iohexol, iopamidol, iodixanol, ioversol, iopromide, iomeprol, iobitridol, ioxaglate, "
    "iothalamate, diatrizoate, ioxilan"
)
_GADOLINIUM = (
    "gadobutrol, gadoterate, gadoteridol, gadobenate, gadoxetate, gadopentetate, gadodiamide, "
    "gadopiclenol, gadoversetamide, gadavist, gadovist, dotarem, clariscan, prohance, multihance, "
    "eovist, primovist, elucirem, vueway, magnevist, omniscan, ablavar"
)


def operations() -> Mapping[str, Named]:
    """Key -> something that is done to a patient."""
    return MappingProxyType(_OPERATIONS)


def implants() -> Mapping[str, Named]:
    """Key -> something that stays in a patient."""
    return MappingProxyType(_IMPLANTS)


def vaccines() -> Mapping[str, Named]:
    return MappingProxyType(_VACCINES)


def allergens() -> Mapping[str, Named]:
    """Key -> something that is no drug of `drugs` and that people are allergic to."""
    iodinated = f"{_IODINATED}, {', '.join(sorted(agents() - _names(_GADOLINIUM)))}"
    medium = "contrast, contrast media, contrast medium, contrast agent, contrast dye, dye"
    return MappingProxyType(
        {
            "contrast": Named(
                "contrast media", f"{medium}, radiocontrast, contrast material",
                f"{iodinated}, {_GADOLINIUM}, gadolinium, iodinated, radiographic contrast, "
                "roentgenographic contrast media, x ray contrast", never="barium"),
            "iodinated contrast": Named(
                "iodinated contrast", "iodinated contrast, iodine contrast, ct contrast, ct dye, "
                "x ray contrast, iodinated contrast media, iodinated contrast medium",
                f"{iodinated}, iodinated, radiographic contrast, radiocontrast, contrast, contrast "
                "media", never="gadolinium mri mr barium"),
            "gadolinium": Named(
                "gadolinium", "gadolinium, mr contrast, mri contrast, gadolinium contrast, gad",
                f"{_GADOLINIUM}, *gadolinium, gadolinium based"),
            "iodine": Named("iodine", "iodine", "iodide, povidone iodine, iodinated"),
            "sulfa": Named("sulfonamides", "sulfa, sulfonamide, sulfa drug, sulphonamide",
                           "sulfamethoxazole, sulfadiazine, sulfasalazine"),
            "latex": Named("latex", "latex", "natural rubber"),
            "shellfish": Named("shellfish", "shellfish, seafood", "shrimp, crab, lobster, mollusc"),
            "nuts": Named("nuts", "nut, peanut, tree nut"),
            "eggs": Named("eggs", "egg"),
            "milk": Named("milk", "milk, cow milk", "cow's milk, dairy"),
            "pollen": Named("pollen", "pollen, grass pollen, tree pollen"),
            "bee": Named("insect venom", "bee, wasp, bee sting, bee venom", "insect venom"),
            "plaster": Named("adhesive plaster", "plaster, adhesive, adhesive tape, tape"),
            "nickel": Named("nickel", "nickel"),
            "cephalosporins": Named("cephalosporins", "cephalosporin", "cefazolin, cephalexin, "
                                    "ceftriaxone, cefuroxime, cefaclor, *cephalosporin"),
            "penicillin": Named("penicillins", "penicillin", "*cillin, beta lactam"),
            "anesthetics": Named("local anesthetics", "local anesthetic, local anaesthetic, "
                                 "novocaine", "lidocaine, procaine, bupivacaine, *caine"),
        }
    )  # fmt: skip


def _names(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(","))


def surgical_endings() -> tuple[str, ...]:
    """Endings of folded words that name operations."""
    return ("ectomy", "otomy", "ostomy", "plasty", "rrhaphy", "pexy", "desis")


def surgical_words() -> frozenset[str]:
    """Folded words that name operations."""
    return frozenset(
        "surgery surgical operation operative bypass graft transplant transplantation resection "
        "excision amputation replacement implantation fixation hemiarthroplasty fusion repair "
        "craniectomy cabg turp cesarean caesarean laparoscopic anastomosis ligation".split()
    )


def not_surgical_words() -> frozenset[str]:
    """Folded words that end as operations do and name none."""
    return frozenset("phlebotomy venotomy venipuncture".split())
