"""What leaves a release as files. Reads a published release at a profile, never a source, a frame or a build."""
