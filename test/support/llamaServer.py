"""Serves a GGUF file by llama.cpp's OpenAI-compatible server on a free port, and prints its address."""

import sys
import time

import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.model_alias = {"gemma"}
params.n_ctx = 2048
params.n_parallel = 1
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
params.port = 0
params.warmup = False
server = xllamacpp.Server(params)
print("listening on", server.listening_address, flush=True)
time.sleep(600)
