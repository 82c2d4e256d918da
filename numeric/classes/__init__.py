"""Heterogeneous endowments that are common knowledge: classes of agents, kinds, margins, the modified A2."""
