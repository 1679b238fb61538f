import { kernelSpec, stockKernelSpec } from "../../src/setup/jupyter.mjs";

/** The two kernels that a notebook may be opened with. */
export const ours: object = kernelSpec();
export const stock: object = stockKernelSpec();
