import { connect } from "./client/connect.js";

/** The browser side of the bridge to the kernel: an ES module as anywidget loads it. */
export const bridgeModule: string = `export default { initialize: ${connect.toString()} };`;
