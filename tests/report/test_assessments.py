"""Computed categories, case by case from the published rules; and what is left to the reader."""

from __future__ import annotations

import pytest

from medvoice.report.assessments.systems import system, systems


def computed(system_id: str, **values: object) -> str | None:
    given = {k: v if isinstance(v, tuple) else (v,) for k, v in values.items()}
    compute = system(system_id).compute
    assert compute is not None
    found = compute(given)  # type: ignore[arg-type]
    return found.category if found is not None else None


TIRADS = """cystic/anechoic/wider than tall/smooth/none 1
spongiform/hypoechoic/taller than wide/lobulated or irregular/punctate echogenic foci 1
mixed cystic and solid/isoechoic/wider than tall/smooth/none 2
solid/hyperechoic/wider than tall/ill-defined/none 3
solid/hypoechoic/wider than tall/smooth/none 4
solid/hypoechoic/wider than tall/lobulated or irregular/none 4
solid/hypoechoic/taller than wide/smooth/none 5
solid/hypoechoic/wider than tall/lobulated or irregular/macrocalcifications 5
solid/very hypoechoic/taller than wide/extrathyroidal extension/punctate echogenic foci 5
mixed cystic and solid/anechoic/wider than tall/smooth/none -""".splitlines()


@pytest.mark.parametrize("row", TIRADS)
def test_tirads_level_is_the_sum_of_points(row):
    features, level = row.rsplit(" ", 1)
    names = ("composition", "echogenicity", "shape", "margin", "foci")
    given = dict(zip(names, features.split("/"), strict=True))
    assert (computed("ti-rads", **given) or "-") == level


def test_tirads_foci_add_up_and_the_reason_says_how():
    compute = system("ti-rads").compute
    assert compute is not None
    found = compute(
        {
            "composition": ("solid",), "echogenicity": ("isoechoic",), "shape": ("wider than tall",),
            "margin": ("smooth",), "foci": ("macrocalcifications", "peripheral calcifications"),
        }
    )  # fmt: skip
    assert found is not None
    assert found.category == "4"  # 2 + 1 + 0 + 0 + 1 + 2
    assert found.why.startswith("6 points: solid 2, isoechoic 1")


# size aphe features category, from the diagnostic table of CT/MRI LI-RADS v2018
LIRADS = """15 none - 3
15 none washout 3
15 none washout+capsule 4
20 none - 3
20 none capsule 4
9 nonrim - 3
9 nonrim washout 4
9 nonrim washout+capsule+growth 4
10 nonrim - 3
12 nonrim capsule 4
12 nonrim washout 5
12 nonrim growth 5
19.9 nonrim capsule+washout 5
20 nonrim - 4
20 nonrim capsule 5
35 nonrim washout+capsule 5
35 rim washout -
22 uncertain washout 4""".splitlines()


@pytest.mark.parametrize("row", LIRADS)
def test_lirads_follows_the_table(row):
    size, aphe, features, category = row.split()
    given = {
        name: "present" if name in features.split("+") else "absent"
        for name in ("washout", "capsule", "growth")
    }
    assert (computed("li-rads", size=float(size), aphe=aphe, **given) or "-") == category


# kind size solid-part history category, from Lung-RADS v2022
LUNGRADS = """solid 5.9 - baseline 2
solid 6.0 - baseline 3
solid 7.9 - baseline 3
solid 8.0 - baseline 4A
solid 14.9 - baseline 4A
solid 15.0 - baseline 4B
solid 3.9 - new 2
solid 4.0 - new 3
solid 6.0 - new 4A
solid 8.0 - new 4B
solid 7.0 - growing 4A
solid 8.0 - growing 4B
solid 8.0 - stable -
part-solid 5.0 - baseline 2
part-solid 5.0 - new 3
part-solid 8.0 5.0 baseline 3
part-solid 9.0 6.0 baseline 4A
part-solid 12.0 8.0 baseline 4B
part-solid 9.0 3.0 new 4A
part-solid 9.0 4.0 growing 4B
part-solid 9.0 - baseline -
ground_glass 29.9 - baseline 2
ground_glass 30.0 - new 3
ground_glass 30.0 - growing -""".splitlines()


@pytest.mark.parametrize("row", LUNGRADS)
def test_lungrads_by_kind_size_and_history(row):
    kind, size, solid, history, category = row.split()
    given: dict[str, object] = {"kind": kind.replace("_", " "), "history": history}
    given["size"] = float(size)
    if solid != "-":
        given["solid"] = float(solid)
    assert (computed("lung-rads", **given) or "-") == category


# zone t2 dwi dce category, from PI-RADS v2.1
PIRADS = """peripheral 2 1 - 1
peripheral 5 2 positive 2
peripheral 3 3 negative 3
peripheral 3 3 positive 4
peripheral 3 3 - -
peripheral 1 4 negative 4
peripheral 4 5 - 5
transition 1 5 - 1
transition 2 3 - 2
transition 2 4 - 3
transition 2 5 - 3
transition 3 4 positive 3
transition 3 5 - 4
transition 4 1 - 4
transition 5 5 - 5""".splitlines()


@pytest.mark.parametrize("row", PIRADS)
def test_pirads_by_zone(row):
    zone, t2, dwi, dce, category = row.split()
    given = {"zone": f"{zone} zone", "t2": t2, "dwi": dwi} | ({"dce": dce} if dce != "-" else {})
    assert (computed("pi-rads", **given) or "-") == category


BIRADS = """1 1 1
1 2 2
4A 2 4A
4B 5 5
3 4C 4C
4 4A 4A
0 0 0
0 2 -
6 4 -""".splitlines()


@pytest.mark.parametrize("row", BIRADS)
def test_birads_overall_is_the_more_suspicious_breast(row):
    right, left, overall = row.split()
    assert (computed("bi-rads", right=right, left=left) or "-") == overall
    assert (computed("bi-rads", right=left, left=right) or "-") == overall


STATED = [
    ("bi-rads", "BI-RADS 4A.", ("4A",)),
    ("bi-rads", "BI-RADS category 2: benign.", ("2",)),
    ("bi-rads", "BIRADS 7", ("7",)),
    ("bi-rads", "Category 4C.", ("4C",)),
    ("bi-rads", "There is a mass of 8 mm.", ()),
    ("li-rads", "LR-5.", ("5",)),
    ("li-rads", "LI-RADS LR-M", ("M",)),
    ("li-rads", "LI-RADS category 3", ("3",)),
    ("li-rads", "LR-TIV", ("TIV",)),
    ("ti-rads", "TI-RADS TR4", ("4",)),
    ("ti-rads", "ACR TI-RADS level 3.", ("3",)),
    ("ti-rads", "TR5", ("5",)),
    ("lung-rads", "Lung-RADS 4A.", ("4A",)),
    ("lung-rads", "Lung-RADS 2S", ("2",)),
    ("lung-rads", "Lung-RADS 4X-S", ("4X",)),
    ("pi-rads", "PI-RADS score 4", ("4",)),
    ("pi-rads", "PI-RADS X", ("X",)),
    ("breast-density", "Breast density b.", ("B",)),
    ("breast-density", "The breasts are dense (composition c).", ("C",)),
]


@pytest.mark.parametrize(("system_id", "text", "categories"), STATED)
def test_a_stated_category_is_read(system_id, text, categories):
    assert system(system_id).stated(text, alone=True) == categories


def test_every_system_names_version_source_and_allowed_categories():
    for name in systems():
        rules = system(name)
        assert rules.version
        assert rules.source
        assert len({one.id for one in rules.categories}) == len(rules.categories) >= 4
        for one in rules.categories:
            assert rules.allowed(one.id)
            assert rules.stated(one.text, alone=True)[:1] == (one.id,)
        assert not rules.allowed("9")
