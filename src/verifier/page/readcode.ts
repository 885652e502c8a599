// The text of a QR code in a picture. Loaded for a picture that has no badge in it.

import decodeQR from "qr/decode.js";

const LONGEST_SIDE = 1600;

/** What the code in the picture says; "" when there is none, or no picture. Nothing in the picture is run. */
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
    // A code on a transparent ground is meant to be seen on paper.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(drawn, 0, 0, width, height);
    drawn.close();
    return decodeQR(pen.getImageData(0, 0, width, height));
  } catch {
    return "";
  }
}
