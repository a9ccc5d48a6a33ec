"""Protocols: steps that people take, the terms that run meanwhile, and what no protocol may be.

The engine is a fold (`history`), a computation of terms (`clocks`), refusals (`check`) and the demands every protocol
meets, whoever wrote it (`sound`). It never acts: people take steps, and a scanner only writes down what a clock says.
"""

from __future__ import annotations
