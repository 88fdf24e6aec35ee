"""Whole slides of real size: level, tissue, patches; as TIFF through OpenSlide and as DICOM."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from assistant import makers, tiny_gemma
from assistant.synthetic_slide import GLASS, PATCH, dicom, paint, tiff
from assistant.synthetic_study import study
from assistant.test_multimodal_path import TOKENS, Recorder, answerer_on, held_against, told

from medvoice.assistant.loading import backend_of
from medvoice.assistant.recipes import Part
from medvoice.assistant.slide import Level, nearest_ten, open_slide
from medvoice.assistant.tissue import tissue
from medvoice.assistant.whole_slide import overview, slide_overview, tissue_places, whole_slide
from medvoice.study.pixels import FilePixels
from medvoice.study.study import Kind, LoadedStudy, Series, Slice, StudyPixelsError

LARGE = (14, 16)
"""Squares: 12,544 x 14,336 pixels at 10×, 50,176 x 57,344 at 40×."""


def blob(rows: int, columns: int) -> np.ndarray:
    """All but the border and a hole: more than 125 squares of the large one."""
    found = np.zeros((rows, columns), bool)
    found[1:-1, 1:-1] = True
    found[rows // 2, columns // 2] = False
    return found


def loaded_of(paths: list[Path], region: str = "COLON") -> LoadedStudy:
    slices = tuple(Slice(path, 0, None, 1, 1) for path in paths)
    texts = {"BodyPartExamined": region}
    return LoadedStudy(study(Series("1.9", Kind.WHOLE_SLIDE, "SM", "HE", 1, slices, texts)))


def part_of(paths: list[Path]) -> Part:
    loaded = loaded_of(paths)
    return Part(loaded.study, loaded.study.series[0], tuple(range(len(paths))))


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return tiff(tmp_path_factory.mktemp("slide") / "large.tiff", blob(*LARGE))


def expected(map_: np.ndarray) -> list[np.ndarray]:
    squares = [tuple(int(n) for n in place) for place in np.argwhere(map_)]
    if len(squares) > 125:
        squares = [squares[round(i / 125 * (len(squares) - 1))] for i in range(1, 126)]
    return [paint(map_, y * PATCH, x * PATCH, PATCH, PATCH) for y, x in squares]


def test_a_large_tiff_gives_125_patches_at_ten_times(large):
    slide = open_slide([large], FilePixels())
    assert nearest_ten(slide.levels) == (1, pytest.approx(1.0), False)
    assert [(one.rows, one.columns) for one in slide.levels][1] == (12_544, 14_336)
    places = tissue_places(slide, 1)
    truth = [(int(y) * PATCH, int(x) * PATCH) for y, x in np.argwhere(blob(*LARGE))]
    assert [(one.top, one.left) for one in places] == truth
    pictures, notes = whole_slide(part_of([large]), FilePixels())
    assert len(pictures) == 125
    assert notes[0] == f"125 of {len(truth)} patches with tissue were shown to the model, at 10.0x."
    for picture, patch in zip(pictures, expected(blob(*LARGE)), strict=True):
        np.testing.assert_array_equal(picture.rgb, patch)
        assert picture.label == ""
    view, scale = overview(slide)
    assert max(view.shape) <= 1024
    assert scale == pytest.approx(50_176 / view.shape[0], rel=0.01)


@pytest.mark.parametrize("sparse", [False, True])
def test_dicom_gives_the_same(tmp_path, sparse):
    map_ = blob(5, 6)
    paths = dicom(tmp_path, map_, sparse=sparse)
    slide = open_slide(paths, FilePixels())
    assert len(slide.levels) == 3  # the label is none
    assert nearest_ten(slide.levels)[0] == 1
    pictures, notes = whole_slide(part_of(paths), FilePixels())
    assert len(pictures) == int(map_.sum()), notes
    for picture, patch in zip(pictures, expected(map_), strict=True):
        np.testing.assert_array_equal(picture.rgb, patch)
    # JPEG tiles of the smallest level, too.
    region = slide.region(2, 0, 0, 1024).astype(int)
    truth = paint(map_, 0, 0, 1024, 1024, 4).astype(int)
    assert np.abs(region - truth).mean() < 2
    slide.close()


def test_tiles_that_lie_off_the_grid_are_found(tmp_path):
    import pydicom

    path = dicom(tmp_path, blob(3, 3), sparse=True)[2]
    dataset = pydicom.dcmread(path)
    for group in dataset.PerFrameFunctionalGroupsSequence:
        place = group.PlanePositionSlideSequence[0]
        place.ColumnPositionInTotalImagePixelMatrix += 100
    dataset.save_as(path)
    slide = open_slide([path], FilePixels())
    truth = paint(blob(3, 3), 700, 800, 600, 600)
    np.testing.assert_array_equal(slide.region(0, 700, 900, 600)[:, : 600 - 100], truth[:, :500])


def test_the_whole_path_with_tissue_and_procedure_first(tmp_path, tiny_image, tiny_tokenizer):
    map_ = blob(4, 5)
    paths = dicom(tmp_path, map_)
    processor = tiny_gemma.processor(tiny_tokenizer)
    recording = copy.copy(processor)
    recorder = Recorder(processor.image_processor)
    recording.image_processor = recorder
    room = (backend_of("tiny", tiny_image, tiny_tokenizer, recording), recorder, processor)
    loaded = loaded_of(paths)
    content = [makers.text("colon:"), *(makers.image(one) for one in expected(map_))]
    content.append(makers.text("What is seen?"))
    answerer = answerer_on(room, loaded, FilePixels())
    held_against(room, tiny_image, answerer, content, "What is seen?")
    assert TOKENS
    (asked,) = told(answerer, "Where is the tumour?")
    assert any("not on a whole slide" in note for note in asked.notes)


def test_a_slide_without_resolution_is_taken_for_forty_times(tmp_path):
    path = tiff(tmp_path / "mute.tiff", blob(3, 3), said=False)
    pictures, notes = whole_slide(part_of([path]), FilePixels())
    assert len(pictures) == blob(3, 3).sum()
    assert "does not say its magnification" in notes[1]


def test_the_smallest_slide_there_is(shared):
    """50 x 50 pixels, tiles of 10: one patch on white."""
    path = shared / "data/dicom/sm_image.dcm"
    slide = open_slide([path], FilePixels())
    assert (slide.levels[0].rows, slide.levels[0].columns) == (50, 50)
    import pydicom

    frames = pydicom.dcmread(path).pixel_array
    whole = frames.reshape(5, 5, 10, 10, 3).swapaxes(1, 2).reshape(50, 50, 3)
    np.testing.assert_array_equal(slide.region(0, 0, 0, 50), whole)
    assert (slide.region(0, 0, 0, 60)[50:] == 255).all()


def test_what_is_no_slide_is_said(tmp_path):
    broken = tmp_path / "broken.svs"
    broken.write_bytes(b"II*\0 nothing")
    pictures, notes = whole_slide(part_of([broken]), FilePixels())
    assert pictures == ()
    assert "broken.svs" in notes[0]
    with pytest.raises(StudyPixelsError):
        open_slide([broken, broken], FilePixels())


def test_the_level_nearest_ten_times():
    def at(*microns: float | None) -> int:
        levels = tuple(Level(8000 >> n, 8000 >> n, edge) for n, edge in enumerate(microns))
        return nearest_ten(levels)[0]

    assert at(0.25, 0.5, 1.0, 2.0) == 2
    assert at(0.5, 2.0, 8.0) in (0, 1)
    assert at(0.46, 1.84, 7.4) == 1
    assert at(None, None, None, None) == 2
    assert at(2.0, 8.0) == 0


def test_glass_pen_and_paper_are_no_tissue():
    view = np.full((100, 100, 3), GLASS, np.uint8)
    assert not tissue(view).any()
    assert not tissue(
        np.random.default_rng(0).integers(238, 249, (99, 99, 3)).astype(np.uint8)
    ).any()
    view[20:40, 20:60] = (200, 120, 170)
    view[60:70, 20:60] = (236, 214, 228)  # pale
    view[80:90, 20:60] = (12, 12, 40)  # pen
    found = tissue(view)
    assert found[20:40, 20:60].all()
    assert found[60:70, 20:60].all()
    assert not found[80:90].any()
    assert found.sum() == 20 * 40 + 10 * 40


@pytest.mark.parametrize("ending", ["tiff", "svs"])
def test_a_slide_of_real_size_loads_and_is_shown(large, tmp_path, ending):
    """The largest level has 2.9 gigapixels: its header alone is looked at."""
    from medvoice.assistant.recipes import Recipe
    from medvoice.assistant.study_images import model_images
    from medvoice.study.loading import load_study

    path = tmp_path / f"slide.{ending}"
    path.symlink_to(large)
    loaded = load_study(path)
    (series,) = loaded.study.series
    assert series.kind is Kind.WHOLE_SLIDE
    found = model_images(loaded, FilePixels(), most=5)
    assert found is not None
    assert found.recipe is Recipe.WHOLE_SLIDE
    assert len(found.pictures) == 5


def test_dicom_levels_load_as_one_slide(tmp_path):
    from medvoice.assistant.study_images import model_images
    from medvoice.study.loading import load_study

    dicom(tmp_path, blob(4, 4))
    loaded = load_study(tmp_path)
    assert [one.kind for one in loaded.study.series] == [Kind.WHOLE_SLIDE]
    found = model_images(loaded, FilePixels())
    assert found is not None
    for picture, patch in zip(found.pictures, expected(blob(4, 4)), strict=True):
        np.testing.assert_array_equal(picture.rgb, patch)


def test_the_overview_frames_what_is_shown(tmp_path):
    map_ = blob(5, 6)
    part = part_of(dicom(tmp_path, map_))
    view = slide_overview(part, FilePixels())
    assert view is not None
    plain, _ = overview(open_slide(list(part_paths(part)), FilePixels()))
    assert view.shape == plain.shape
    edge = view.shape[0] / 5
    changed = (view != plain).any(axis=-1)
    for row in range(5):
        for column in range(6):
            top, left = round(row * edge), round(column * edge)
            inside = changed[top + 4 : top + round(edge) - 4, left + 4 : left + round(edge) - 4]
            assert not inside.any()
            if map_[row, column]:
                assert changed[top - 1, left + 5 : left + 20].all()
    assert not changed[: round(edge) - 5].any()


def part_paths(part: Part) -> list[Path]:
    return [image.path for image in part.series.slices]
