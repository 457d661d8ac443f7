"""SmPL text -> what its author wrote: sections, metavariables, the items of each rule's body."""
