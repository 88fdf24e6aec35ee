"""The fidelity guard: what is the same, what is not, and what it says about it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.report.guard.verdict import faithful


def named(*sources: str, statement: str) -> list[str]:
    return [str(difference) for difference in faithful(sources, statement).differences]


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("There is a 6 mm nodule in the right upper lobe.", "RUL nodule, 0.6 cm."),
        ("The aorta measures 4.2 x 4.0 cm.", "The aorta measures 42 by 40 millimeters."),
        ("No effusion or pneumothorax.", "There is no pneumothorax. An effusion is not seen."),
        ("The liver, spleen and pancreas are normal.", "Normal spleen, pancreas, and liver."),
        ("Small left pleural effusion, unchanged.", "Stable small left-sided pleural effusion."),
        ("Since 03/14/2024, no change.", "No interval change since March 14, 2024."),
        ("Disc bulge at L4-L5.", "At L4/5, there is a disc bulge."),
        ("Pneumonia cannot be excluded.", "Cannot exclude pneumonia."),
        ("See series 4, image 57.", "(se 4, im 57)"),
        ("Bilateral effusions.", "Effusions on the right and left."),
        ("The heart is mildly enlarged.", "Mild cardiomegaly."),
        ("Haemorrhage and oedema.", "Hemorrhage and edema."),
    ],
)
def test_other_words_for_the_same_facts_are_faithful(source, statement):
    assert named(source, statement=statement) == []
    assert named(statement, statement=source) == []


@pytest.mark.parametrize(
    ("source", "statement", "difference"),
    [
        ("No pneumothorax.", "Pneumothorax.", "negation flipped: pneumothorax"),
        ("Left effusion.", "Right effusion.", "side: right is not in the source"),
        ("A 6 mm cyst.", "A 6 cm cyst.", "number or unit: 60 mm is not in the source"),
        ("A 5.8 cm x 6.0 cm mass.", "A 5.8 mm x 6.0 cm mass.", "number or unit: 58 mm is left out"),
        ("Bulge at L4-L5.", "Bulge at L3-L4.", "level: L3-L4 is not in the source"),
        ("Mild edema.", "Severe edema.", "severity: severe is not in the source"),
        ("Possible edema.", "Edema.", "uncertainty: possible is left out"),
        ("Edema.", "Probable edema.", "uncertainty: likely is not in the source"),
        ("Stable mass.", "Larger mass.", "comparison: increased is not in the source"),
        ("Liver cyst.", "Splenic cyst.", "anatomy: spleen is not in the source"),
        ("Clear lungs.", "Clear lungs. Scoliosis.", "added: scoliosis is not in the source"),
        ("Edema. Effusion.", "Edema.", "missing: effusion is left out"),
        (
            "Series 4, image 57.",
            "Series 4, image 58.",
            "series or image: image 58 is not in the source",
        ),
        ("Since 03/14/2024.", "Since 04/14/2024.", "date: 2024-04-14 is not in the source"),
        (
            "6 mm, previously 4 mm.",
            "4 mm, previously 6 mm.",
            "number or unit: 4 mm is not in the source",
        ),
    ],
)
def test_differences_are_typed_and_readable(source, statement, difference):
    assert difference in named(source, statement=statement)


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        (
            "6 mm nodule in the right upper lobe and 4 mm nodule in the left lower lobe.",
            "4 mm nodule in the right upper lobe and 6 mm nodule in the left lower lobe.",
        ),
        (
            "The liver is enlarged and the spleen is normal.",
            "The spleen is enlarged and the liver is normal.",
        ),
        (
            "Moderate left effusion, unchanged. Right effusion, increased.",
            "Moderate left effusion, increased. Right effusion, unchanged.",
        ),
        (
            "Severe stenosis at L3-L4. Mild stenosis at L4-L5.",
            "Mild stenosis at L3-L4. Severe stenosis at L4-L5.",
        ),
    ],
)
def test_the_same_words_bound_to_something_else_are_unfaithful(source, statement):
    found = named(source, statement=statement)
    assert found
    assert all(text.startswith("belongs to something else") for text in found)


def test_a_negation_that_denies_nothing_known_is_not_lost():
    assert not faithful(["Nothing seen. No."], "Nothing seen.").faithful


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("Discussed at 10:30.", "Discussed at 10:50."),
        ("Nodule < 5 mm.", "Nodule > 5 mm."),
        ("Density of -5 HU.", "Density of 5 HU."),
        ("Gleason 3+4.", "Gleason 4+3."),
        ("Ratio 1:3.", "Ratio 1:4."),
        ("See 7a-12.", "See 7a-13."),
    ],
)
def test_no_digit_and_no_sign_of_a_number_is_overlooked(source, statement):
    assert not faithful([source], statement).faithful
    assert faithful([source], source).faithful


def test_an_empty_statement_leaves_out_everything():
    assert faithful([], "").faithful
    assert named("Effusion.", statement="") == ["missing: effusion is left out"]


def test_one_sided_lists_what_is_left_out():
    verdict = faithful(
        ["Moderate left pleural effusion with atelectasis.", "The heart is normal."],
        "Left pleural effusion.",
        one_sided=True,
    )
    assert verdict.faithful
    assert "severity: moderate is left out" in map(str, verdict.omitted)


@pytest.mark.parametrize(
    ("source", "draft", "difference"),
    [
        (
            "Large right pneumothorax. The heart is normal.",
            "The heart is normal.",
            "critical finding left out: pneumothorax",
        ),
        (
            "Possible pneumonia. Scoliosis.",
            "Pneumonia.",
            "uncertainty: pneumonia is said without its doubt",
        ),
        ("No pneumonia. Scoliosis.", "Pneumonia.", "negation flipped: pneumonia"),
        (
            "Left effusion. Clear right lung.",
            "Right effusion.",
            "belongs to something else: effusion / right",
        ),
        ("Scoliosis.", "Scoliosis. Effusion.", "added: effusion is not in the source"),
    ],
)
def test_one_sided_refuses_what_is_added_flipped_or_critical(source, draft, difference):
    verdict = faithful([source], draft, one_sided=True)
    assert not verdict.faithful
    assert difference in map(str, verdict.differences)


SENTENCES = [
    "There is a 6 mm nodule in the right upper lobe.",
    "No pleural effusion or pneumothorax.",
    "The liver is normal.",
    "Possible 1.2 x 1.3 cm cyst at L4-L5, unchanged since 03/14/2024.",
    "The left kidney is not enlarged.",
    "Acute fracture of T12 with 30% loss of height.",
]


@given(st.permutations(SENTENCES))
@settings(max_examples=25, deadline=None)
def test_the_order_of_sentences_is_free(order):
    assert faithful(SENTENCES, " ".join(order)).faithful


@given(st.sampled_from(range(len(SENTENCES))))
@settings(max_examples=10, deadline=None)
def test_no_sentence_may_be_dropped_or_come_on_top(at):
    without = " ".join(s for i, s in enumerate(SENTENCES) if i != at)
    assert not faithful(SENTENCES, without).faithful
    assert not faithful([without], " ".join(SENTENCES)).faithful


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_says_what_it_says(text):
    assert faithful([text], text).faithful


@given(st.integers(1, 5000), st.integers(1, 5000))
@settings(max_examples=60, deadline=None)
def test_measures_are_equal_after_their_unit_and_in_no_other_way(one, other):
    same = faithful([f"A {one} mm mass."], f"A {other / 10:g} cm mass.").faithful
    assert same is (one == other)


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("Osteopenia.", "The bones are osteopenic."),
        ("There is no hydronephrosis on the left.", "Left kidney: No hydronephrosis."),
        ("No aneurysm or dissection of the aorta.", "Aorta without aneurysm or dissection."),
        ("The mass does not enhance.", "No enhancement of the mass."),
        ("Mass in the breast. The mass measures 2 cm.", "2 cm breast mass."),
        ("lungs clear heart normal", "The lungs are clear. The heart is normal."),
        ("Bibasilar atelectasis.", "Atelectasis at both lung bases."),
        ("The uterus is absent.", "Absent uterus."),
        ("The ligament is ossified.", "Ossification of the ligament."),
    ],
)
def test_other_ways_of_saying_it(source, statement):
    assert named(source, statement=statement) == []


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("Cyst and hydronephrosis of the kidney.", "Cyst and hydronephrosis."),
        ("No effusion or left lung nodule.", "No nodule or left lung effusion."),
        ("lungs clear heart enlarged", "The heart is clear. The lungs are enlarged."),
        ("Atelectasis due to effusion.", "Effusion due to atelectasis."),
        ("Atelectasis. Effusion.", "Atelectasis due to effusion."),
        ("Bilateral effusions, right nodule, left cyst.", "Effusion, right nodule, left cyst."),
        ("Spondylolisthesis of L4 on L5.", "Spondylolisthesis of L5 on L4."),
        ("Mass involving the bladder.", "Mass in the bladder."),
        ("No enhancement of the mass.", "Enhancement of the mass."),
    ],
)
def test_what_the_new_ways_do_not_let_through(source, statement):
    assert named(source, statement=statement) != []


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("The left lung is clear.", "The lungs are clear."),
        ("No left pleural effusion.", "No pleural effusion."),
        ("No acute fracture.", "No fracture."),
        ("No new nodule.", "There is no nodule."),
        ("No nodule larger than 5 mm.", "No nodule."),
        ("No hilar or mediastinal lymphadenopathy.", "No lymphadenopathy."),
        ("The left lung is clear. Fracture of a right rib.", "Clear lungs. Right rib fracture."),
    ],
)
def test_one_sided_denies_and_calls_normal_no_more_than_the_sources(source, statement):
    assert not faithful([source], statement, one_sided=True).faithful


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("Both lungs are clear.", "The lungs are clear."),
        ("The left lung is clear. The right lung is clear.", "The lungs are clear."),
        ("The liver and spleen are normal.", "The liver is normal."),
        ("The appendix is normal, measuring 6 mm.", "Normal appendix."),
        ("No hilar or mediastinal lymphadenopathy.", "No hilar lymphadenopathy."),
        ("Left pleural effusion.", "Pleural effusion."),
    ],
)
def test_one_sided_may_say_less(source, statement):
    assert faithful([source], statement, one_sided=True).faithful


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("The disc is anchored posteriorly.", "Posterior anchoring of the disc."),
        ("The endometrium is 4 mm thick.", "Endometrial thickness of 4 mm."),
        ("Compression fracture of the L1 vertebral body.", "L1 compression fracture."),
        ("Effusion: none.", "No effusion."),
        (
            "Unchanged position of the lines and tubes.",
            "Lines and tubes are unchanged in position.",
        ),
        ("The tube tip projects 4 cm above the carina.", "Tube tip 4 cm above the carina."),
        ("Increased T2 signal in the cord.", "T2 hyperintensity in the cord."),
        ("A velocity of 180 centimeters per second.", "A velocity of 180 cm/s."),
        ("The lungs appear clear.", "The lungs are clear."),
        ("Possible fracture.", "There may be a fracture."),
    ],
)
def test_the_same_in_another_construction(source, statement):
    assert named(source, statement=statement) == []
    assert named(statement, statement=source) == []


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("Healing fracture.", "Healed fracture."),
        ("Resolving hematoma.", "Resolved hematoma."),
        ("The tube projects over the stomach.", "The tube is in the stomach."),
        ("Small effusion and pneumothorax.", "Effusion and small pneumothorax."),
        ("Organizing pneumonia.", "Organized pneumonia."),
        ("Liver unchanged and spleen enlarged.", "Liver enlarged and spleen unchanged."),
        ("The port is intact.", "The portion is intact."),
        ("The gallbladder is surgically absent.", "No gallbladder."),
        ("The left ovary is not seen.", "The left ovary is absent."),
        ("Nasoenteric tube tip in the stomach.", "Nasogastric tube tip in the stomach."),
        ("The abscess is draining.", "The abscess was drained."),
        ("Remodeling fracture.", "Remodeled fracture."),
        ("This may be pneumonia or edema.", "This may be pneumonia and edema."),
        ("Stone in the right or left ureter.", "Bilateral ureteral stones."),
        ("Cyst or abscess, no effusion.", "Cyst and abscess, no effusion."),
        ("The liver is brighter than the spleen.", "The spleen is brighter than the liver."),
        ("L3 node larger than at L4.", "L4 node larger than at L3."),
        (
            "Effusion is greater on the left than on the right.",
            "Effusion is greater on the right than on the left.",
        ),
        ("Edema rather than pneumonia.", "Pneumonia rather than edema."),
        ("Edema is more likely than pneumonia.", "Pneumonia is more likely than edema."),
    ],
)
def test_what_only_looks_alike_is_told_apart(source, statement):
    assert not faithful([source], statement).faithful


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("Opacity, pneumonia or edema.", "Pneumonia."),
        ("Opacity, pneumonia or edema.", "Pneumonia and edema."),
    ],
)
def test_one_sided_makes_no_fact_of_an_alternative(source, draft):
    assert not faithful([source], draft, one_sided=True).faithful


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("No lytic or sclerotic lesion.", "No lytic and no sclerotic lesion."),
        (
            "No mass or effusion, the heart is large.",
            "The heart is large, no effusion and no mass.",
        ),
        ("The gallbladder is absent.", "Absent gallbladder."),
        ("Flow is absent.", "There is no flow."),
        ("Mass larger than on the prior chest CT.", "Mass larger than on the previous chest CT."),
        ("Mass larger since the prior chest CT.", "Mass larger than on the prior chest CT."),
    ],
)
def test_or_absent_and_than_where_nothing_changes(source, statement):
    assert named(source, statement=statement) == []
