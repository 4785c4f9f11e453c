"""Compiled inner loops. Numba compiles each once and keeps the result on disk."""
