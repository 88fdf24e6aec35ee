"""Anatomy of the head: words of its regions."""

from __future__ import annotations

from medvoice.lexicon.region import Region, region


def head() -> dict[str, Region]:
    """Region name -> its words."""
    return {**_brain(), **_spaces(), **_around(), **_signals()}


def _brain() -> dict[str, Region]:
    return {
        "brain": region(
            "brain, cerebral, cerebral hemisphere, parenchyma, parenchymal, frontal lobe, "
            "parietal lobe, temporal lobe, occipital lobe, basal ganglia, thalamus, thalamic, "
            "insula, hippocampus, corona radiata, cortex, cortical, gray white, "
            "gray white differentiation, gray white matter differentiation, hemisphere, "
            "internal capsule, frontal, parietal, temporal, occipital, mca territory, "
            "brain parenchyma, intracranial, corpus callosum, insular ribbon, insular, "
            "gray white junction, caudate nucleus, caudate head, lentiform nucleus, putamen, "
            "globus pallidus, centrum semiovale, external capsule, gray matter, hippocampal, "
            "operculum, precentral gyrus, postcentral gyrus, gyrus, central sulcus, uncus, "
            "amygdala, mesial temporal lobe, aca territory, pca territory, watershed, "
            "middle cerebral artery territory, middle cerebral artery distribution, "
            "mca distribution, posterior cerebral artery territory, cingulate gyrus, "
            "brain volume, anterior cerebral artery territory, deep gray matter, "
            "posterior cerebral artery distribution, anterior cerebral artery distribution, "
            "globi pallidi, perirolandic, temporal pole, frontal pole, subinsular, "
            "gangliocapsular, cerebrum, pica territory, aica territory, basilar territory, "
            "vascular territory, watershed territory, aca distribution, pca distribution, "
            "pica distribution, vertebrobasilar territory",
            "hemorrhage, intracranial hemorrhage, intraparenchymal hemorrhage, infarct, "
            "infarction, acute infarct, territorial infarct, stroke, ischemia, "
            "encephalomalacia, gliosis, volume loss, atrophy, edema, vasogenic edema, "
            "contusion, lacunar infarct, lacune, intraparenchymal hematoma, "
            "hemorrhagic contusion, hemorrhagic transformation, territorial infarction, "
            "acute infarction, cytotoxic edema, chronic infarct, lacunar infarction, "
            "parenchymal hemorrhage, intracranial abnormality, cerebral edema, "
            "perivascular space, virchow robin space, loss of gray white differentiation, "
            "mesial temporal sclerosis, heterotopia, cortical dysplasia, polymicrogyria, "
            "cortical laminar necrosis, encephalitis, diffuse axonal injury, shear injury, "
            "cavernoma, cavernous malformation, hippocampal atrophy, involutional change, "
            "insular ribbon sign, cerebral atrophy, cerebral volume loss, "
            "generalized volume loss, parenchymal hematoma, wallerian degeneration, "
            "cerebritis, hypoxic ischemic injury, infarct core, penumbra, tuber, myelination, "
            "hippocampal volume loss, hypoattenuation, hypodensity, hyperdensity, "
            "parenchymal volume loss, brain abscess, developmental venous anomaly, "
            "mca infarct, aca infarct, pca infarct, mca territory infarct, resection cavity, "
            "radiation necrosis, mineralization, posterior reversible encephalopathy, "
            "posterior reversible encephalopathy syndrome, aspects, chronic ischemic change, "
            "pica territory infarct, territory infarct, pca territory infarct, "
            "aca territory infarct",
        ),
        "white_matter": region(
            "white matter, periventricular white matter, subcortical white matter, "
            "periventricular, subcortical, juxtacortical, deep white matter, callososeptal, "
            "calloseptal, u fiber, subcortical u fiber",
            "white matter disease, small vessel disease, microangiopathic change, "
            "microvascular ischemic change, chronic microangiopathy, demyelination, "
            "demyelinating lesion, flair hyperintensity, t two hyperintensity, hyperintensity, "
            "t2 hyperintensity, small vessel ischemic disease, small vessel ischemic change, "
            "microvascular disease, microvascular change, microangiopathic disease, "
            "leukoaraiosis, fazekas, multiple sclerosis, dawson finger, leukoencephalopathy, "
            "t2 prolongation, flair signal, t2 signal, flair signal abnormality, "
            "t1 black hole, t2 flair hyperintensity, t2 lesion, demyelinating plaque, "
            "demyelinating disease, t2 signal abnormality, hyperintense focus, leukodystrophy, "
            "black hole",
        ),
        "posterior_fossa": region(
            "posterior fossa, cerebellum, cerebellar, brainstem, brain stem, pons, pontine, "
            "medulla, midbrain, vermis, cerebellar hemisphere, peduncle, "
            "middle cerebellar peduncle, cerebral peduncle, tectum, medullary, "
            "cerebellar vermis, dentate nucleus, cerebellar tonsil",
            "cerebellar infarct, pontine infarct",
        ),
        "intracranial_mass": region(
            "",
            "mass, mass effect, intracranial mass, herniation, tumor, lesion, abnormal signal, "
            "mass lesion, uncal herniation, transtentorial herniation, subfalcine herniation, "
            "metastasis, glioma, glioblastoma, astrocytoma, intra axial mass, "
            "tonsillar herniation, space occupying lesion, neoplasm, "
            "abnormal signal intensity, downward herniation",
        ),
    }


def _spaces() -> dict[str, Region]:
    return {
        "extra_axial": region(
            "extra axial, extraaxial, subdural, epidural, subarachnoid, meninges, meningeal, "
            "dura, dural, falx, tentorium, convexity, cerebral convexity, leptomeningeal, "
            "subdural space, subarachnoid space, extra axial space, sylvian fissure, "
            "cerebellopontine angle, cp angle, middle cranial fossa, anterior cranial fossa, "
            "parafalcine, tentorial, dural based, interhemispheric fissure, pachymeningeal, "
            "internal auditory canal, meckel cave, leptomeninges, pachymeninges, "
            "interhemispheric, hemispheric convexity, holohemispheric, extra axial csf space",
            "extra axial collection, subdural hematoma, subdural hemorrhage, "
            "epidural hematoma, subarachnoid hemorrhage, meningioma, "
            "extra axial fluid collection, subdural collection, hygroma, subdural hygroma, "
            "subarachnoid blood, epidural collection, arachnoid cyst, extra axial fluid, "
            "extra axial hemorrhage, extra axial mass, vestibular schwannoma, collection, "
            "subdural blood, acoustic schwannoma, schwannoma, subdural effusion, "
            "epidural hemorrhage, dural thickening, epidermoid, extra axial blood, "
            "pachymeningeal thickening, subdural empyema, dural based mass, acoustic neuroma, "
            "epidermoid cyst, pneumocephalus",
        ),
        "ventricle": region(
            "ventricle, ventricular, ventricular system, sulcus, cistern, basal cistern, "
            "lateral ventricle, third ventricle, fourth ventricle, basilar cistern, "
            "septum pellucidum, foramen of monro, temporal horn, frontal horn, occipital horn, "
            "cerebral aqueduct, aqueduct, suprasellar cistern, quadrigeminal plate cistern, "
            "ventricular caliber, ventricular size, csf space, perimesencephalic cistern, "
            "ambient cistern, choroid plexus, atrium of the lateral ventricle, "
            "ventriculostomy, quadrigeminal cistern, prepontine cistern, sulcal, "
            "foramina of monro, cisterna magna, transependymal",
            "hydrocephalus, ventriculomegaly, intraventricular hemorrhage, effacement, shunt, "
            "shunt catheter, ventriculoperitoneal shunt, vp shunt, ventricular drain, "
            "external ventricular drain, evd, intraventricular blood, "
            "ventriculostomy catheter, cavum septum pellucidum, cavum, transependymal edema, "
            "transependymal flow, colloid cyst, sulcal effacement, ex vacuo dilatation, "
            "ventricular enlargement, aqueductal stenosis, ventriculitis, "
            "ventricular dilatation, ventricular prominence, choroid plexus cyst, "
            "obstructive hydrocephalus, communicating hydrocephalus, mega cisterna magna, "
            "cisternal effacement, trapped ventricle",
        ),
        "midline": region("midline structure, midline", "midline shift, shift of midline"),
    }


def _around() -> dict[str, Region]:
    return {
        "intracranial_vessel": region(
            "middle cerebral artery, mca, basilar artery, internal carotid artery, ica, "
            "carotid, vertebral artery, flow void, dural venous sinus, venous sinus, "
            "superior sagittal sinus, circle of willis, anterior cerebral artery, "
            "posterior cerebral artery, intracranial vessel, carotid siphon, sagittal sinus, "
            "transverse sinus, dural sinus, sigmoid sinus, straight sinus, torcula, "
            "carotid artery, cavernous carotid artery, cavernous carotid, m1 segment, m2 segment, "
            "m1, m2, m3, a1, a2, p1, p2, v4, basilar tip, vertebrobasilar, aca, pca, "
            "intracranial artery, signal void, intracranial vasculature, vein of galen, "
            "cortical vein, jugular bulb, posterior communicating artery, "
            "anterior communicating artery, cavernous segment, supraclinoid, a1 segment, "
            "p1 segment, basilar, skull base artery, arterial flow void, venous flow void, "
            "intracranial circulation, anterior circulation, posterior circulation, pica",
            "hyperdense vessel, dense mca, hyperdense mca sign, aneurysm, vascular calcification, "
            "venous thrombosis, atherosclerotic calcification, arteriovenous malformation, avm, "
            "aneurysm clip, aneurysm coil, venous sinus thrombosis, dural venous sinus thrombosis, "
            "dolichoectasia, moyamoya, atherosclerotic plaque, atherosclerosis, "
            "dense basilar artery, hyperdense sinus, absent flow void, sinus thrombosis, "
            "fetal origin, arterial calcification, dural arteriovenous fistula, coil pack, "
            "persistent trigeminal artery, calcified plaque, vascular malformation, "
            "large vessel occlusion, hyperdense basilar artery",
        ),
        "sella": region(
            "sella, pituitary, pituitary gland, pituitary stalk, craniocervical junction, "
            "suprasellar, parasellar, optic chiasm, pineal, pineal gland, infundibulum, "
            "sella turcica, cavernous sinus, foramen magnum, cervicomedullary junction, "
            "sellar, hypothalamus, adenohypophysis, neurohypophysis, clivoaxial, "
            "cerebellar tonsil, dorsum sellae, tonsillar",
            "empty sella, pituitary adenoma, rathke cleft cyst, microadenoma, macroadenoma, "
            "pituitary microadenoma, pituitary macroadenoma, craniopharyngioma, pineal cyst, "
            "tonsillar ectopia, chiari malformation, low lying cerebellar tonsil, "
            "cerebellar tonsillar ectopia, basilar invagination, platybasia, "
            "pineal calcification, cerebellar tonsillar descent, chiari",
        ),
        "orbit": region(
            "orbit, orbital, globe, optic nerve, lens, retrobulbar, extraocular muscle, "
            "optic nerve sheath, intraconal, extraconal, preseptal, periorbital, "
            "lacrimal gland, eye, ocular, intraorbital, rectus muscle, "
            "superior ophthalmic vein, orbital floor, lamina papyracea, orbital wall, retina, "
            "retinal, eyelid, vitreous, sclera",
            "proptosis, cataract, cataract surgery, lens replacement, retrobulbar hematoma, "
            "phthisis, phthisis bulbi, staphyloma, optic neuritis, retinal detachment, "
            "exophthalmos, blowout fracture, scleral buckle, vitreous hemorrhage, "
            "intraocular lens, pseudophakia, preseptal swelling, periorbital swelling, "
            "scleral banding, drusen, papilledema, scleral band, periorbital hematoma, "
            "preseptal soft tissue swelling, periorbital soft tissue swelling, "
            "orbital emphysema",
        ),
        "paranasal_sinus": region(
            "sinus, paranasal sinus, maxillary sinus, ethmoid, ethmoid air cell, "
            "sphenoid sinus, frontal sinus, maxillary, nasal septum, sphenoid, nasal, "
            "maxillary antrum, nasal cavity, nasopharynx, nasopharyngeal, ethmoid sinus, "
            "turbinate, sphenoethmoidal, ostiomeatal, adenoid",
            "sinusitis, mucosal thickening, air fluid level, retention cyst, "
            "mucous retention cyst, sinus opacification, sinonasal polyp, mucocele, "
            "concha bullosa, polypoid mucosal thickening, sinus disease, "
            "deviated nasal septum, mucus retention cyst, polyposis, oroantral fistula, "
            "tornwaldt cyst",
        ),
        "mastoid": region(
            "mastoid, mastoid air cell, middle ear, temporal bone, mastoid tip, mastoid sinus, "
            "external auditory canal, middle ear cavity, ossicle, inner ear, petrous apex, "
            "tympanic cavity, external ear canal, otomastoid, cochlea, semicircular canal",
            "mastoid effusion, mastoiditis, cerumen, otitis media, cholesteatoma, "
            "mastoidectomy, mastoid opacification, mastoid fluid",
        ),
        "skull": region(
            "skull, calvarium, calvarial, skull base, clivus, craniotomy, craniectomy, "
            "bony calvarium, cranium, occipital bone, frontal bone, parietal bone, "
            "sphenoid bone, temporomandibular joint, occipital condyle, zygomatic arch, "
            "nasal bone, mandible, maxilla, facial bone, burr hole, diploic space, "
            "inner table, outer table, calvarial marrow, marrow signal, upper cervical spine, "
            "tmj, dens, odontoid, craniofacial, vertex, temporal bone, fontanelle, suture, "
            "periapical, tooth, bone flap",
            "skull fracture, calvarial fracture, depressed skull fracture, cranioplasty, "
            "hyperostosis frontalis interna, hyperostosis, craniotomy defect, "
            "craniectomy defect, calvarial lesion, facial fracture, osteoma, "
            "skull base fracture, nasal bone fracture, sutural diastasis, calvarial defect, "
            "cranial defect, marrow replacement, linear fracture, craniosynostosis, "
            "tripod fracture, dental caries, periapical lucency, suture diastasis, "
            "temporal bone fracture",
        ),
        "scalp": region(
            "scalp, extracranial soft tissue, galea, forehead, parotid, parotid gland",
            "scalp hematoma, scalp swelling, scalp laceration, subgaleal hematoma, "
            "cephalohematoma, scalp lipoma, sebaceous cyst, scalp contusion, "
            "scalp soft tissue swelling, soft tissue swelling, skin staple, forehead swelling, "
            "forehead hematoma, forehead laceration",
        ),
    }


def _signals() -> dict[str, Region]:
    return {
        "diffusion": region(
            "diffusion, dwi, adc, diffusivity, diffusion weighted image, adc map, adc value, "
            "diffusion weighted imaging, trace image, apparent diffusion coefficient, "
            "diffusion signal",
            "restricted diffusion, diffusion restriction, reduced diffusion, "
            "reduced diffusivity, t2 shine through, diffusion abnormality, "
            "restricted diffusivity, facilitated diffusion, acute infarct",
        ),
        "enhancement": region(
            "enhancement, enhancing, enhance, contrast enhancement, postcontrast image, "
            "post contrast image",
            "abnormal enhancement, leptomeningeal enhancement, pathologic enhancement, "
            "enhancing mass, enhancing lesion, pachymeningeal enhancement, ring enhancement, "
            "dural enhancement, parenchymal enhancement, gyriform enhancement, "
            "rim enhancement, peripheral enhancement, nodular enhancement, "
            "meningeal enhancement, smooth pachymeningeal enhancement",
        ),
        "susceptibility": region(
            "susceptibility, swi, susceptibility weighted image, gradient echo, gre, "
            "susceptibility weighted imaging, blooming",
            "microhemorrhage, blooming artifact, siderosis, hemosiderin, superficial siderosis, "
            "cerebral amyloid angiopathy, microbleed, susceptibility artifact, "
            "hemosiderin deposition",
        ),
    }
