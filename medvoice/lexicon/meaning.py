"""Meaning: the classes of words that change what a finding is (severity, uncertainty, comparison),
with what says the same, and the words that say nothing alone.

What else says the same: `synonyms`, `colloquial`, `expansions`, `families` and `roots`.

Who compares two texts uses these tables: what stands in none of them means only itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from medvoice.lexicon.colloquial import colloquial_phrases
from medvoice.lexicon.expansions import expansions
from medvoice.lexicon.phrase_table import phrase_table
from medvoice.lexicon.synonyms import synonyms

_SEVERITY = """
slight, slightly, mildly = mild | moderately = moderate | severely = severe
marked, markedly = marked | minimally = minimal | massively = massive
diffusely = diffuse | completely = complete | focally = focal | acutely = acute
"""
_SEVERITIES = """
mild moderate severe marked minimal massive trace tiny small large high-grade low-grade diffuse
focal multiple few complete partial extensive advanced early significant subtle gross acute chronic
subacute huge borderline bulky full-thickness partial-thickness mild-to-moderate
"""
_DOUBT = """
possibly, perhaps, potentially, potential = possible | may be, might be, could be = possible
may represent, might represent, could represent, may be due to = possible
may reflect, might reflect, could reflect, can represent, may be related to = possible
may be secondary to, could be due to, could be secondary to = possible
possibility of, raise the possibility of, possible represent = possible
probably, most likely, probable, presumably, presumed = likely
likely represent, probably represent, likely reflect, probably reflect = likely
likely due to, probably due to, likely be, very likely = likely
favored to represent, favored to be, favored to reflect, favored, favor = likely
cannot be excluded, can not be excluded, cannot exclude, can not exclude = not-excluded
cannot be ruled out, is not excluded, not excluded, cannot rule out = not-excluded
cannot be entirely excluded, cannot be completely excluded, not entirely excluded = not-excluded
concerning for, worrisome for, suspected, suspicion of, suspicion for = suspicious
suspicious for, suspicious of, raise concern for, raising concern for = suspicious
raise suspicion for, raising suspicion for, concern for = suspicious
questionably, question of, question = questionable | vs = versus
compatible with, consistent with = consistent-with
suggestive of, suggest, suggesting = suggestive | might, could, may = possible
"""
_DOUBTS = """
possible likely not-excluded suspicious questionable consistent-with suggestive unlikely
apparent appear appearance definite definitely proven diagnostic versus equivocal indeterminate
"""
_CHANGE = """
stable, not changed, no change, no interval change, without change = unchanged
without interval change, has not changed, no significant change = unchanged
no significant interval change, without significant change, not significantly changed = unchanged
no change in, no interval change in, no significant change in = unchanged
no appreciable change, without appreciable change, no interval change from = unchanged
without significant interval change, no significant interval change in = unchanged
have not changed, had not changed, has not significantly changed = unchanged
have not significantly changed, did not change, has shown no change = unchanged
similar to the prior, similar to prior, similar to the previous = unchanged prior
similar to previous, stability = unchanged
increase in size, interval increase in size, has enlarged, have enlarged = increased
interval increase in, interval increase = increased
decrease in size, interval decrease in size, reduction in size, reduced in size = decreased
interval decrease in, interval decrease, interval reduction in size = decreased
larger, grown, increase, increasing, enlarging, grew, bigger = increased
smaller, become smaller, decrease, decreasing, shrunk, diminished = decreased
decreased in size, smaller in size, decreased size = decreased
interval enlargement, interval growth, increased in size, larger in size, increased size = increased
worse, worsening, worsen, progressed, progression, progressive = worsened
improvement, improving, better = improved | newly = new
deteriorated, deterioration, deteriorating, progressing = worsened | disappeared = resolved
interval development of, has developed, have developed, newly developed = new
newly seen, not seen previously, not previously seen, not present previously = new
has cleared, have cleared, have resolved, has resolved = resolved
no longer seen, no longer present, no longer visualized, resolution, no longer = resolved
there is no longer, there are no longer = resolved
resolution of, interval resolution of = resolved
"""
_CHANGES = "unchanged increased decreased worsened improved new resolved prior"
_SMALL = """
a an the is are was were be been being there this that these those it its they their has have had
of in on at to for from by as with and or which who where within into along through upon over
see seen saw sees used done note noted identify identified demonstrate demonstrated
show shown visualize visualized visualised appreciate appreciated present evidence
evident find found finding detect detected locate located contain measuring measure
measurement do doe did interval currently also again any i we since represent reflect category
here now well become demonstrating showing containing than then study exam patient dated uh um
he she his her my our me today
presence visible visualize visualization associated accompanying remain remained aspect
perform performed performing obtain obtained amount quantity redemonstrated
redemonstration depict depicted reside residing sit sitting
observe observed exhibit exhibiting reveal revealing display displaying lie lying situated area
"""
_IMPLIED = """
hydronephrosis, nephrolithiasis, pyelonephritis = kidney | hydroureter = ureter |
osteopenia, osteoporosis = bone | cholecystitis = gallbladder |
atelectasis, pneumonia, bronchiectasis, consolidation = lung | appendicitis = appendix |
pancreatitis = pancreas |
scoliosis, kyphosis, lordosis, spondylolisthesis, listhesis = spine | prostatitis = prostate |
diverticulosis, diverticulitis = colon | gastritis = stomach |
pneumothorax = pleura | stool = colon bowel | hysterectomy, fibroid = uterus |
colitis = colon | cholecystectomy = gallbladder | lymphadenopathy = node |
pneumomediastinum = mediastinum | pneumoperitoneum = peritoneum | osteophyte = bone
"""
_CRITICAL = """
tension pneumothorax, pneumothorax, free air, pneumoperitoneum, hemorrhage, hematoma, dissection,
pulmonary embolism, rupture, midline shift, herniation, torsion, ischemia, portal venous gas,
pneumatosis, infarct, cord compression, obstruction, perforation, thrombosis, ectopic pregnancy,
abscess, extravasation, appendicitis, hydrocephalus, active bleeding
"""


@cache
def same_phrases() -> Mapping[str, str]:
    """Phrase -> the phrase that it is compared as; lower case, singular, hyphens as spaces on the
    left. An empty right side never occurs: what says nothing is in `small_words`."""
    table: dict[str, str] = {**colloquial_phrases(), **synonyms(), **expansions()}
    table |= phrase_table(_SEVERITY, _DOUBT, _CHANGE)
    for joined in _SEVERITIES.split():
        if "-" in joined:
            table[joined.replace("-", " ")] = joined
    return MappingProxyType(table)


@cache
def severity_words() -> frozenset[str]:
    return frozenset(_SEVERITIES.split())


@cache
def doubt_words() -> frozenset[str]:
    """How sure a text is, in both directions."""
    return frozenset(_DOUBTS.split())


@cache
def change_words() -> frozenset[str]:
    """What a text says of the time before."""
    return frozenset(_CHANGES.split())


@cache
def small_words() -> frozenset[str]:
    """Words that say nothing that a report could be wrong in. Singular."""
    return frozenset(_SMALL.split())


@cache
def implied_organs() -> Mapping[str, frozenset[str]]:
    """Finding -> organs that it can only be of, as compared: to name them beside it adds nothing.
    Only findings of one organ; an effusion, an emphysema or an edema are of several."""
    lines = (line.split("=") for part in _IMPLIED.split("|") for line in [part.strip()])
    return MappingProxyType(
        {
            finding.strip(): frozenset(organs.split())
            for findings, organs in lines
            for finding in findings.split(",")
        }
    )


@cache
def undenied_words() -> frozenset[str]:
    """Words that tell how something was judged, or where else; "no" in front of them denies what
    was judged."""
    return frozenset({"size-criterion", "elsewhere"})


@cache
def critical_findings() -> tuple[str, ...]:
    """Findings that have to be told: our list in the spirit of the ACR's actionable findings,
    levels 1 and 2; it was not checked against their text."""
    return tuple(phrase.strip() for phrase in " ".join(_CRITICAL.split()).split(","))
