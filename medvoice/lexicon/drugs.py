"""Drugs: classes with their ingredients, and brand names.

The classes are groups of the WHO's ATC index (whocc.no/atc_ddd_index, 2024), named beside each; the
ingredients are the groups' members that are in use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from medvoice.lexicon.terms import Phrases


@dataclass(frozen=True, slots=True)
class DrugClass:
    """label: in the plural. asked: phrases of questions with commas between them. atc: prefixes.
    ingredients: folded names."""

    label: str
    asked: str
    atc: tuple[str, ...]
    ingredients: frozenset[str]


def _class(label: str, asked: str, atc: str, ingredients: str) -> DrugClass:
    names = frozenset(part.strip() for part in ingredients.split(","))
    return DrugClass(label, asked, tuple(atc.split()), names)


_CLASSES = {
    "anticoagulants": _class(
        "anticoagulants", "anticoagulant, anticoagulation, anticoagulated, anti coagulant, "
        "anticoagulant therapy, anticoagulant medication, doac, noac",
        "B01AA B01AB B01AE B01AF B01AX05",
        "warfarin, acenocoumarol, phenprocoumon, fluindione, dicoumarol, heparin, enoxaparin, "
        "dalteparin, tinzaparin, nadroparin, bemiparin, certoparin, danaparoid, fondaparinux, "
        "dabigatran, argatroban, bivalirudin, desirudin, lepirudin, rivaroxaban, apixaban, "
        "edoxaban, betrixaban",
    ),
    "antiplatelets": _class(
        "antiplatelet drugs", "antiplatelet, antiplatelet drug, antiplatelet agent, platelet "
        "inhibitor, antiplatelet therapy, antiplatelet medication",
        "B01AC",
        "aspirin, acetylsalicylic acid, clopidogrel, ticlopidine, prasugrel, ticagrelor, "
        "cangrelor, dipyridamole, cilostazol, abciximab, eptifibatide, tirofiban, vorapaxar",
    ),
    "diabetes drugs": _class(
        "diabetes drugs", "diabetes drug, diabetes medication, antidiabetic, diabetic medication, "
        "oral antidiabetic, glucose lowering drug",
        "A10",
        "metformin, insulin, glipizide, glyburide, glibenclamide, glimepiride, gliclazide, "
        "sitagliptin, linagliptin, saxagliptin, alogliptin, vildagliptin, empagliflozin, "
        "dapagliflozin, canagliflozin, ertugliflozin, liraglutide, semaglutide, dulaglutide, "
        "exenatide, lixisenatide, tirzepatide, pioglitazone, repaglinide, nateglinide, acarbose",
    ),
    "beta blockers": _class(
        "beta blockers", "beta blocker, betablocker", "C07",
        "metoprolol, atenolol, bisoprolol, carvedilol, propranolol, nebivolol, labetalol, nadolol, "
        "sotalol, esmolol, acebutolol, pindolol, timolol",
    ),
    "ace inhibitors": _class(
        "ACE inhibitors", "ace inhibitor, acei", "C09A C09B",
        "lisinopril, enalapril, ramipril, captopril, perindopril, benazepril, quinapril, "
        "fosinopril, trandolapril, moexipril, enalaprilat",
    ),
    "angiotensin blockers": _class(
        "angiotensin receptor blockers", "arb, angiotensin receptor blocker, sartan, angiotensin "
        "blocker", "C09C C09D",
        "losartan, valsartan, candesartan, irbesartan, olmesartan, telmisartan, azilsartan, "
        "eprosartan",
    ),
    "statins": _class(
        "statins", "statin", "C10AA",
        "atorvastatin, simvastatin, rosuvastatin, pravastatin, lovastatin, fluvastatin, "
        "pitavastatin",
    ),
    "calcium channel blockers": _class(
        "calcium channel blockers", "calcium channel blocker, calcium antagonist", "C08",
        "amlodipine, nifedipine, felodipine, lercanidipine, nimodipine, diltiazem, verapamil, "
        "nicardipine",
    ),
    "diuretics": _class(
        "diuretics", "diuretic, water tablet, water pill", "C03",
        "furosemide, frusemide, torsemide, torasemide, bumetanide, hydrochlorothiazide, "
        "chlorthalidone, chlortalidone, indapamide, metolazone, spironolactone, eplerenone, "
        "amiloride, triamterene",
    ),
    "nsaids": _class(
        "NSAIDs", "nsaid, non steroidal anti inflammatory, anti inflammatory, anti inflammatory "
        "drug", "M01A",
        "ibuprofen, naproxen, diclofenac, indomethacin, indometacin, ketorolac, meloxicam, "
        "celecoxib, etoricoxib, piroxicam, ketoprofen, etodolac, nabumetone, mefenamic acid",
    ),
    "steroids": _class(
        "systemic corticosteroids", "steroid, corticosteroid, cortisone, glucocorticoid", "H02AB",
        "prednisone, prednisolone, methylprednisolone, dexamethasone, hydrocortisone, "
        "betamethasone, triamcinolone, cortisone, deflazacort",
    ),
    "immunosuppressants": _class(
        "immunosuppressants", "immunosuppressant, immunosuppressive, immunosuppressed, "
        "immunosuppression", "L04",
        "azathioprine, mycophenolate, ciclosporin, cyclosporine, tacrolimus, sirolimus, "
        "everolimus, methotrexate, leflunomide, adalimumab, infliximab, etanercept, golimumab, "
        "certolizumab, tocilizumab, ustekinumab, secukinumab, vedolizumab, natalizumab, "
        "tofacitinib, baricitinib, upadacitinib, anakinra, abatacept, belatacept, basiliximab",
    ),
    "chemotherapy drugs": _class(
        "antineoplastic drugs", "chemotherapy drug, antineoplastic, cytostatic, antineoplastic "
        "drug, cancer drug", "L01",
        "cyclophosphamide, ifosfamide, cisplatin, carboplatin, oxaliplatin, fluorouracil, "
        "capecitabine, gemcitabine, methotrexate, pemetrexed, doxorubicin, epirubicin, "
        "daunorubicin, bleomycin, mitomycin, paclitaxel, docetaxel, vincristine, vinblastine, "
        "vinorelbine, etoposide, irinotecan, topotecan, temozolomide, bortezomib, rituximab, "
        "trastuzumab, bevacizumab, cetuximab, panitumumab, pembrolizumab, nivolumab, ipilimumab, "
        "atezolizumab, durvalumab, imatinib, erlotinib, gefitinib, osimertinib, crizotinib, "
        "sunitinib, sorafenib, pazopanib, cabozantinib, lenvatinib, palbociclib, olaparib",
    ),
    "opioids": _class(
        "opioids", "opioid, opiate", "N02A",
        "morphine, oxycodone, hydrocodone, hydromorphone, fentanyl, codeine, tramadol, tapentadol, "
        "buprenorphine, methadone, meperidine, pethidine",
    ),
    "antiepileptics": _class(
        "antiepileptics", "antiepileptic, anticonvulsant, seizure medication", "N03",
        "levetiracetam, phenytoin, carbamazepine, oxcarbazepine, valproate, valproic acid, "
        "lamotrigine, topiramate, gabapentin, pregabalin, lacosamide, phenobarbital, zonisamide, "
        "clonazepam",
    ),
    "proton pump inhibitors": _class(
        "proton pump inhibitors", "ppi, proton pump inhibitor", "A02BC",
        "omeprazole, esomeprazole, pantoprazole, lansoprazole, rabeprazole, dexlansoprazole",
    ),
    "bisphosphonates": _class(
        "bisphosphonates", "bisphosphonate", "M05BA",
        "alendronate, alendronic acid, risedronate, ibandronate, zoledronic acid, zoledronate, "
        "pamidronate",
    ),
    "thyroid hormones": _class(
        "thyroid hormones", "thyroid hormone, thyroid medication, thyroid replacement", "H03AA",
        "levothyroxine, liothyronine, thyroxine",
    ),
    "antiarrhythmics": _class(
        "antiarrhythmics", "antiarrhythmic", "C01B",
        "amiodarone, dronedarone, flecainide, propafenone, disopyramide, lidocaine, dofetilide, "
        "mexiletine",
    ),
    "penicillins": _class(
        "penicillins", "penicillin antibiotic, penicillin", "J01C",
        "penicillin, amoxicillin, ampicillin, piperacillin, flucloxacillin, dicloxacillin, "
        "oxacillin, nafcillin",
    ),
    "antibiotics": _class(
        "antibiotics", "antibiotic, antibiotic therapy, antibacterial", "J01",
        "penicillin, amoxicillin, ampicillin, piperacillin, flucloxacillin, dicloxacillin, "
        "oxacillin, nafcillin, cefazolin, cephalexin, ceftriaxone, cefuroxime, cefepime, "
        "ceftazidime, meropenem, imipenem, ertapenem, ciprofloxacin, levofloxacin, moxifloxacin, "
        "azithromycin, clarithromycin, erythromycin, doxycycline, vancomycin, linezolid, "
        "gentamicin, tobramycin, clindamycin, metronidazole, nitrofurantoin, trimethoprim, "
        "sulfamethoxazole",
    ),
}  # fmt: skip

_CLASSES["antihypertensives"] = DrugClass(
    "antihypertensives",
    "blood pressure medication, antihypertensive, blood pressure drug, blood pressure tablet, "
    "antihypertensive drug, antihypertensive medication",
    ("C02", "C03", "C07", "C08", "C09"),
    frozenset({"doxazosin", "clonidine", "hydralazine", "methyldopa", "minoxidil"}).union(
        *(
            _CLASSES[key].ingredients
            for key in (
                "beta blockers",
                "ace inhibitors",
                "angiotensin blockers",
                "calcium channel blockers",
                "diuretics",
            )
        )
    ),
)

_OTHER = (
    "digoxin, acetaminophen, paracetamol, metamizole, allopurinol, colchicine, febuxostat, "
    "nitroglycerin, isosorbide, hydralazine, clonidine, doxazosin, tamsulosin, finasteride, "
    "dutasteride, sertraline, fluoxetine, citalopram, escitalopram, paroxetine, venlafaxine, "
    "duloxetine, mirtazapine, bupropion, trazodone, amitriptyline, quetiapine, olanzapine, "
    "risperidone, haloperidol, aripiprazole, clozapine, lithium, lorazepam, diazepam, alprazolam, "
    "midazolam, zolpidem, donepezil, memantine, levodopa, carbidopa, salbutamol, albuterol, "
    "ipratropium, tiotropium, budesonide, fluticasone, salmeterol, formoterol, montelukast, "
    "denosumab, teriparatide, tamoxifen, anastrozole, letrozole, exemestane, leuprolide, "
    "goserelin, bicalutamide, enzalutamide, abiraterone, methimazole, carbimazole, "
    "propylthiouracil, hydroxychloroquine, sulfasalazine, mesalamine, mesalazine, interferon, "
    "ciprofloxacin, levofloxacin, moxifloxacin, azithromycin, clarithromycin, doxycycline, "
    "vancomycin, gentamicin, meropenem, ceftriaxone, cefuroxime, cefazolin, cephalexin, "
    "clindamycin, metronidazole, nitrofurantoin, trimethoprim, sulfamethoxazole, linezolid, "
    "fluconazole, aciclovir, acyclovir, valacyclovir, oseltamivir, tenofovir, emtricitabine, "
    "dolutegravir, isoniazid, rifampicin, rifampin, ethambutol, pyrazinamide, ondansetron, "
    "metoclopramide, famotidine, ranitidine, loperamide, ezetimibe, fenofibrate, gemfibrozil, "
    "niacin, folic acid, epoetin, darbepoetin, filgrastim, sildenafil, tadalafil, estradiol, "
    "medroxyprogesterone, levonorgestrel, testosterone, melatonin, cetirizine, loratadine, "
    "fexofenadine, diphenhydramine, epinephrine, adrenaline, naloxone, baclofen, cyclobenzaprine, "
    "tizanidine, sumatriptan, ergotamine, ivabradine, ranolazine, sacubitril, potassium chloride, "
    "potassium citrate, calcium carbonate, cholecalciferol, ergocalciferol, cyanocobalamin, "
    "ferrous sulfate"
)
"""Ingredients of no class above."""

_BRANDS = {
    "coumadin": "warfarin", "jantoven": "warfarin", "marcumar": "phenprocoumon",
    "sintrom": "acenocoumarol", "lovenox": "enoxaparin", "clexane": "enoxaparin",
    "fragmin": "dalteparin", "innohep": "tinzaparin", "arixtra": "fondaparinux",
    "pradaxa": "dabigatran", "xarelto": "rivaroxaban", "eliquis": "apixaban",
    "savaysa": "edoxaban", "lixiana": "edoxaban", "plavix": "clopidogrel",
    "brilinta": "ticagrelor", "brilique": "ticagrelor", "effient": "prasugrel",
    "efient": "prasugrel", "aggrenox": "aspirin, dipyridamole", "ecotrin": "aspirin",
    "glucophage": "metformin", "janumet": "metformin, sitagliptin",
    "jentadueto": "metformin, linagliptin", "synjardy": "metformin, empagliflozin",
    "xigduo": "metformin, dapagliflozin", "invokamet": "metformin, canagliflozin",
    "kazano": "metformin, alogliptin", "glucovance": "metformin, glyburide",
    "eucreas": "metformin, vildagliptin", "komboglyze": "metformin, saxagliptin",
    "januvia": "sitagliptin", "jardiance": "empagliflozin", "farxiga": "dapagliflozin",
    "forxiga": "dapagliflozin", "ozempic": "semaglutide", "wegovy": "semaglutide",
    "trulicity": "dulaglutide", "victoza": "liraglutide", "mounjaro": "tirzepatide",
    "lantus": "insulin", "humalog": "insulin", "novolog": "insulin", "levemir": "insulin",
    "lopressor": "metoprolol", "toprol": "metoprolol", "lasix": "furosemide",
    "lipitor": "atorvastatin", "zocor": "simvastatin", "crestor": "rosuvastatin",
    "norvasc": "amlodipine", "entresto": "sacubitril, valsartan", "diovan": "valsartan",
    "cozaar": "losartan", "zestril": "lisinopril", "prinivil": "lisinopril",
    "aldactone": "spironolactone", "advil": "ibuprofen", "motrin": "ibuprofen",
    "nurofen": "ibuprofen", "aleve": "naproxen", "voltaren": "diclofenac",
    "celebrex": "celecoxib", "tylenol": "acetaminophen", "medrol": "methylprednisolone",
    "decadron": "dexamethasone", "humira": "adalimumab", "enbrel": "etanercept",
    "remicade": "infliximab", "imuran": "azathioprine", "cellcept": "mycophenolate",
    "prograf": "tacrolimus", "neoral": "ciclosporin", "keytruda": "pembrolizumab",
    "opdivo": "nivolumab", "herceptin": "trastuzumab", "avastin": "bevacizumab",
    "keppra": "levetiracetam", "dilantin": "phenytoin", "synthroid": "levothyroxine",
    "euthyrox": "levothyroxine", "cordarone": "amiodarone", "fosamax": "alendronate",
    "zometa": "zoledronic acid", "prolia": "denosumab", "xgeva": "denosumab",
    "augmentin": "amoxicillin", "zosyn": "piperacillin", "bactrim": "sulfamethoxazole",
}  # fmt: skip

_ALSO = {
    "acetylsalicylic acid": "aspirin",
    "asa": "aspirin",
    "glibenclamide": "glyburide",
    "frusemide": "furosemide",
    "torasemide": "torsemide",
    "cyclosporine": "ciclosporin",
    "paracetamol": "acetaminophen",
    "salbutamol": "albuterol",
    "rifampicin": "rifampin",
    "indometacin": "indomethacin",
    "aciclovir": "acyclovir",
    "adrenaline": "epinephrine",
    "alendronic acid": "alendronate",
    "zoledronate": "zoledronic acid",
    "pethidine": "meperidine",
    "thyroxine": "levothyroxine",
    "mesalazine": "mesalamine",
    "valproic acid": "valproate",
    "chlortalidone": "chlorthalidone",
}
"""Another name of an ingredient -> the one that answers use."""


def drug_classes() -> Mapping[str, DrugClass]:
    return MappingProxyType(_CLASSES)


BLOOD_THINNERS = ("anticoagulants", "antiplatelets")
"""Classes that "blood thinners" means."""


@cache
def ingredients_by_name() -> Mapping[str, frozenset[str]]:
    """Name of a drug or brand -> its ingredients."""
    names = {one.strip() for one in _OTHER.split(",")}.union(
        *(one.ingredients for one in _CLASSES.values())
    )
    table = {name: frozenset({_ALSO.get(name, name)}) for name in names}
    table |= {name: frozenset({other}) for name, other in _ALSO.items()}
    for brand, held in _BRANDS.items():
        table[brand] = frozenset(one.strip() for one in held.split(","))
    return MappingProxyType(table)


@cache
def class_phrases() -> Phrases:
    """Finds the names of classes."""
    return Phrases({key: one.asked.split(",") for key, one in _CLASSES.items()})


@cache
def classes_of(ingredient: str) -> tuple[str, ...]:
    """Keys of the classes that an ingredient is in."""
    return tuple(
        key
        for key, one in _CLASSES.items()
        if any(_ALSO.get(name, name) == ingredient for name in one.ingredients)
    )
