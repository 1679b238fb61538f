export { HardBinDecoder as SoftBinDecoder } from "./binDecoder.js";
