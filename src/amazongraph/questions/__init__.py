"""The catalogue of policy questions. Reads a published release at a profile; never a source, a frame or a build."""
