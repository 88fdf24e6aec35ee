"""How single words are written: abbreviations, names, and words that keep a sentence open."""

from __future__ import annotations


def abbreviations() -> dict[str, str]:
    """Lower-case spoken form (one or two words) -> written form. Only forms that mean nothing
    else in a report: "us", "it", "or", "ed", "id" are left alone."""
    upper = (
        "ct mri mr mra mrv cta pet pe iv copd chf picc svc ivc pa ap rca lad lcx rv lv ra "
        "aaa cbd gi gu ij ng og icd aicd uti dvt hcc rcc flair dwi adc swi gre stir tr te dce "
        "rul rml rll lul lll mca aca pca ica sma ima cva tia avm avf csf ms hiv tb ild ards ckd "
        "esrd cabg tavr tips ercp mrcp egd bph psa suv fdg hu dlp ctdi kub ecmo iabp nsip uip "
        "acl pcl mcl lcl ivp vcug lvh pfo asd vsd rvot bmi npo er icu uvj upj lvad pacs"
    ).split()
    table = {word: word.upper() for word in upper}
    table.update(
        {
            "et tube": "ET tube",
            "x ray": "x-ray",
            "covid": "COVID",
            "petct": "PET/CT",
            "spect": "SPECT",
            "birads": "BI-RADS",
            "lirads": "LI-RADS",
            "pirads": "PI-RADS",
            "tirads": "TI-RADS",
        }
    )
    return table


def names() -> dict[str, str]:
    """Lower-case -> written form of proper names. "may" and "march" are left alone: verbs."""
    capital = (
        "january february april june july august september october november december monday "
        "tuesday wednesday thursday friday saturday sunday hounsfield kerley schmorl crohn "
        "crohn's foley omnipaque isovue visipaque optiray ultravist gadavist dotarem prohance "
        "multihance eovist fleischner couinaud bosniak chiari meckel impella dobhoff fazekas "
        "alzheimer alzheimer's parkinson parkinson's"
    ).split()
    return {word: word.capitalize() for word in capital}


def number_words() -> frozenset[str]:
    return frozenset(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
        "eighty ninety hundred thousand".split()
    )


def dotted() -> frozenset[str]:
    """Written words whose full stop is their own and ends no sentence, lower case."""
    return frozenset({"dr.", "mr.", "mrs.", "ms.", "vs.", "e.g.", "i.e.", "approx.", "st.", "cf."})


def unfinished_endings() -> frozenset[str]:
    """Words no English sentence ends with: after one of these the next turn goes on."""
    return frozenset(
        "a an the of in at on to with within without from for by and or but nor is are was were "
        "be been has have had there no which that this these measuring measures than as "
        "consistent compatible suspicious concerning likely possibly probably mild moderate "
        "severe small large tiny "
        "between near along adjacent into over under since if while where".split()
    )


def continuing_starts() -> frozenset[str]:
    """Words that carry on a sentence left open."""
    return frozenset(
        "and or but which with within without measuring consistent compatible suspicious "
        "concerning suggestive likely than of extending involving".split()
    )


def small_words() -> frozenset[str]:
    """Words that a capital inside a sentence does not suit."""
    return frozenset(
        "the a an of in on at to with without from for by and or but is are was were be been has "
        "have had there no which that this these include includes including".split()
    )


def list_numbers() -> dict[str, str]:
    """Number words of a spoken list -> digits."""
    words = "one two three four five six seven eight nine ten eleven twelve".split()
    return {word: str(number) for number, word in enumerate(words, 1)}
