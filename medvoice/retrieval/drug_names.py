"""Whether a text names a drug: by the stems that the WHO gives to names of a class ("-cillin",
"-azepam", "-oxaban"), and by names that are older than the stems."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"\b(?:\w{2,}(?:cillin|mycin|micin|floxacin|cycline|azole|penem|bactam|oxacin|sulfa|vudine|vir"
    r"|azepam|azolam|barbital|caine|oxaban|parin|gatran|rudin|plase|grel|grelor|olol|alol|statin"
    r"|dipine|pril|sartan|prazole|tidine|setron|triptan|profen|coxib|fenac|oxicam|fentanil|orphine"
    r"|phylline|terol|cort|solone|olone|asone|onide|cortisone|dronate|dronic|gliptin|gliflozin|formin"
    r"|glutide|gliptide|glitazone|mab|nib|platin|taxel|rubicin|trexate|trizine|adine|tropine|zosin"
    r"|osin|lukast|semide|thiazide|renone|tadine|curium|curonium|flurane|pidem|azocine|etomidine)"
    r"|cef\w{3,}|sulf\w{4,}|gado\w{3,}|io(?:hexol|pamidol|dixanol|promide|versol|meprol|bitridol)"
    r"|ketamine|propofol|adrenaline|epinephrine|noradrenaline|ephedrine|dopamine|dobutamine|insulin"
    r"|heparin|warfarin|aspirin|morphine|codeine|tramadol|paracetamol|acetaminophen|digoxin"
    r"|glucagon|oxytocin|vasopressin|lithium|prednis\w+|trimethoprim|nitrofurantoin|metronidazole"
    r"|vancomycin|diazoxide|nitroglycerin\w*|chloral hydrate|naloxone|flumazenil|protamine"
    r"|vitamin k|hyoscine|butylscopolamine|melatonin|nitrous oxide|misoprostol|mifepristone)\b",
    re.IGNORECASE,
)


def names_drug(text: str) -> bool:
    return _NAME.search(text) is not None


def drug_names(text: str) -> frozenset[str]:
    """Lower case."""
    return frozenset(match[0].lower() for match in _NAME.finditer(text))
