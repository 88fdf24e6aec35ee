"""Anatomy of abdomen and pelvis: words of its regions."""

from __future__ import annotations

from medvoice.lexicon.region import Region, region


def abdomen() -> dict[str, Region]:
    """Region name -> its words."""
    return {**_upper(), **_tract(), **_pelvis()}


def _upper() -> dict[str, Region]:
    return {
        "liver": region(
            "liver, hepatic, hepatic lobe, hepatic segment, hepatic vein, portal vein, "
            "right hepatic lobe, left hepatic lobe, caudate lobe, caudate, hepatic dome, "
            "liver dome, liver parenchyma, hepatic parenchyma, liver margin, liver contour, "
            "liver surface, hepatic attenuation, hepatic artery, perihepatic, "
            "falciform ligament, hepatic echotexture, liver edge, main portal vein, "
            "intrahepatic, transplant liver, umbilical vein, segment 1, segment 2, segment 3, "
            "segment 4, segment 4a, segment 4b, segment 5, segment 6, segment 7, segment 8, "
            "segment i, segment ii, segment iii, segment iv, segment iva, segment ivb, "
            "segment v, segment vi, segment vii, segment viii, portal venous flow, "
            "portal venous gas, porta hepatis, riedel lobe",
            "hepatomegaly, steatosis, hepatic steatosis, fatty infiltration, cirrhosis, "
            "hepatic cyst, hemangioma, nodular contour, fatty liver, fatty change, cirrhotic, "
            "hepatic lesion, liver lesion, liver mass, liver metastasis, hepatic metastasis, "
            "cystic liver lesion, liver cyst, focal fat, focal fatty sparing, "
            "focal fatty infiltration, focal nodular hyperplasia, hepatocellular carcinoma, "
            "hcc, portal vein thrombosis, hepatic abscess, periportal edema, "
            "cavernous transformation, hepatectomy, liver laceration, hepatic laceration, "
            "hepatitis, hepatic mass, hepatocellular disease, perfusion anomaly, "
            "perfusional anomaly, capsular retraction, biliary hamartoma, "
            "transient hepatic attenuation difference, "
            "transjugular intrahepatic portosystemic shunt, portosystemic shunt",
        ),
        "gallbladder": region(
            "gallbladder, gallbladder wall, cystic duct, gallbladder fossa, gallbladder neck, "
            "gallbladder lumen",
            "gallstone, cholelithiasis, cholecystitis, pericholecystic fluid, cholecystectomy, "
            "sludge, pericholecystic stranding, gallbladder wall thickening, "
            "gallbladder polyp, murphy sign, sonographic murphy sign, porcelain gallbladder, "
            "adenomyomatosis, cholecystostomy tube, phrygian cap",
        ),
        "bile_duct": region(
            "bile duct, common bile duct, common duct, biliary, cbd, intrahepatic duct, "
            "biliary tree, extrahepatic duct, common hepatic duct, biliary system, "
            "extrahepatic bile duct, intrahepatic bile duct, ampulla, ampullary, "
            "ampulla of vater",
            "biliary dilatation, biliary dilation, biliary ductal dilatation, "
            "biliary ductal dilation, ductal dilatation, choledocholithiasis, pneumobilia, "
            "intrahepatic duct prominence, biliary stent, cholangitis, klatskin tumor, "
            "cholangiocarcinoma, biliary obstruction, intrahepatic biliary dilatation, "
            "intrahepatic biliary ductal dilatation, choledochal cyst, sphincterotomy, "
            "ampullary mass, biliary drain, common duct stone",
        ),
        "pancreas": region(
            "pancreas, pancreatic, pancreatic duct, pancreatic head, pancreatic tail, "
            "peripancreatic, uncinate process, pancreatic body, pancreatic parenchyma, "
            "main pancreatic duct, main duct, uncinate, pancreatic neck",
            "pancreatitis, peripancreatic stranding, pseudocyst, ipmn, pancreatic cyst, "
            "pancreatic mass, pancreatic ductal dilatation, pancreatic adenocarcinoma, "
            "whipple procedure, pancreas divisum, pancreatectomy, pancreaticoduodenectomy, "
            "peripancreatic fluid, side branch ipmn, walled off necrosis, whipple, "
            "whipple resection, pancreatic necrosis",
        ),
        "spleen": region(
            "spleen, splenic, splenule, accessory spleen, splenic hilum, perisplenic, "
            "splenic parenchyma",
            "splenomegaly, splenic infarct, splenectomy, splenosis, splenic cyst, "
            "splenic granuloma, splenic laceration, asplenia, splenic lesion",
        ),
        "adrenal": region(
            "adrenal, adrenal gland, suprarenal, adrenal limb",
            "adrenal nodule, adrenal adenoma, adrenal mass, adrenal thickening, "
            "adrenal hyperplasia, adrenal hemorrhage, myelolipoma, pheochromocytoma, "
            "adrenalectomy",
        ),
        "kidney": region(
            "kidney, renal, renal cortex, collecting system, perinephric, nephrographic, "
            "renal pelvis, renal artery, renal vein, renal parenchyma, calyx, "
            "corticomedullary, renal sinus, renal collecting system, nephrogram, "
            "renal allograft, transplant kidney, perirenal, interpolar, renal contour, "
            "parapelvic, urothelial, nephrostomy",
            "hydronephrosis, renal calculus, nephrolithiasis, renal cyst, kidney stone, "
            "pyelonephritis, caliectasis, perinephric stranding, renal stone, "
            "pelvicaliectasis, pelviectasis, renal mass, nephrectomy, renal atrophy, "
            "angiomyolipoma, horseshoe kidney, extrarenal pelvis, renal scarring, "
            "nephrostomy tube, nephroureteral stent, bosniak, hydroureteronephrosis, "
            "duplicated collecting system, parapelvic cyst, renal infarct, urolithiasis, "
            "cortical thinning, perinephric fat stranding, nephrocalcinosis, "
            "renal cell carcinoma, staghorn calculus, urothelial thickening, urinoma, "
            "papillary necrosis, renal cortical scarring, renal scar, delayed excretion",
        ),
        "ureter": region(
            "ureter, ureteral, ureterovesical junction, ureteropelvic junction, uvj, upj, "
            "ureteric, distal ureter, proximal ureter, periureteral, vesicoureteral junction",
            "hydroureter, ureteral stone, ureteral calculus, hydroureteronephrosis, "
            "ureteral stent, ureterolithiasis, ureterocele, ureteral dilatation, "
            "double j stent",
        ),
    }


def _tract() -> dict[str, Region]:
    return {
        "stomach": region(
            "stomach, gastric, duodenum, duodenal, greater curvature, lesser curvature, "
            "gastric antrum, gastric fundus, pylorus, gastric wall",
            "gastric wall thickening, gastritis, gastric distention, gastric distension, "
            "sleeve gastrectomy, gastric bypass, roux en y, gastrectomy, gastrostomy tube, "
            "duodenal diverticulum, peptic ulcer, gastric outlet obstruction, gastric band, "
            "gastric mass",
        ),
        "bowel": region(
            "bowel, small bowel, large bowel, colon, colonic, sigmoid, sigmoid colon, cecum, "
            "ileum, terminal ileum, jejunum, rectum, rectal, ascending colon, "
            "transverse colon, descending colon, bowel loop, anastomosis, enteric, ostomy, "
            "cecal, ileal, jejunal, rectosigmoid, hepatic flexure, splenic flexure, "
            "distal bowel, proximal bowel, bowel wall, bowel gas, bowel gas pattern, "
            "colostomy, ileostomy, ileocecal valve, ileocecal, anal, rectal wall, "
            "colonic wall, pericolonic, perirectal, perianal, mesorectal, ligament of treitz, "
            "sigmoid mesocolon",
            "obstruction, bowel obstruction, small bowel obstruction, diverticulitis, "
            "diverticulosis, diverticula, diverticulum, colitis, ileus, enteritis, "
            "pneumatosis, bowel wall thickening, wall thickening, transition point, "
            "intussusception, volvulus, fecal loading, stool burden, stool, "
            "colonic diverticula, colonic diverticulum, constipation, proctitis, "
            "pericolonic stranding, pericolonic fat stranding, hemicolectomy, colectomy, "
            "bowel ischemia, closed loop obstruction, epiploic appendagitis, terminal ileitis, "
            "ileitis, crohn disease, fecal impaction, pneumatosis intestinalis, dilated loop, "
            "small bowel feces sign, colonic mass, mucosal hyperenhancement, comb sign, "
            "malrotation, megacolon, toxic megacolon, creeping fat, perianal fistula, "
            "perirectal abscess, feculent material, enterocolic fistula",
        ),
        "appendix": region(
            "appendix, appendiceal, periappendiceal, appendiceal wall",
            "appendicitis, appendicolith, appendectomy, mucocele, periappendiceal stranding, "
            "periappendiceal fat stranding, appendiceal thickening",
        ),
        "peritoneum": region(
            "peritoneum, peritoneal, mesentery, mesenteric, omentum, omental, retroperitoneum, "
            "retroperitoneal, intraperitoneal, psoas, peritoneal cavity, paracolic gutter, "
            "pelvic cul de sac, cul de sac, morison pouch, presacral, mesenteric fat, "
            "mesenteric root, extraperitoneal, iliopsoas, interloop, pararenal, "
            "pararenal space, anterior pararenal space, posterior pararenal space, lesser sac",
            "free fluid, free air, ascites, pneumoperitoneum, abscess, fluid collection, "
            "free intraperitoneal air, hemoperitoneum, carcinomatosis, fat stranding, "
            "mesenteric stranding, retroperitoneal hematoma, peritoneal carcinomatosis, "
            "omental caking, omental infarct, mesenteric panniculitis, misty mesentery, "
            "mesenteric edema, peritonitis, extraluminal gas, extraluminal air, "
            "loculated fluid, peritoneal implant, retroperitoneal fibrosis, "
            "retroperitoneal hemorrhage, free gas, rim enhancing collection, "
            "pelvic free fluid, lymphocele, fat necrosis, interloop fluid, drainage catheter, "
            "percutaneous drain, desmoid, surgical drain, percutaneous catheter, "
            "percutaneous drainage catheter",
        ),
        "abdominal_vessel": region(
            "aorta, aortic, abdominal aorta, infrarenal aorta, iliac artery, celiac artery, "
            "superior mesenteric artery, sma, inferior vena cava, ivc, mesenteric vessel, "
            "superior mesenteric vein, vasculature, portal venous system, iliac, celiac axis, "
            "celiac trunk, smv, splenic vein, splenic artery, common iliac artery, "
            "inferior mesenteric artery, ima, iliac vessel, iliac vein, femoral artery, "
            "mesenteric artery, aortoiliac, vena cava, femoral vein, gonadal vein, "
            "median arcuate ligament, external iliac artery, internal iliac artery, "
            "common femoral artery, aortobifemoral, circumaortic renal vein, "
            "circumaortic left renal vein",
            "aneurysm, abdominal aortic aneurysm, aaa, dissection, atherosclerosis, "
            "atherosclerotic calcification, aortic calcification, ivc filter, "
            "aortic dissection, atherosclerotic plaque, atherosclerotic disease, endoleak, "
            "stent graft, endovascular stent graft, varix, collateral vessel, mural thrombus, "
            "vascular calcification, nutcracker, retroaortic left renal vein, "
            "portosystemic collateral, iliac artery aneurysm, deep venous thrombosis, "
            "endograft, dvt, deep vein thrombosis, aortobifemoral graft, splenorenal shunt, "
            "penetrating ulcer, penetrating aortic ulcer, may thurner",
        ),
    }


def _pelvis() -> dict[str, Region]:
    return {
        "bladder": region(
            "bladder, urinary bladder, foley catheter, bladder wall, urethra, bladder base, "
            "bladder dome, foley, perivesical, bladder lumen, urachus, urachal, neobladder",
            "bladder wall thickening, bladder diverticulum, cystitis, bladder stone, "
            "bladder mass, bladder calculus, cystectomy, cystocele, suprapubic catheter, "
            "trabeculated, urachal remnant, urachal cyst",
        ),
        "uterus": region(
            "uterus, uterine, endometrium, endometrial, cervix, myometrium, cervical os, "
            "vagina, endometrial stripe, uterine fundus, vaginal, parametrium, vaginal cuff, "
            "parametrial, cervical mass",
            "fibroid, leiomyoma, hysterectomy, intrauterine device, iud, adenomyosis, pessary, "
            "nabothian cyst, endometrial thickening, calcified fibroid, pregnancy, "
            "gestational sac, bartholin cyst",
        ),
        "ovary": region(
            "ovary, ovarian, adnexa, adnexal, fallopian tube",
            "ovarian cyst, adnexal mass, adnexal cyst, hydrosalpinx, dermoid, corpus luteum, "
            "oophorectomy, ovarian mass, corpus luteal cyst, tubo ovarian abscess, teratoma, "
            "endometrioma, salpingectomy, tubal ligation",
        ),
        "prostate": region(
            "prostate, prostate gland, seminal vesicle, prostatic, scrotum, scrotal, testis, "
            "testicle, testicular, penile",
            "prostatomegaly, prostatectomy, enlarged prostate, brachytherapy seed, hydrocele, "
            "varicocele, turp defect, prostatic hypertrophy, prostatic calcification",
        ),
        "pelvis": region(
            "pelvic organ, pelvic, pelvic sidewall, pelvic floor, reproductive organ",
            "pelvic mass, pelvic congestion",
        ),
        "abdominal_wall": region(
            "abdominal wall, anterior abdominal wall, groin, subcutaneous, rectus, "
            "rectus muscle, rectus abdominis, rectus sheath, linea alba, umbilicus, umbilical, "
            "inguinal canal, inguinal, gluteal, body wall, flank",
            "ventral hernia, inguinal hernia, umbilical hernia, incisional hernia, diastasis, "
            "spigelian hernia, diastasis recti, anasarca, rectus sheath hematoma, "
            "injection granuloma, body wall edema, seroma, hernia, femoral hernia, "
            "hernia repair, hernia mesh, abdominal wall hernia, parastomal hernia, mesh, "
            "mesh repair, decubitus ulcer, sacral decubitus ulcer, stimulator, "
            "nerve stimulator, battery pack",
        ),
    }
