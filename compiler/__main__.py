"""Write the programs that ship, or check them: script/compile --help."""

import argparse
import sys

from custom_components.v2h_planner.core.milp.program import PROGRAMS, SHIPPED, Program, program_path

from .program import compile_program


def main() -> None:
    """Compile the model for every shape that ships. The same model gives the same bytes."""
    parser = argparse.ArgumentParser(prog="script/compile", description=main.__doc__)
    parser.add_argument(
        "--check", action="store_true", help="fail where a program is not what the model says"
    )
    check = parser.parse_args().check
    stale = []
    for shape in SHIPPED:
        path, program = program_path(shape), compile_program(shape)
        if not check:
            PROGRAMS.mkdir(exist_ok=True)
            program.save(path)
        elif not path.exists() or program.differs_from(Program.read(path)):
            stale.append(path.name)
    stale += sorted({path.name for path in PROGRAMS.glob("*.npz")} - {program_path(s).name for s in SHIPPED})
    if stale:
        sys.exit(
            f"Not what core/milp/model.py says: {', '.join(stale)}. Run script/compile and look at what it changes."
        )


if __name__ == "__main__":
    main()
