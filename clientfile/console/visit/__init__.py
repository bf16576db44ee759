"""What `add-meeting` and `add-call` share: a visit report from options, questions or a text."""
