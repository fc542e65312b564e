//! What people are made of: skin, hair, eyes, teeth, cloth; lean and full.
