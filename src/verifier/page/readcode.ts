// Reads a QR code in an image. Loaded for an image without a badge in it.

import decodeQR from "qr/decode.js";

const LONGEST_SIDE = 1600;

/** The text of the code in an image; "" if there is none or it is not an image. Runs nothing in the image. */
export async function readCode(picture: Blob): Promise<string> {
  try {
    const drawn = await createImageBitmap(picture);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(drawn.width, drawn.height));
    const [width, height] = [Math.ceil(drawn.width * scale), Math.ceil(drawn.height * scale)];
    const canvas = new OffscreenCanvas(width, height);
    const pen = canvas.getContext("2d");
    if (!pen) {
      return "";
    }
    // A code on a transparent background expects a white page behind it.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(drawn, 0, 0, width, height);
    drawn.close();
    return decodeQR(pen.getImageData(0, 0, width, height));
  } catch {
    return "";
  }
}
