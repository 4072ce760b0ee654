"""The brief on one thing: what a technician takes to a meeting, from a published release at one profile.

``model`` is what a brief holds, ``gather`` fills it, ``markdown``, ``page`` and ``typeset`` write it.
"""
