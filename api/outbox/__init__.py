"""What leaves the desk for others' machines (web hooks, e-mail): kept here, tried again, shown when given up."""
