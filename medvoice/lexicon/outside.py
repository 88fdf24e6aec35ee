"""What lies on or around the patient and is seen on images, but is neither organ nor device."""

from __future__ import annotations


def outside_things() -> frozenset[str]:
    """Phrases, singular and lower-case. Nipples are of the body; their shadow is a thing that is
    seen beside organs and belongs to none of them."""
    kinds = (
        # what is worn; a bare "ring", "chain", "hook" or "button" may be of the body or in it
        "clothing, clothing artifact, cloth, garment, gown, gown snap, snap, zipper, bra, bra "
        "hook, bra clasp, belt, buckle, collar button, clothing button, shirt button, gown "
        "button, necklace, neck chain, jewelry, jewellery, earring, nipple ring, navel ring, "
        "piercing, wristwatch, hair, hair braid, braid, hairpin, hair tie, dentures, hearing "
        "aid, name tag, identification bracelet, oxygen mask, "
        # what is put on or under the patient; a bare "patch", "mask" or "cast" may be a finding
        "monitoring patch, medication patch, transdermal patch, fentanyl patch, nicotine "
        "patch, sticker, bandage, dressing, adhesive tape, surgical tape, gauze, blanket, bed "
        "sheet, bed linen, pillow, backboard, trauma board, splint, plaster cast, sandbag, ice "
        "pack, heating pad, nipple marker, skin marker, bb marker, "
        # what the body's own outline makes
        "nipple shadow, skin fold, skinfold, breast shadow, external object, external "
        "material, external device, external artifact, overlying object, overlying material, "
        "overlying artifact"
    )
    return frozenset(" ".join(phrase.split()) for phrase in kinds.split(","))
