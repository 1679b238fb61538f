import { SpexlabError } from "../../../errors.js";
import type { Cut } from "../components/cut.js";
import { Flow } from "../graph/flow.js";
import { ELEMENTS, type Graph } from "../graph/types.js";
import type { Field } from "../graph/wire.js";
import { editedFile, nodeField, renamedNode, valueField, zeroField } from "../graph/write.js";
import { cutNames } from "./names.js";

/** Bytes of one number. */
const BYTES: { readonly [type: string]: number } = { float16: 2, float32: 4, float64: 8 };

/**
 * The file with a switch after each cut's tensor: T becomes `Where(gate, T, baseline)`, so that what is present stays the very number that it was.
 * The baseline is zero, or an input for a mean; the tensor itself is then an output too. Whatever read T reads the switch. One copy of the file.
 */
export function switched(bytes: Uint8Array, graph: Graph, cuts: readonly Cut[], mean: boolean): Uint8Array {
  if (graph.opset < 9) {
    throw new SpexlabError(
      "MODEL_FAILED",
      `Components are switched by the operator Where, which came with version 9 of ONNX's operators; the model says ${graph.opset}. Convert it with onnx.version_converter.`,
    );
  }
  const flow = new Flow(graph);
  const added: Uint8Array[] = [];
  const behind = new Map<Field, Uint8Array[]>();
  const renamed = new Map<Field, Map<string, string>>();
  cuts.forEach(({ tensor, type, free }, k) => {
    const { gate, mean: baseline, seen } = cutNames(k);
    const { field } = graph.nodes[flow.maker(tensor)];
    const whole = `spexlab.whole.${k}`;
    const element = ELEMENTS[type];
    const nodes: Uint8Array[] = [];
    added.push(valueField("input", { name: gate, type: ELEMENTS.bool, dims: free.map(() => "") }));
    let absent = `spexlab.zero.${k}`;
    if (mean) {
      absent = `spexlab.absent.${k}`;
      added.push(
        valueField("input", { name: baseline, type: ELEMENTS.float32, dims: free.map(() => "") }),
        valueField("output", { name: seen, type: ELEMENTS.float32 }),
      );
      nodes.push(
        nodeField({ op: "Cast", inputs: [baseline], outputs: [absent], to: element }),
        nodeField({ op: "Cast", inputs: [whole], outputs: [seen], to: ELEMENTS.float32 }),
      );
    } else added.push(zeroField(absent, element, BYTES[type]));
    nodes.push(nodeField({ op: "Where", inputs: [gate, whole, absent], outputs: [tensor] }));
    behind.set(field, [...(behind.get(field) ?? []), ...nodes]);
    renamed.set(field, (renamed.get(field) ?? new Map()).set(tensor, whole));
  });
  const nodes = new Map(graph.nodes.map((node) => [node.field, node]));
  return editedFile(bytes, graph, {
    replaced(field) {
      const names = renamed.get(field);
      return names && [renamedNode(bytes, nodes.get(field)!, names), ...behind.get(field)!];
    },
    added,
  });
}
