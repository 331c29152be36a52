"""How long a home takes to understand a sentence: `.venv/bin/python -m tests.ha.voice.speed`."""

from sys import stdout
from time import process_time

from .hearing import Ear
from .lists import LISTS

if __name__ == "__main__":
    began = process_time()
    ear = Ear()
    ear.phrase("warm up")
    stdout.write(f"{len(ear.phrases)} phrases read in {process_time() - began:.2f} s\n")
    for module in LISTS:
        spent = []
        for text, *_ in module.SENTENCES:
            began = process_time()
            ear.phrase(text)
            spent.append(1000 * (process_time() - began))
        name = module.__name__.rpartition(".")[2]
        stdout.write(f"{name}: {sum(spent) / len(spent):.1f} ms a sentence, {max(spent):.1f} ms at most\n")
