"""What a record's entries are told as: facts exactly, and what is none never as one."""

from __future__ import annotations

import base64

import pytest
from records.making import TODAY, ask, coded, condition, lab, named, order, record, resource

from medvoice.assistant.answering import AnswerOrigin
from medvoice.records.record_facts import RecordFacts

RANGE = [{"low": {"value": 0.6, "unit": "mg/dL"}, "high": {"value": 1.2, "unit": "mg/dL"}}]


def test_the_last_value_with_its_day_its_range_and_its_resource():
    answer = ask(
        "what was the last creatinine",
        lab("o1", "1.0", "2023-01-01", referenceRange=RANGE),
        lab(
            "o2",
            "1.4",
            "2024-01-01T23:30:00-05:00",
            referenceRange=RANGE,
            interpretation=[coded("H")],
        ),
    )
    assert answer.origin is AnswerOrigin.RECORD
    assert answer.text.startswith(
        "Creatinine, last: 1.4 mg/dL on January 1, 2024, flagged high, range 0.6 to 1.2 mg/dL (Observation/o2)."
    )
    assert named(answer) == {"Observation/o2"}
    assert "1.4 mg/dL" in answer.cites[0].text


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_void_result_is_none(status):
    answer = ask(
        "last creatinine",
        lab("o1", "1.0", "2023-01-01"),
        lab("o2", "9.9", "2024-01-01", status=status),
    )
    assert named(answer) == {"Observation/o1"}
    assert "9.9" not in answer.text
    assert "Not counted: 1 entry" in answer.text


def test_results_that_are_not_of_the_patient_or_carry_a_modifier():
    answer = ask(
        "last creatinine",
        lab("o2", "9.8", "2024-01-01", focus=[{"reference": "RelatedPerson/f"}]),
        lab("o3", "9.7", "2024-01-01", modifierExtension=[{"url": "urn:x", "valueBoolean": True}]),
        lab("o4", "9.6", "2024-01-01", implicitRules="urn:not-so"),
    )
    assert answer.text.startswith("The record holds no creatinine result.")
    assert not answer.cites


def test_preliminary_is_said():
    assert (
        "preliminary"
        in ask("creatinine", lab("o1", "1.0", "2023-01-01", status="preliminary")).text
    )


def test_an_unknown_status_is_no_plain_fact():
    assert (
        'status "final-ish"' in ask("creatinine", lab("o1", "1.0", "2023", status="final-ish")).text
    )
    assert "no status recorded" in ask("creatinine", lab("o1", "1.0", "2023", status="")).text


def test_urine_is_not_serum_and_a_code_outweighs_a_name():
    urine = lab("o1", "90", "2024-01-01", code={"text": "Creatinine, urine"})
    other = lab(
        "o2",
        "140",
        "2024-01-02",
        code={"text": "Creatinine", "coding": [{"system": "http://loinc.org", "code": "2951-2"}]},
    )
    assert "holds no creatinine result" in ask("last creatinine", urine, other).text
    sodium = ask("last sodium", urine, other)
    assert named(sodium) == {"Observation/o2"}


def test_a_name_alone_is_shown_as_recorded():
    answer = ask("last creatinine", lab("o1", "1.0", "2024-01-01", text="Creatinine POCT device 7"))
    assert 'Recorded as "Creatinine POCT device 7".' in answer.text


def test_values_in_other_units_are_not_compared():
    answer = ask(
        "is the creatinine rising",
        lab("o1", "1.0", "2024-01-01"),
        lab("o2", "1.1", "2024-02-01"),
        lab("o3", None, "2024-03-01", valueQuantity={"value": 99, "unit": "umol/L"}),
        lab("o4", None, "2024-04-01", valueQuantity={"value": 98, "unit": "umol/L"}),
    )
    assert "Creatinine: falling from the one before to the last." in answer.text
    assert named(answer) == {"Observation/o3", "Observation/o4"}
    assert "2 more are older or in another unit" in answer.text


def test_a_bound_is_no_number_for_a_course():
    answer = ask(
        "egfr trend",
        lab("o1", "55", "2024-01-01", text="eGFR"),
        lab(
            "o2",
            None,
            "2024-02-01",
            text="eGFR",
            valueQuantity={"value": 60, "comparator": ">", "unit": "mg/dL"},
        ),
    )
    assert "no course can be told" in answer.text
    assert ">60 mg/dL" in answer.text


def test_a_day_that_may_be_later_is_said():
    answer = ask(
        "last creatinine",
        lab("o1", "1.0", "2024-03-01"),
        lab("o2", "2.0", "2024"),
        lab("o3", "3.0", ""),
    )
    assert named(answer) == {"Observation/o1"}
    assert "By its date this may be later" in answer.text
    assert "1 more without a date" in answer.text


def test_between_days_what_is_not_dated_so_exactly_is_counted_apart():
    answer = ask(
        "creatinine in March 2024", lab("o1", "1.0", "2024-03-31"), lab("o2", "2.0", "2024")
    )
    assert named(answer) == {"Observation/o1"}
    assert "1 more entry has no date that says whether it was then" in answer.text


def test_the_later_of_two_times_with_zones():
    answer = ask(
        "last creatinine",
        lab("o1", "1.0", "2024-03-01T10:00:00+02:00"),
        lab("o2", "2.0", "2024-03-01T09:00:00Z"),
    )
    assert named(answer) == {"Observation/o2"}


def test_both_values_of_a_day_that_says_no_time():
    answer = ask(
        "last creatinine", lab("o1", "1.0", "2024-03-01T10:00:00Z"), lab("o2", "2.0", "2024-03-01")
    )
    assert named(answer) == {"Observation/o1", "Observation/o2"}


@pytest.mark.parametrize(
    ("verification", "clinical", "says"),
    [
        ("confirmed", "active", "Recorded as active: Lung cancer"),
        ("confirmed", "resolved", "Recorded as over: Lung cancer: resolved"),
        ("confirmed", "remission", "Recorded as over: Lung cancer: in remission"),
        ("provisional", "active", "Not certain by the record: Lung cancer: provisional"),
        ("unconfirmed", "active", "Not certain by the record"),
        ("differential", "", "one of several possible"),
        ("confirmed", "", "Recorded, but not whether it still is so"),
        ("something", "active", "verification status not understood"),
    ],
)
def test_how_far_a_condition_is_a_fact(verification, clinical, says):
    assert (
        says in ask("history of cancer", condition("c", "Lung cancer", clinical, verification)).text
    )


@pytest.mark.parametrize("verification", ["refuted", "entered-in-error"])
def test_a_void_condition_is_never_told(verification):
    answer = ask("history of cancer", condition("c", "Lung cancer", "active", verification))
    assert answer.text.startswith("The record holds no entry for cancer.")
    assert "Lung" not in answer.text
    assert not answer.cites


def test_a_status_in_words_counts_too():
    entry = condition("c", "Lung cancer", verificationStatus={"text": "Refuted"})
    assert "holds no entry for cancer" in ask("history of cancer", entry).text


@pytest.mark.parametrize(
    "name",
    [
        "Family history of breast cancer",
        "FH: breast cancer",
        "Maternal breast cancer",
    ],
)
def test_what_a_relative_had_is_never_the_patients(name):
    entries = condition("c", name)
    assert "holds no entry for breast cancer" in ask("history of breast cancer", entries).text
    assert named(ask("family history of breast cancer", entries)) == {"Condition/c"}
    assert name not in ask("problem list", entries, condition("d", "Gout")).text


@pytest.mark.parametrize(
    "name",
    [
        "Suspected pulmonary embolism",
        "Rule out pulmonary embolism",
        "No pulmonary embolism",
        "Risk of pulmonary embolism",
    ],
)
def test_an_entry_whose_words_make_it_something_else(name):
    answer = ask("history of pulmonary embolism", condition("c", name))
    assert answer.text.startswith(
        "The record holds no entry for pulmonary embolism. Looked through 1 condition"
    )
    assert name in answer.text


def test_a_name_with_a_later_without_is_the_disease():
    assert (
        "Recorded as active"
        in ask(
            "does she have diabetes",
            condition("c", "Type 2 diabetes mellitus without complications"),
        ).text
    )


def test_a_code_without_words_and_denied_family_history():
    coded_only = condition(
        "c", "", code={"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C50.9"}]}
    )
    assert named(ask("history of breast cancer", coded_only)) == {"Condition/c"}
    suspected = condition(
        "c",
        "",
        code={
            "text": "V. a. Mamma-CA, suspected",
            "coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C50"}],
        },
    )
    assert "Worded so in the record" in ask("history of breast cancer", suspected).text
    denied = condition("c", "No family history of colon cancer")
    assert (
        ask("family history of colon cancer", denied).text
        == "The record holds no family history of colorectal cancer."
    )
    assert "Worded so" in ask("history of colon cancer", denied).text


@pytest.mark.parametrize(
    "name", ["HIV screening", "DVT prophylaxis", "Colon cancer ruled out", "Anxiety about cancer"]
)
def test_words_behind_a_disease_make_it_something_else(name):
    question = {"HIV": "does she have HIV", "DVT": "history of DVT"}.get(
        name[:3], "history of cancer"
    )
    assert ask(question, condition("c", name)).text.startswith("The record holds no entry for")


def test_short_forms_of_cancer():
    assert named(ask("history of cancer", condition("c", "Ca breast 2011"))) == {"Condition/c"}


def test_several_names_of_one_test_are_said():
    answer = ask(
        "creatinine trend",
        lab("o1", "1.0", "2024-01-01"),
        lab("o2", "1.1", "2024-02-01", text="Creatinine POCT"),
    )
    assert "Recorded under several names: Creatinine POCT; Creatinine." in answer.text


def test_relatives_are_told_as_relatives():
    entry = resource(
        "FamilyMemberHistory",
        "f",
        status="completed",
        relationship={"text": "mother"},
        condition=[{"code": {"text": "Breast cancer"}}],
    )
    assert "holds no entry for cancer" in ask("history of cancer", entry).text
    assert "not the patient's own: mother" in ask("family history of breast cancer", entry).text


def test_medications_by_how_they_stand():
    answer = ask(
        "is she on anticoagulants",
        order("m1", "Apixaban 5 mg"),
        order("m2", "Warfarin", "stopped"),
        order("m3", "Heparin", intent="plan"),
        order("m4", "Enoxaparin", "entered-in-error"),
        order("m5", "Rivaroxaban", doNotPerform=True),
        order("m6", "Dabigatran", "on-hold"),
        resource(
            "MedicationStatement",
            "m7",
            status="not-taken",
            medicationCodeableConcept={"text": "Edoxaban"},
        ),
    )
    lines = answer.text.split("\n")
    assert lines[0].startswith("Recorded as active, anticoagulants")
    assert "Apixaban" in lines[0]
    assert any("Not active any more" in line and "Warfarin" in line for line in lines)
    assert any("Planned" in line and "Heparin" in line for line in lines)
    assert any("Not known whether" in line and "Dabigatran" in line for line in lines)
    assert not any(word in answer.text for word in ("Enoxaparin", "Rivaroxaban", "Edoxaban"))
    assert named(answer) == {f"MedicationRequest/m{n}" for n in (1, 2, 3, 6)}


def test_a_medication_that_is_named_elsewhere():
    entry = resource(
        "MedicationRequest", "m", status="active", intent="order", medicationReference={"reference": "#x"},
        contained=[{"resourceType": "Medication", "id": "x", "code": {"text": "Glucophage 850"}}],
    )  # fmt: skip
    assert named(ask("is he on metformin", entry)) == {"MedicationRequest/m"}


def test_an_atc_code_says_the_class():
    entry = order(
        "m",
        "",
        medicationCodeableConcept={
            "coding": [
                {"system": "http://www.whocc.no/atc", "code": "B01AF02", "display": "Brandname"}
            ]
        },
    )
    assert "Recorded as active" in ask("is he on blood thinners", entry).text


def test_a_class_is_not_denied_of_drugs_that_nobody_knows():
    answer = ask("is she on anticoagulants", order("m", "Zyntavil 5"))
    assert answer.text == (
        "The record holds no anticoagulants (ATC B01AA, B01AB, B01AE, B01AF, B01AX05). Looked through 1 medication by name. Of these recorded medications "
        "the class is not known here: Zyntavil 5."
    )


def test_allergies_refuted_or_of_no_kind():
    refuted = resource(
        "AllergyIntolerance", "a", code={"text": "Iohexol"}, verificationStatus=coded("refuted")
    )
    none_known = resource(
        "AllergyIntolerance",
        "b",
        code={"text": "No known allergies"},
        clinicalStatus=coded("active"),
    )
    answer = ask("any allergies to contrast", refuted, none_known)
    assert answer.text.startswith("The record holds no allergy to contrast media.")
    assert "Iohexol" not in answer.text
    assert "No known allergies" in answer.text
    told = ask("any allergies", refuted, none_known)
    assert 'The record says: "No known allergies"' in told.text
    assert named(told) == {"AllergyIntolerance/b"}


@pytest.mark.parametrize(
    ("entry", "question"),
    [
        ("NSAIDs", "is she allergic to NSAIDs"),
        ("NSAIDs", "is she allergic to ibuprofen"),
        ("Penicillin", "is she allergic to amoxicillin"),
        ("Penicillin antibiotics", "penicillin allergy"),
        ("Amoxicillin", "is she allergic to penicillin"),
        ("Omnipaque 350", "any allergies to contrast"),
        ("IV dye", "is she allergic to contrast"),
        ("Gadolinium-based contrast", "contrast allergy"),
    ],
)
def test_allergies_by_class_and_by_name(entry, question):
    answer = ask(
        question,
        resource("AllergyIntolerance", "a", code={"text": entry}, clinicalStatus=coded("active")),
    )
    assert answer.text.startswith("Allergy to ")
    assert named(answer) == {"AllergyIntolerance/a"}


@pytest.mark.parametrize(
    "entry", ["No latex allergy", "Denies latex allergy", "No known drug allergies"]
)
def test_a_denied_allergy_is_none(entry):
    denied = resource(
        "AllergyIntolerance", "a", code={"text": entry}, clinicalStatus=coded("active")
    )
    assert ask("is she allergic to latex", denied).text.startswith(
        "The record holds no allergy to latex."
    )
    assert ask("any allergies", denied).text.startswith(f'The record says: "{entry}"')


def test_an_allergy_that_is_kept_as_a_condition():
    assert named(
        ask("any contrast allergy", condition("c", "Allergy to radiographic contrast media"))
    ) == {"Condition/c"}


def test_words_in_a_text_are_pointed_to_and_not_read():
    note = base64.b64encode(
        b"Previous anaphylaxis to iodinated contrast in 2011. Otherwise well."
    ).decode()
    letter = resource(
        "DocumentReference", "d", status="current", type={"text": "Letter"}, date="2020-05-05T10:00:00Z",
        content=[{"attachment": {"contentType": "text/plain", "data": note}}],
    )  # fmt: skip
    answer = ask("any allergies to contrast", letter)
    assert answer.text.startswith("The record holds no allergy to contrast media.")
    assert (
        "stand in the text of Letter, on May 5, 2020 (DocumentReference/d); what they say of it is not read here"
        in answer.text
    )


def test_what_was_not_done_is_not_told_as_done():
    answer = ask(
        "previous surgery",
        resource("Procedure", "p1", status="not-done", code={"text": "Appendectomy"}),
        resource(
            "Procedure",
            "p2",
            status="preparation",
            code={"text": "Nephrectomy"},
            performedDateTime="2030",
        ),
        resource(
            "Procedure",
            "p3",
            status="stopped",
            code={"text": "Cholecystectomy"},
            performedDateTime="2019",
        ),
    )
    assert "Appendectomy" not in answer.text
    assert (
        "1 surgical procedure recorded: Cholecystectomy: stopped before it was complete, in 2019"
        in answer.text
    )
    assert "Not done, or not certain: Nephrectomy: in preparation" in answer.text


def test_chemotherapy_that_is_an_order_for_a_drug():
    answer = ask("did she have chemotherapy", order("m", "Cisplatin 50 MG infusion", "completed"))
    assert named(answer) == {"MedicationRequest/m"}
    assert (
        "Medications of the class antineoplastic drugs: Cisplatin 50 MG infusion: completed"
        in answer.text
    )


def test_a_pregnancy_test_answers_whether_she_is_pregnant():
    hcg = lab("o", None, "2024-01-01", text="Pregnancy test urine", valueString="Negative")
    answer = ask("is she pregnant", hcg)
    assert named(answer) == {"Observation/o"}
    assert "hCG, last: Negative on January 1, 2024" in answer.text


def test_an_order_is_no_examination():
    answer = ask(
        "when was the last CT of the head",
        resource("ServiceRequest", "s", status="completed", code={"text": "CT head"}),
    )
    assert answer.text.startswith(
        "The record holds no CT of the head. Ordered, not known to be done:"
    )


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("CTA pulmonary arteries", "when was the last CT of the chest"),
        ("Computerized axial tomography of head", "when was the last head CT"),
        ("Transthoracic echocardiography", "when was the last ultrasound"),
        ("MRCP", "when was the last MRI"),
        ("PET/CT whole body", "when was the last PET"),
    ],
)
def test_examinations_by_their_other_names(name, question):
    done = resource(
        "Procedure", "p", status="completed", code={"text": name}, performedDateTime="2024-01-01"
    )
    assert named(ask(question, done)) == {"Procedure/p"}


def test_of_another_part_of_the_body_is_counted():
    knee = resource(
        "ImagingStudy", "i", status="available", description="CT knee", started="2024-01-01"
    )
    answer = ask("when was the last CT of the chest", knee)
    assert (
        answer.text
        == "The record holds no CT of the chest. 1 CT entry names another part of the body, or none."
    )
    assert not answer.cites


def test_reports_are_quoted_and_not_read():
    report = resource(
        "DiagnosticReport", "r", status="final", code={"text": "CT chest"}, effectiveDateTime="2024-01-01",
        conclusion="No nodule.\nNo effusion.", presentedForm=[{"contentType": "application/pdf", "data": "JVBERi0="}],
    )  # fmt: skip
    answer = ask("what does the last chest report say", report)
    assert '"No nodule.\nNo effusion."' in answer.text
    assert "Not read: an attachment (application/pdf)." in answer.text


def test_absence_says_when_the_record_is_not_whole(tmp_path):
    from records.making import PATIENT

    from medvoice.records.fhir_files import Files, Resource
    from medvoice.records.reading import record_of

    part = record_of(
        Files((Resource("Patient", "p", PATIENT),), partial=("x.json is one page of several.",))
    )
    answer = RecordFacts(part).answer("any allergies", TODAY)
    assert answer is not None
    assert answer.text == "The record holds no allergy entry. Not all of the record could be read."
    assert answer.notes == ("x.json is one page of several.",)


def test_age_on_a_leap_day_and_with_a_year_alone():
    assert "64 years" in ask("how old is she").text
    person = {"resourceType": "Patient", "id": "p", "birthDate": "1960"}
    answer = RecordFacts(record(person, patient=False)).answer("how old is she", TODAY)
    assert answer is not None
    assert answer.text.startswith("63 or 64 years, born 1960")


def test_nothing_known_of_the_patient():
    facts = RecordFacts(record(lab("o", "1", "2024"), patient=False))
    for question in (
        "date of birth",
        "how old is she",
        "what is her name",
        "is she alive",
        "MRN",
        "male or female",
    ):
        answer = facts.answer(question, TODAY)
        assert answer is not None
        assert answer.text.startswith("The record does not say")
        assert not answer.cites


def test_no_answer_ever_says_that_the_patient_has_none():
    facts = RecordFacts(record())
    for question in (
        "any allergies",
        "history of cancer",
        "is she on warfarin",
        "previous surgery",
        "does she have a pacemaker",
    ):
        answer = facts.answer(question, TODAY)
        assert answer is not None
        assert answer.text.startswith("The record holds no ")


def test_a_code_of_another_test_outweighs_the_name():
    def glucose(name, value, code):
        coding = [{"system": "http://loinc.org", "code": code, "display": "Glucose"}]
        return lab(name, value, "2024-01-05", code={"coding": coding, "text": "Glucose"})

    answer = ask("last glucose", glucose("u", "300", "5792-7"), glucose("s", "90", "2345-7"))
    assert named(answer) == {"Observation/s"}
    assert "300" not in answer.text
    assert "Not counted: 1 result called so (Glucose)" in answer.text
    assert "5792-7" in answer.text
    answer = ask("last glucose", glucose("u", "300", "5792-7"))
    assert not named(answer)
    assert "Not counted: 1 result called so" in answer.text
