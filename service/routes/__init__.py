"""Thin views: parse, call, return."""
