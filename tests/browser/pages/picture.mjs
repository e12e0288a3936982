// A picture and its drawn pixels.
export class PicturePage {
  constructor(page) {
    this.page = page;
    this.picture = page.getByTestId("picture");
  }

  /** The size and pixels of an image or canvas element once it shows something. */
  pixels(locator = this.picture) {
    return locator.first().evaluate(async (element) => {
      if (element instanceof HTMLImageElement) await element.decode();
      const width = element.naturalWidth ?? element.width;
      const height = element.naturalHeight ?? element.height;
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d");
      context.drawImage(element, 0, 0);
      return { width, height, data: [...context.getImageData(0, 0, width, height).data] };
    });
  }

  /** The size and pixels of a picture file, decoded in the page without the viewer. */
  pixelsOf(bytes) {
    return this.page.evaluate(async (base64) => {
      const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([raw]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d");
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      return { width: bitmap.width, height: bitmap.height, data: [...data] };
    }, Buffer.from(bytes).toString("base64"));
  }
}

/** Whether a picture has only one colour. */
export const isUniform = ({ data }) => data.every((value, index) => value === data[index % 4]);
