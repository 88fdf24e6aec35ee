"""Anatomy of spine, breast and what every region of the body has: nodes, bones."""

from __future__ import annotations

from medvoice.lexicon.region import Region, region


def other() -> dict[str, Region]:
    """Region name -> its words."""
    return {**_spine(), **_breast(), **_shared()}


def _spine() -> dict[str, Region]:
    return {
        "spine_alignment": region(
            "alignment, lordosis, lumbar lordosis, curvature",
            "spondylolisthesis, anterolisthesis, retrolisthesis, scoliosis, kyphosis, listhesis",
        ),
        "vertebra": region(
            "vertebra, vertebral, vertebral body, vertebral height, marrow, marrow signal, "
            "endplate, pedicle, spinous process, pars interarticularis, lumbar vertebra, "
            "bone marrow",
            "compression fracture, fracture, burst fracture, schmorl node, modic change, "
            "endplate change, marrow edema, vertebral hemangioma, osteophyte, spondylolysis, "
            "pars defect, transitional vertebra, marrow replacement",
        ),
        "spinal_cord": region(
            "conus, conus medullaris, spinal cord, cord, cauda equina, nerve root, "
            "filum terminale, thecal sac",
            "arachnoiditis, syrinx, clumping, cord compression, tethered cord, intradural mass",
        ),
        "disc": region(
            "disc, intervertebral disc, disc space, disc height, neural foramen, foramen, "
            "foraminal, facet, facet joint, lateral recess, spinal canal, central canal, "
            "ligamentum flavum",
            "disc bulge, bulge, disc herniation, herniation, disc protrusion, protrusion, "
            "disc extrusion, extrusion, sequestration, annular fissure, annular tear, "
            "spinal stenosis, canal stenosis, spinal canal stenosis, central canal stenosis, "
            "foraminal stenosis, foraminal narrowing, neural foraminal narrowing, "
            "lateral recess stenosis, facet arthropathy, facet hypertrophy, facet arthrosis, "
            "ligamentum flavum hypertrophy, disc desiccation, desiccation, nerve root compression, "
            "nerve root impingement, disc height loss, degenerative disc disease",
        ),
        "paraspinal": region(
            "paraspinal, paraspinal soft tissue, paraspinal muscle, paravertebral, psoas muscle, "
            "psoas, multifidus, prevertebral",
            "fatty atrophy, paraspinal collection",
        ),
        "sacrum": region("sacrum, sacral, sacroiliac joint, si joint, coccyx", "tarlov cyst"),
    }


def _breast() -> dict[str, Region]:
    return {
        "breast_tissue": region(
            "breast composition, breast density, fibroglandular tissue, breast tissue",
            "heterogeneously dense, extremely dense, scattered fibroglandular density, "
            "almost entirely fatty",
        ),
        "right_breast": region("right breast, right nipple, right retroareolar"),
        "left_breast": region("left breast, left nipple, left retroareolar"),
        "breast_finding": region(
            "nipple, retroareolar, quadrant, outer quadrant, inner quadrant, skin",
            "calcification, microcalcification, mass, asymmetry, focal asymmetry, "
            "architectural distortion, skin thickening, nipple retraction, breast cyst, "
            "intramammary lymph node, biopsy clip, lumpectomy",
        ),
        "axilla": region(
            "axilla, axillary, axillary lymph node, axillary node",
            "axillary lymphadenopathy, axillary adenopathy",
        ),
    }


def _shared() -> dict[str, Region]:
    return {
        "lymph_node": region(
            "lymph node, node, nodal, lymphatic, nodal station, lymph node chain, para aortic, "
            "paraaortic, aortocaval, retrocaval, axillary node, inguinal node, "
            "mesenteric node, retroperitoneal node, pelvic node, iliac node, hilar node, "
            "mediastinal node, supraclavicular node, axillary lymph node, "
            "mesenteric lymph node, retroperitoneal lymph node, inguinal lymph node, "
            "iliac lymph node, pelvic lymph node, hilar lymph node, mediastinal lymph node, "
            "para aortic node, portacaval node, porta hepatis node, cardiophrenic node, "
            "iliac chain, iliac chain node, retrocrural",
            "lymphadenopathy, adenopathy, enlarged lymph node, enlarged node, "
            "axillary lymphadenopathy, axillary adenopathy, lymphoma, nodal disease, "
            "nodal metastasis, pelvic lymphadenopathy, retroperitoneal lymphadenopathy, "
            "pelvic adenopathy, retroperitoneal adenopathy, inguinal lymphadenopathy, "
            "mesenteric lymphadenopathy, nodal mass, lymph node mass, nodal conglomerate",
        ),
        "bone": region(
            "bone, osseous, osseous structure, bony, rib, spine, thoracic spine, lumbar spine, "
            "cervical spine, sternum, clavicle, scapula, humerus, shoulder, vertebra, "
            "vertebral, vertebral body, hip, femur, femoral head, sacrum, sacroiliac joint, "
            "iliac bone, acetabulum, pubic ramus, disc, marrow, soft tissue, skeleton, "
            "skeletal, glenohumeral, acromioclavicular joint, humeral head, sternal, "
            "manubrium, spinous process, transverse process, endplate, pubic symphysis, "
            "iliac wing, iliac crest, coccyx, spinal, bony thorax, bony pelvis, "
            "thoracolumbar spine, thoracolumbar, joint, thoracic vertebra, lumbar vertebra, "
            "facet joint, intervertebral disc, disc space, ischium, greater trochanter, "
            "femoral neck, osseous pelvis, bony structure, c1, c2, c3, c4, c5, c6, c7, t1, t2, "
            "t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, l1, l2, l3, l4, l5, s1, musculature, "
            "muscle, facet, costochondral, acromioclavicular, sternoclavicular joint, "
            "costovertebral joint, lumbosacral junction, sacral",
            "fracture, rib fracture, compression fracture, degenerative change, "
            "degenerative disc disease, scoliosis, spondylosis, kyphosis, osteophyte, "
            "lytic lesion, sclerotic lesion, osteopenia, dislocation, spondylolisthesis, "
            "bone island, anterolisthesis, retrolisthesis, compression deformity, "
            "vertebral compression fracture, vertebral compression deformity, dextroscoliosis, "
            "levoscoliosis, osteoporosis, osteoarthritis, arthroplasty, hip arthroplasty, "
            "shoulder arthroplasty, hip prosthesis, bone metastasis, osseous metastasis, "
            "sclerotic metastasis, wedge deformity, spinal fusion, laminectomy, kyphoplasty, "
            "vertebroplasty, schmorl node, spondylolysis, pars defect, "
            "degenerative joint disease, arthritis, osteonecrosis, avascular necrosis, "
            "sacroiliitis, dish, enostosis, demineralization, bone lesion, osseous lesion, "
            "arthropathy, facet arthropathy, destructive lesion, spinal hardware, "
            "rotator cuff, hemivertebra, spondylitis, periosteal reaction, paget disease, "
            "vertebral hemangioma, osteosclerosis, degenerative spondylosis, spinal fixation, "
            "wedging, hip replacement, orthopedic hardware, fixation hardware, "
            "osseous abnormality, fusion, bony abnormality, discectomy, fusion plate, "
            "pedicle screw, sternotomy, cervical fusion, acdf, cervical rib, "
            "calcific tendinitis, erosion, spurring, sclerotic focus, "
            "acromioclavicular separation, tarlov cyst, bony spur, sternotomy wire, "
            "sternal wire, median sternotomy, sclerotic metastatic disease, "
            "osseous metastatic disease, intramedullary nail, intramedullary rod, screw, "
            "sideplate, dynamic hip screw, internal fixation, external fixator, "
            "fusion hardware, metallic plate, spinal rod",
        ),
    }
