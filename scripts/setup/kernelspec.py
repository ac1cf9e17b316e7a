"""Puts the project's kernel into the environment of the Python that runs this, or takes it out.

    python kernelspec.py check NAME PROJECT [--replace]
    python kernelspec.py install NAME PROJECT SOURCE
    python kernelspec.py uninstall NAME PROJECT

PROJECT is the project's folder, and SOURCE the folder that holds the kernel's description. `check`
fails if the name is taken by a kernel that is not this project's; such a kernel is left alone.
Jupyter's own KernelSpecManager says where kernels are. An error is the last line on stderr.
"""

import filecmp
import json
import os
import sys
from contextlib import suppress
from importlib.util import find_spec

with suppress(ImportError):  # without it there is no JupyterLab either
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel


def owner(folder, project):
    """The folder of the project's copy whose kernel this is; None for a kernel of somebody else."""
    try:
        with open(os.path.join(folder, "kernel.json"), encoding="utf-8") as file:
            spec = json.load(file)
        # Earlier versions of this project did not name themselves.
        if any(arg.startswith(os.path.join(project, "dist")) for arg in spec["argv"]):
            return project
        return spec["metadata"]["leaky-relu"]
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return None


def ours(folder, project):
    """Whether the kernel is this copy's, or that of a copy that is no longer there."""
    copy = owner(folder, project)
    return copy is not None and (copy == project or not os.path.exists(copy))


def described(name, folder, project):
    """A kernel of somebody else, for a message."""
    copy = owner(folder, project)
    whose = f"belongs to the copy of this project in {copy}" if copy else "is not this project's"
    return f'the kernel "{name}" in {folder} {whose}'


def check(manager, name, project, *options):
    place = destination(name)
    try:
        first = manager.get_kernel_spec(name).resource_dir
    except NoSuchKernel:
        first = place
    except (ValueError, TypeError):
        first = manager.find_kernel_specs()[name]  # it is there, and cannot be read
    if found_before(manager, first, place) and not ours(first, project):
        raise SystemExit(
            f"{described(name, first, project)}, and Jupyter would find it before ours: "
            "give ours another name (--name NAME)."
        )
    for folder in (place, first):
        if os.path.isdir(folder) and not ours(folder, project) and "--replace" not in options:
            raise SystemExit(
                f"{described(name, folder, project)}: give ours another name (--name NAME), "
                "or let it take that name (--replace)."
            )


def install(manager, name, project, source):
    place = destination(name)
    if os.path.isdir(place):
        same, _, _ = filecmp.cmpfiles(source, place, os.listdir(source), shallow=False)
        if len(same) == len(os.listdir(source)):
            return
    if os.path.islink(place):
        os.remove(place)
    manager.install_kernel_spec(source, name, prefix=sys.prefix)
    print(f'the kernel "{name}" is in {place}')


def uninstall(manager, name, project):
    place = destination(name)
    if not os.path.isdir(place):
        raise SystemExit(f'there is no kernel "{name}" in {os.path.dirname(place)}.')
    if not ours(place, project):
        raise SystemExit(f"{described(name, place, project)}: it stays.")
    KernelSpecManager(kernel_dirs=[os.path.dirname(place)]).remove_kernel_spec(name)
    print(f'the kernel "{name}" is no longer in {os.path.dirname(place)}')


def destination(name):
    """Where this environment has its kernel of a name."""
    return os.path.join(sys.prefix, "share", "jupyter", "kernels", name)


def found_before(manager, first, place):
    """Whether Jupyter looks for kernels in the folder around `first` before that around `place`."""
    order = [os.path.realpath(folder) for folder in manager.kernel_dirs]
    around = [os.path.realpath(os.path.dirname(path)) for path in (first, place)]
    if around[0] not in order:  # a kernel that comes with a Python package
        return True
    return around[1] in order and order.index(around[0]) < order.index(around[1])


if __name__ == "__main__":
    if find_spec("jupyterlab") is None:
        raise SystemExit(f"{sys.executable} has no JupyterLab: install it, or name another Python.")
    action, name, *arguments = sys.argv[1:]
    actions = {"check": check, "install": install, "uninstall": uninstall}
    try:
        actions[action](KernelSpecManager(), name.lower(), *arguments)
    except (OSError, ValueError) as error:
        raise SystemExit(str(error)) from None
