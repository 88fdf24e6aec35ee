"""Anatomy of the chest: words of its regions."""

from __future__ import annotations

from medvoice.lexicon.region import Region, region


def chest() -> dict[str, Region]:
    """Region name -> its words."""
    return {**_lungs(), **_heart_and_mediastinum(), **_devices()}


def _lungs() -> dict[str, Region]:
    return {
        "lung": region(
            "lung, lobe, upper lobe, middle lobe, lower lobe, lingula, lingular, lung base, "
            "lung apex, apex, base, hemithorax, lung field, lung zone, mid lung, parenchyma, "
            "lung parenchyma, fissure, minor fissure, major fissure, bibasilar, bibasal, "
            "biapical, perihilar, retrocardiac, basilar, basal, apical, lung volume, "
            "pulmonary, interstitium, interstitial, rul, rml, rll, lul, lll, apical segment, "
            "superior segment, posterior basal segment, anterior segment, subpleural, "
            "perifissural, pulmonary parenchyma, paraseptal, centrilobular, infrahilar, "
            "suprahilar, upper lung, lower lung, lung zone, bronchovascular, azygos lobe, "
            "bronchovascular marking, pulmonary vascularity, pulmonary vascular, inspiration, "
            "aeration, lung marking, suture line, staple line, surgical staple line, "
            "pulmonary vasculature, pulmonary vessel",
            "consolidation, atelectasis, pneumonia, airspace disease, air space disease, "
            "opacity, airspace opacity, ground glass, ground glass opacity, nodule, "
            "pulmonary nodule, lung nodule, emphysema, fibrosis, honeycombing, "
            "pulmonary edema, interstitial edema, vascular congestion, granuloma, "
            "mosaic attenuation, air trapping, tree in bud, scarring, infiltrate, cavity, "
            "cavitation, bulla, bleb, reticulation, pneumonitis, interstitial thickening, "
            "septal thickening, pulmonary infarct, infarct, contusion, hyperinflation, "
            "interstitial marking, calcified granuloma, micronodule, nodularity, "
            "calcified pulmonary nodule, calcified nodule, calcified lung nodule, density, "
            "airspace consolidation, mosaic perfusion, crazy paving, halo sign, kerley b line, "
            "kerley line, cephalization, bronchial cuffing, peribronchial cuffing, aspiration, "
            "hyperexpansion, hyperexpanded, hyperinflated, hyperaeration, copd, pneumatocele, "
            "interstitial lung disease, lymphangitic carcinomatosis, alveolar hemorrhage, "
            "ground glass attenuation, ground glass change, mass, metastasis, "
            "pulmonary laceration, pulmonary contusion, air bronchogram, lung mass, "
            "infectious process, airspace process, infection, pulmonary congestion, "
            "pulmonary vascular congestion, reticular opacity, architectural distortion, "
            "lobectomy, pneumonectomy, wedge resection, lung transplant, vascular prominence, "
            "opacification, airspace opacification, air space opacification, "
            "peribronchial thickening, bronchovascular crowding, bronchitis, bronchiolitis, "
            "cavitary lesion, coarse marking, lobar collapse, intrapulmonary lymph node, "
            "air cyst, thin walled cyst, bronchogenic carcinoma, lymphangitic spread, "
            "pulmonary arteriovenous malformation, miliary pattern, fibronodular scarring, "
            "reverse halo sign, flattened diaphragm, flattened hemidiaphragm, "
            "flattening of the diaphragm, flattening of the hemidiaphragm, metastatic nodule",
        ),
        "pleura": region(
            "pleura, pleural, pleural space, costophrenic angle, costophrenic sulcus, "
            "costophrenic recess, intrapleural, pleural surface",
            "pneumothorax, pneumothoraces, effusion, pleural effusion, pleural thickening, "
            "pleural plaque, hemothorax, hydropneumothorax, empyema, pleural fluid, "
            "hydrothorax, parapneumonic effusion, loculated effusion, loculated fluid, "
            "apical cap, pleural calcification, pleurodesis, collapsed lung, "
            "air in pleural space, chylothorax, fissural fluid, deep sulcus sign, "
            "bronchopleural fistula",
        ),
        "airway": region(
            "airway, central airway, trachea, tracheal, carina, bronchus, mainstem bronchus, "
            "bronchial, tracheobronchial tree, endobronchial, endotracheal, bronchial tree, "
            "subglottic, bronchial wall, central bronchus",
            "bronchiectasis, bronchial wall thickening, mucus plugging, mucous plugging, "
            "tracheomalacia, secretion, mucus plug, mucous plug, endobronchial lesion, "
            "tracheal diverticulum, tracheal stenosis, bronchomalacia, airway thickening, "
            "bronchial stenosis, broncholith, saber sheath trachea, tracheal bronchus, "
            "mucoid impaction, aspirated material, bronchiolar dilatation, "
            "tracheoesophageal fistula, traction bronchiectasis",
        ),
    }


def _heart_and_mediastinum() -> dict[str, Region]:
    return {
        "pulmonary_artery": region(
            "pulmonary artery, main pulmonary artery, pulmonary arterial, main pa, "
            "pulmonary trunk, main pulmonary trunk, pulmonary vasculature, pulmonary vessel, "
            "segmental branch, subsegmental branch, pa, pulmonary arterial tree, "
            "interlobar artery, lobar artery, segmental artery, subsegmental artery, "
            "lobar branch, upper lobe branch, lower lobe branch, lower lobe artery, "
            "upper lobe artery, middle lobe artery, rv to lv ratio",
            "pulmonary embolism, pulmonary embolus, pe, embolus, embolism, saddle embolus, "
            "filling defect, right heart strain, clot burden, rv lv ratio, septal bowing, "
            "bowing of the interventricular septum, bowing of the septum, "
            "flattening of the septum, pulmonary hypertension, "
            "pulmonary arterial hypertension, thromboembolism, pulmonary thromboembolism, "
            "pulmonary artery thromboembolism, pulmonary artery embolism, "
            "pulmonary artery thrombosis, thromboembolic disease, thrombus, clot, "
            "right ventricular strain, pulmonary artery aneurysm, septal flattening",
        ),
        "heart": region(
            "heart, cardiac, heart size, cardiac silhouette, cardiomediastinal silhouette, "
            "cardiomediastinal contour, atrium, ventricle, right ventricle, left ventricle, "
            "right atrium, left atrium, coronary, coronary artery, mitral, aortic valve, "
            "mitral valve, cardiothoracic ratio, interventricular septum, cardiac chamber, "
            "cardiac size, cardiac contour, heart border, myocardium, myocardial, atrial, "
            "left atrial appendage, tricuspid valve, mitral annulus, left anterior descending, "
            "circumflex artery, ventricular apex, left main coronary artery, "
            "cardiomediastinal, interatrial septum, lad, foramen ovale, pulmonary vein, "
            "mitral leaflet, ventricular, left ventricular, right ventricular, "
            "left ventricular contour",
            "cardiomegaly, coronary calcification, coronary artery calcification, "
            "enlarged heart, enlarged cardiac silhouette, coronary atherosclerosis, "
            "mitral annular calcification, coronary artery disease, aortic valve replacement, "
            "mitral valve replacement, coronary artery bypass, "
            "coronary artery bypass grafting, bypass graft, cabg, coronary stent, "
            "lipomatous hypertrophy, atrial enlargement, heart failure, "
            "left ventricular hypertrophy, aortic valve calcification, valve replacement, "
            "dextrocardia, situs inversus, patent foramen ovale, atrial septal defect, "
            "left atrial appendage thrombus",
        ),
        "pericardium": region(
            "pericardium, pericardial, pericardial fat pad, cardiophrenic fat pad",
            "pericardial effusion, pericardial thickening, pericardial fluid, hemopericardium, "
            "pericardial cyst, pericardial calcification, pericarditis, tamponade, "
            "pneumopericardium",
        ),
        "thoracic_aorta": region(
            "aorta, aortic, thoracic aorta, ascending aorta, descending aorta, aortic arch, "
            "aortic root, great vessel, subclavian artery, superior vena cava, svc, "
            "brachiocephalic, aortic knob, descending thoracic aorta, "
            "ascending thoracic aorta, arch vessel, bovine arch, sinus of valsalva, "
            "innominate artery, brachiocephalic vein, azygos vein, false lumen, true lumen, "
            "aortic contour, aortic isthmus, azygos, ductus diverticulum, aortic annulus",
            "aneurysm, aortic aneurysm, dissection, aortic dissection, intramural hematoma, "
            "aortic calcification, atherosclerotic calcification, dissection flap, "
            "intimal flap, penetrating ulcer, aberrant right subclavian artery, "
            "right aortic arch, aortic ectasia, coarctation, atherosclerotic disease, "
            "atheroma, endovascular repair, atherosclerosis, stent graft, "
            "endovascular stent graft, aortic stent graft, aortic stent, endograft",
        ),
        "mediastinum": region(
            "mediastinum, mediastinal, mediastinal contour, thymus, thymic, paratracheal, "
            "subcarinal, prevascular, aortopulmonary window, mediastinal fat, thymic remnant, "
            "paratracheal stripe, paraesophageal, superior mediastinum, anterior mediastinum, "
            "supraclavicular, axillary node, hilar node, mediastinal node, vascular pedicle, "
            "retrosternal, retrosternal space, thoracic duct",
            "pneumomediastinum, mediastinal lymphadenopathy, mediastinal shift, "
            "mediastinal widening, mediastinal mass, mediastinal adenopathy, thymoma, "
            "mediastinal hematoma, mediastinitis, bronchogenic cyst, thymic hyperplasia, "
            "duplication cyst, esophageal duplication cyst",
        ),
        "hilum": region(
            "hilum, hila, hilar, hilar contour",
            "hilar lymphadenopathy, hilar adenopathy, hilar enlargement, hilar prominence, "
            "hilar mass, hilar fullness",
        ),
        "esophagus": region(
            "esophagus, esophageal, gastroesophageal junction",
            "hiatal hernia, hiatus hernia, esophageal thickening, esophageal wall thickening, "
            "esophageal varix, achalasia, paraesophageal hernia",
        ),
        "thyroid": region(
            "thyroid, thyroid gland, thyroid lobe, thyroid isthmus",
            "thyroid nodule, goiter, thyroidectomy, multinodular goiter",
        ),
        "breast": region(
            "breast, axillary tail",
            "breast mass, breast nodule, gynecomastia, mastectomy, breast implant, "
            "breast prosthesis",
        ),
        "chest_wall": region(
            "chest wall, subcutaneous, axilla, pectoral, pectoralis, serratus, neck, "
            "subcutaneous tissue, intercostal muscle",
            "subcutaneous emphysema, soft tissue gas, subcutaneous gas, subcutaneous air, "
            "chest wall mass, pectus excavatum, pectus carinatum, soft tissue emphysema, "
            "intramuscular lipoma, chest wall hematoma, mastectomy, gynecomastia, "
            "breast implant, axillary clip, breast prosthesis, thoracotomy, elastofibroma, "
            "pectus deformity",
        ),
        "diaphragm": region(
            "diaphragm, hemidiaphragm, subdiaphragmatic, costophrenic, diaphragmatic, "
            "right hemidiaphragm, left hemidiaphragm",
            "eventration, diaphragmatic hernia, elevation of the hemidiaphragm, "
            "bochdalek hernia, morgagni hernia",
        ),
        "upper_abdomen": region(
            "upper abdomen, abdomen, abdominal, bowel gas, upper quadrant, "
            "right upper quadrant, left upper quadrant, gas pattern, bowel gas pattern, "
            "gastric bubble, stomach, bowel loop, bowel, gastric, liver, spleen, colon, "
            "colonic, hepatic flexure, splenic flexure, renal, kidney, hepatic, splenic, "
            "pancreas, pancreatic, adrenal, celiac artery, gallbladder, gallbladder fossa",
            "free air, pneumoperitoneum, free intraperitoneal air, cholecystectomy clip, "
            "surgical clip, cholecystectomy, gastric distention, gastric distension, "
            "gallstone, gaseous distention, ascites, ingested contrast, renal calculus, "
            "colonic interposition, subdiaphragmatic free air, portosystemic shunt",
        ),
    }


def _devices() -> dict[str, Region]:
    return {
        "device": region(
            "endotracheal tube, et tube, nasogastric tube, ng tube, enteric tube, og tube, "
            "orogastric tube, feeding tube, dobhoff, dobhoff tube, chest tube, "
            "pigtail catheter, pacemaker, icd, aicd, defibrillator, picc, picc line, port, "
            "port catheter, port a cath, mediport, central line, central venous catheter, "
            "central venous line, ij line, ij catheter, catheter, dialysis catheter, "
            "swan ganz catheter, tracheostomy, tracheostomy tube, lead, line tip, tube tip, "
            "catheter tip, line, tube, drain, stent, intra aortic balloon pump, impella, "
            "pigtail, pigtail drain, jugular catheter, jugular line, subclavian line, "
            "subclavian catheter, subclavian central line, chest port, pacer, pacer wire, "
            "pacing lead, pacer lead, pacemaker lead, icd lead, loop recorder, generator, "
            "pulse generator, tracheostomy cannula, side port, sidehole, gastrostomy tube, "
            "ecmo cannula, cannula, lvad, vad, balloon pump, support device, "
            "monitoring device, telemetry lead, ekg lead, ecg lead, mediastinal drain, "
            "pleural drain, pleurx catheter, thoracostomy tube, permcath, hickman catheter, "
            "tunneled catheter, introducer sheath, jugular sheath, watchman device, "
            "transvenous pacer, epicardial wire, swan, prosthetic valve, "
            "biventricular pacemaker, nasoenteric tube, line and tube, "
            "pulmonary artery catheter, pa catheter, probe, temperature probe, "
            "esophageal probe, stimulator, spinal stimulator, nerve stimulator, "
            "vagal nerve stimulator, wire, sheath, cardiac monitor, mitral clip, tavr valve, "
            "transcatheter aortic valve, appendage occluder, occluder, shunt tubing, "
            "electrode, ventriculoperitoneal shunt, left ventricular assist device, "
            "ventricular assist device, assist device, right ventricular lead, "
            "right atrial lead",
            "extubation, intubation, extubated, intubated, cannulation",
        ),
    }
