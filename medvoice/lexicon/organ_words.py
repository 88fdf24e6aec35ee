"""Organ words: which organ a word names, the parts of the body that are examined, and the organs
of one sex."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_ORGANS = """
lung: lung pulmonary lobe lingula lingular midlung airspace perihilar bibasilar basilar apex apical
heart: heart cardiac cardiomediastinal
mediastinum: mediastinum mediastinal
pleura: pleura pleural costophrenic
aorta: aorta aortic
liver: liver hepatic
gallbladder: gallbladder
pancreas: pancreas pancreatic
spleen: spleen splenic
kidney: kidney renal
adrenal: adrenal
bladder: bladder
ureter: ureter ureteral
appendix: appendix appendiceal
stomach: stomach gastric
bowel: bowel colon colonic sigmoid cecum cecal ileum ileal jejunum duodenum rectum rectal
prostate: prostate prostatic
uterus: uterus uterine endometrial endometrium
ovary: ovary ovarian adnexa adnexal
testis: testis testicular testicle scrotum scrotal
thyroid: thyroid
breast: breast
brain: brain cerebral intracranial cerebellum cerebellar thalamus parietal temporal occipital
ventricles: ventricle ventricular
sinus: sinus maxillary ethmoid sphenoid mastoid
spine: spine vertebra vertebral spinal lumbar thoracic cervical disc
rib: rib
clavicle: clavicle
humerus: humerus humeral
femur: femur femoral
tibia: tibia tibial
fibula: fibula fibular
radius: radius
ulna: ulna ulnar
hip: hip
knee: knee patella patellar
ankle: ankle
foot: foot metatarsal
hand: hand metacarpal
wrist: wrist
elbow: elbow
shoulder: shoulder glenohumeral
meniscus: meniscus meniscal
ligament: ligament cruciate
tendon: tendon supraspinatus infraspinatus subscapularis achilles
hemidiaphragm: hemidiaphragm diaphragm
artery: artery carotid iliac popliteal
vein: vein
"""
_PARTS = """
chest: lung heart mediastinum pleura rib clavicle hemidiaphragm
abdomen: liver gallbladder pancreas spleen kidney adrenal stomach bowel appendix ureter
pelvis: bladder prostate uterus ovary
head: brain ventricles sinus
knee: knee meniscus
shoulder: shoulder humerus
hip: hip femur
ankle: ankle
foot: foot
hand: hand
wrist: wrist
elbow: elbow
breast: breast
thyroid: thyroid
scrotum: testis
spine: spine
"""
_PART_NAMES = """
chest: chest thorax lung ctpa
abdomen: abdomen abdominal liver kidney renal kub pancreas
pelvis: pelvis pelvic prostate uterus bladder
head: head brain cranial skull sinus orbit
neck: neck
spine: spine lumbar cervical
knee: knee
shoulder: shoulder
hip: hip
ankle: ankle
foot: foot
hand: hand
wrist: wrist
elbow: elbow
breast: breast mammogram mammography
thyroid: thyroid
scrotum: scrotum scrotal testicular
"""
_MALE = "prostate prostatic prostatectomy testis testicular testicle scrotum scrotal epididymis "
_MALE += "epididymal penis penile seminal spermatic"
_FEMALE = "uterus uterine endometrium endometrial ovary ovarian adnexa adnexal vagina vaginal "
_FEMALE += "fallopian fibroid leiomyoma hysterectomy oophorectomy intrauterine placenta gravid "
_FEMALE += "pregnancy pregnant fetus fetal myometrium myometrial"


@cache
def organ_words() -> Mapping[str, str]:
    """Singular lower-case word -> organ."""
    return _inverted(_ORGANS)


def body_words() -> frozenset[str]:
    """Parts of the body that no examination is named for. Singular."""
    return frozenset(
        "finger toe thumb arm leg forearm thigh calf heel chest abdomen neck back wall skull scalp "
        "orbit jaw spine trunk groin axilla palm sole digit extremity limb".split()
    )


@cache
def organ_nouns() -> Mapping[str, str]:
    """The organs' own names: "lung", and not "pulmonary", which its vessels are, too."""
    nouns = {word: organ for word, organ in organ_words().items() if word == organ}
    return MappingProxyType(nouns | {"adnexa": "ovary", "colon": "bowel", "testicle": "testis"})


@cache
def part_of_organ() -> Mapping[str, str]:
    """Organ -> the part of the body that is examined for it; organs of many parts are missing."""
    return _inverted(_PARTS)


@cache
def part_names() -> Mapping[str, str]:
    """Singular word of an examination's name -> part of the body. Neighbours are told apart."""
    return _inverted(_PART_NAMES)


@cache
def organs_of_sex() -> Mapping[str, str]:
    """Singular word -> "male" or "female"."""
    male = dict.fromkeys(_MALE.split(), "male")
    return MappingProxyType(male | dict.fromkeys(_FEMALE.split(), "female"))


@cache
def people_of_sex() -> Mapping[str, str]:
    """Words that tell a person's sex -> "male" or "female"."""
    male = dict.fromkeys("male man gentleman boy he his him".split(), "male")
    female = dict.fromkeys("female woman lady girl she her".split(), "female")
    return MappingProxyType(male | female)


def _inverted(table: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in table.strip().splitlines():
        name, words = line.split(":")
        found |= dict.fromkeys(words.split(), name)
    return MappingProxyType(found)
