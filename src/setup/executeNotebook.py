"""Runs a notebook in the project's kernel and writes it back with its outputs: executeNotebook.py FILE.ipynb

Nothing that differs from run to run by itself (timings, execution metadata, the addresses of live outputs, how far an evaluation is) is kept. A cell that fails ends the run, and the
file stays as it was.
"""

import os
import re
import sys

import nbformat
from nbclient import NotebookClient

file = sys.argv[1]
progress = re.compile(r"[\d,]+ of [\d,]+ answers( ·|$)")
notebook = nbformat.read(file, as_version=4)
client = NotebookClient(
    notebook,
    kernel_name=notebook.metadata.kernelspec.name,
    resources={"metadata": {"path": os.path.dirname(file)}},
    timeout=600,
    record_timing=False,
    shutdown_kernel="immediate",
)
client.on_cell_start = lambda cell, cell_index: print(f"  cell {cell_index + 1}", cell.get("id"), flush=True)
client.execute()
for cell in notebook.cells:
    cell.metadata.pop("execution", None)
    if any(output.get("name") == "stderr" for output in cell.get("outputs", [])):
        sys.exit(f"Cell {cell.id} wrote to stderr:\n{cell.outputs}")
    if cell.cell_type == "code":
        cell.outputs = [output for output in cell.outputs if not progress.match(output.get("data", {}).get("text/plain", ""))]
    for output in cell.get("outputs", []):
        if "text/html" in output.get("data", {}):
            output.data["text/html"] = re.sub(r' data-live="[^"]*"', "", output.data["text/html"])
notebook.metadata.pop("widgets", None)
nbformat.validate(notebook)
nbformat.write(notebook, file)
