import { isImageName } from '../shared/imageFile';

/**
 * Image types that not every webview decodes. A selected image of such a type is reported; a selected text file is ignored.
 */
const otherImages = new Set(
  'svg,tif,tiff,heic,heif,jxl,jp2,ico,psd,tga,dds,exr,hdr,raw,dng,cr2,cr3,nef,arw,orf,rw2,pnm,ppm,pgm,pbm,xcf,kra'.split(
    ',',
  ),
);

/** True for a file name of an image that cannot be opened. */
export function isOtherImage(name: string): boolean {
  return otherImages.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
}

/** True for the name of an image of any type, whether it can be opened or not: a person may mean it as a content image. */
export function canBeMeant(name: string): boolean {
  return isImageName(name) || isOtherImage(name);
}
