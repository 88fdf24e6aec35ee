"""Which recipe fits a loaded study: a table over made-up studies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from assistant.synthetic_study import ArrayPixels, film, grey, pixels_of, study, volume
from hypothesis import given
from hypothesis import strategies as st

from medvoice.assistant.recipes import Recipe, recipe_for
from medvoice.assistant.sampling import uniform
from medvoice.assistant.study_images import ModelImages, model_images, most_of
from medvoice.study.study import Kind, LoadedStudy, Series


def of(*series: Series, priors=(), wanted: str = ""):
    return recipe_for(LoadedStudy(study(*series), tuple(priors)), wanted)


def prior(*series: Series, year: int = 2024):
    return study(*series, uid=f"0.{year}", on=date(year, 1, 1))


def test_a_volume_before_pictures_and_ct_before_the_rest():
    thin, thick = volume(100, number=2), volume(20, number=4)
    choice = of(film("dose", "CT", spacing=None), thick, thin)
    assert choice.recipe is Recipe.CT_VOLUME
    assert choice.parts[0].series is thin
    assert choice.notes == ("Not shown to the model: series 1 (dose), series 4 (AXIAL).",)
    assert of(volume(300, "PT", number=9), thick).parts[0].series is thick
    assert of(volume(30, "MR")).recipe is Recipe.MR_VOLUME
    assert of(volume(30, "PT")).recipe is Recipe.OTHER_VOLUME


def test_the_wanted_series_by_number_or_uid():
    thin, thick = volume(100, number=2), volume(20, number=4)
    for wanted in ("4", thick.uid):
        assert of(thin, thick, wanted=wanted).parts[0].series is thick
    assert of(thin, wanted="7") is None


def test_a_single_ct_slice_is_windowed_like_a_volume():
    one = replace(volume(1), kind=Kind.IMAGES)
    assert of(one).recipe is Recipe.CT_VOLUME
    assert of(film("capture", "CT")).recipe is Recipe.PICTURES


def test_localisers_only_where_there_is_nothing_else():
    scout = replace(volume(1, number=1), kind=Kind.LOCALISER)
    assert of(scout, volume(20)).parts[0].series.number == 3
    assert of(scout).recipe is Recipe.PICTURES
    assert of(scout, film("dose", "SC")).parts[0].series.description == "dose"


def test_one_radiograph_two_views_and_others():
    assert of(film("PA")).recipe is Recipe.RADIOGRAPH
    assert of(film("PA"), film("LAT")).recipe is Recipe.PICTURES
    assert of(film("photo", "")).recipe is Recipe.PICTURES
    assert of(film("loop", "US", count=30, kind=Kind.FRAMES)).recipe is Recipe.PICTURES
    assert of() is None
    assert of(Series("1", Kind.IMAGES, "CR", "", 1, (), {})) is None


def test_a_pair_takes_the_newest_prior_of_the_same_region_and_the_frontal_view():
    now = [film("LAT", ViewPosition="LL"), film("PA", ViewPosition="PA", BodyPartExamined="CHEST")]
    hand = prior(film("hand", BodyPartExamined="HAND"), year=2026)
    old = prior(film("old", BodyPartExamined="CHEST"), year=2025)
    older = prior(film("older", BodyPartExamined="CHEST"), year=2020)
    choice = of(*now, priors=[hand, old, older])
    assert choice.recipe is Recipe.LONGITUDINAL
    assert [part.series.description for part in choice.parts] == ["old", "PA"]
    assert "LAT" in choice.notes[-1]
    assert of(film("hand", BodyPartExamined="HAND"), priors=[old]).recipe is Recipe.RADIOGRAPH
    photos = of(film("now", ""), priors=[prior(film("then", "OT"))])
    assert photos.recipe is Recipe.LONGITUDINAL
    loop = of(film("loop", "US"), priors=[old])
    assert loop.recipe is Recipe.PICTURES
    assert loop.notes == (
        "1 prior study was not shown to the model: none is a radiograph of the same part, side and "
        "view.",
    )


def test_a_pair_is_of_one_side_and_one_view():
    left = film("now", BodyPartExamined="KNEE", Laterality="L", ViewPosition="AP")
    for other, paired in (
        ({"Laterality": "R"}, False),
        ({"ImageLaterality": "R", "Laterality": ""}, False),
        ({"ViewPosition": "LL"}, False),
        ({"ViewPosition": "PA"}, True),
        ({"Laterality": "", "ViewPosition": ""}, True),
        ({}, True),
    ):
        texts = {"BodyPartExamined": "KNEE", "Laterality": "L", "ViewPosition": "AP", **other}
        choice = of(left, priors=[prior(film("then", **texts))])
        assert (choice.recipe is Recipe.LONGITUDINAL) == paired, other


def test_a_prior_that_is_newer_is_none():
    newer = prior(film("newer"), year=2027)
    assert of(film("now"), priors=[newer]).recipe is Recipe.RADIOGRAPH
    older = prior(film("older"), year=2020)
    choice = of(film("now"), priors=[newer, older])
    assert [part.series.description for part in choice.parts] == ["older", "now"]
    undated = study(film("then"), uid="0.1", on=None)
    assert of(film("now"), priors=[undated]).recipe is Recipe.LONGITUDINAL


def test_a_volumes_priors_are_said_not_to_be_shown():
    choice = of(volume(10), priors=[prior(volume(10, number=5))])
    assert "1 prior study was not shown" in choice.notes[0]


def test_a_slide_before_everything():
    slide = Series("1", Kind.WHOLE_SLIDE, "SM", "HE", 1, (film("x").slices[0],), {})
    assert of(volume(3), slide).recipe is Recipe.WHOLE_SLIDE


@given(st.integers(0, 3000), st.integers(0, 130))
def test_sampling(count, most):
    found = uniform(count, most)
    assert len(found) == min(count, most)
    assert list(found) == sorted(set(found))
    if 0 < most < count:
        assert found[-1] == count - 1
        gaps = [b - a for a, b in zip(found, found[1:], strict=False)]
        assert not gaps or max(gaps) - min(gaps) <= 1


def shown(loaded: LoadedStudy, pixels: ArrayPixels, **more) -> ModelImages:
    found = model_images(loaded, pixels, **more)
    assert found is not None
    return found


def test_fewer_slices_where_the_context_is_short():
    loaded = LoadedStudy(study(volume(200)))
    found = shown(loaded, pixels_of(loaded), most=10)
    assert [one.index for one in found.saw] == [round(i / 10 * 199) for i in range(1, 11)]
    assert found.pictures[-1].label == "SLICE 10"
    assert found.notes[0] == (
        "10 of 200 slices were shown to the model, evenly spread, as many as there is room for."
    )


def test_a_broken_slice_is_named_and_the_others_are_numbered_through():
    loaded = LoadedStudy(study(volume(5)))
    pixels = pixels_of(loaded)
    del pixels.arrays[loaded.study.series[0].slices[1].path]
    found = shown(loaded, pixels)
    assert [one.label for one in found.pictures] == [f"SLICE {n}" for n in (1, 2, 3, 4)]
    assert [one.index for one in found.saw] == [0, 2, 3, 4]
    assert "Slice 2 is missing" in " ".join(found.notes)


def test_a_broken_half_of_a_pair_leaves_a_radiograph():
    loaded = LoadedStudy(study(film("now")), (prior(film("then")),))
    pixels = grey(loaded)
    del pixels.arrays[loaded.priors[0].series[0].slices[0].path]
    found = shown(loaded, pixels)
    assert found.recipe is Recipe.RADIOGRAPH
    assert [one.study for one in found.saw] == ["1.1"]
    assert "comparison is not possible" in found.notes[0]
    del pixels.arrays[loaded.study.series[0].slices[0].path]
    pixels.arrays[loaded.priors[0].series[0].slices[0].path] = np.zeros((4, 4))
    assert shown(loaded, pixels).pictures == ()  # not the prior in the study's place


def test_nothing_readable_is_nothing():
    loaded = LoadedStudy(study(volume(5)))
    found = shown(loaded, ArrayPixels({}))
    assert found.pictures == ()
    assert "Slice 5 is missing" in " ".join(found.notes)
    assert model_images(LoadedStudy(study()), ArrayPixels({})) is None


def test_no_recipe_shows_more_than_it_may():
    for recipe in Recipe:
        assert 1 <= most_of(recipe) <= 125
    assert most_of(Recipe.CT_VOLUME) == 85
    assert most_of(Recipe.WHOLE_SLIDE) == 125


def test_what_the_user_is_told_of_an_image():
    loaded = LoadedStudy(study(volume(26)))
    found = shown(loaded, pixels_of(loaded))
    assert found.saw[11].said == "slice 12 of 26, series 3 (AXIAL), 2026-03-04"
    split = replace(volume(3), part=2)
    said = shown(LoadedStudy(study(split)), pixels_of(LoadedStudy(study(split)))).saw[0]
    assert said.part == 2
    assert "part 2" in said.said


def test_reading_asks_before_every_image():
    loaded = LoadedStudy(study(volume(26)))
    asked: list[int] = []
    shown(loaded, pixels_of(loaded), between=lambda: asked.append(0))
    assert len(asked) == 26
