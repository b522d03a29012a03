import { isImageName } from '../shared/imageFile';

/** Image types that no webview can be counted on to decode. Who selects one is told so; who selects a text file is not. */
const otherImages = new Set(
  'svg,tif,tiff,heic,heif,jxl,jp2,ico,psd,tga,dds,exr,hdr,raw,dng,cr2,cr3,nef,arw,orf,rw2,pnm,ppm,pgm,pbm,xcf,kra'.split(
    ',',
  ),
);

/** True for an image, by its name, that cannot be opened. */
export function isOtherImage(name: string): boolean {
  return otherImages.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
}

/** True for what a person may take for a content image: images of every kind. */
export function canBeMeant(name: string): boolean {
  return isImageName(name) || isOtherImage(name);
}
