"""Keywords: what is read of a study's headers, beside the pixels and the geometry.

Values are as pydicom gives them; several values of one element are joined with a backslash, as
DICOM writes them. Where the images of a series differ, `Series.texts` has the most common value and
`Series.varying` all of them.
"""

from __future__ import annotations

SERIES_TEXTS = tuple(
    # What it is
    "SeriesDescription SeriesNumber ProtocolName SeriesDate SeriesTime AcquisitionDate "
    "AcquisitionTime ImageType BodyPartExamined Laterality ImageLaterality ViewPosition "
    "PatientPosition PatientOrientation "
    # What made it
    "Manufacturer ManufacturerModelName StationName DeviceSerialNumber SoftwareVersions "
    "InstitutionName MagneticFieldStrength PerformingPhysicianName OperatorsName "
    # How slices lie, as the device says it
    "SliceThickness SpacingBetweenSlices GantryDetectorTilt ReconstructionDiameter "
    "DataCollectionDiameter FieldOfViewDimensions ImagerPixelSpacing PixelSpacing "
    # X-rays
    "KVP XRayTubeCurrent ExposureTime Exposure CTDIvol ConvolutionKernel SpiralPitchFactor "
    "FilterType EntranceDoseInmGy ImageAndFluoroscopyAreaDoseProduct OrganDose "
    # Magnetic resonance
    "RepetitionTime EchoTime InversionTime FlipAngle EchoTrainLength NumberOfAverages "
    "PixelBandwidth ScanningSequence SequenceName MRAcquisitionType DiffusionBValue "
    "ReceiveCoilName "
    # Contrast
    "ContrastBolusAgent ContrastBolusVolume ContrastBolusRoute ContrastBolusStartTime "
    "ContrastBolusTotalDose ContrastFlowRate ContrastBolusIngredient "
    "ContrastBolusIngredientConcentration "
    # Pixels
    "PhotometricInterpretation BitsStored WindowCenter WindowWidth LossyImageCompression "
    "LossyImageCompressionRatio DerivationDescription PatientIdentityRemoved "
    "BurnedInAnnotation".split()
)
"""DICOM keywords that `Series.texts` carries."""

STUDY_TEXTS = tuple(
    "PatientName PatientID IssuerOfPatientID PatientBirthDate PatientSex PatientAge "
    "PatientSize PatientWeight AccessionNumber StudyInstanceUID StudyID StudyDate StudyTime "
    "StudyDescription Modality BodyPartExamined SeriesDescription ReferringPhysicianName "
    "NameOfPhysiciansReadingStudy InstitutionName PlacerOrderNumberImagingServiceRequest "
    "RequestedProcedureDescription ReasonForTheRequestedProcedure AdditionalPatientHistory "
    "ContrastBolusAgent ContrastBolusVolume CTDIvol".split()
)
"""DICOM keywords that `StudyHeaders.texts` carries."""
