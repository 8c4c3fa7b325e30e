"""How many processes are killed: PILOTAGE_KILLS in all, half of them imports and half of them workers."""

import os

KILLS = int(os.environ.get("PILOTAGE_KILLS", "25"))
IMPORT_KILLS = KILLS // 2
WORKER_KILLS = KILLS - IMPORT_KILLS
#: A twin that is unsafe on purpose has so many kills to be caught.
TWIN_KILLS = 120
SEED = 7
#: Lines that stand at the end of the run.
told: list[str] = []
