//! Loose strands: narrow strips that break the outline of the hair's volume and soften its front.
