//! Proof that a client knows the token, without sending it: obs-websocket 5's challenge.
//!
//! `authentication = base64(sha256(base64(sha256(token + salt)) + challenge))`, ordinary base64 with padding.

use base64::{Engine, engine::general_purpose::STANDARD};
use protocol::envelope::Challenge;
use sha2::{Digest, Sha256};

/// A challenge that no other session gets.
///
/// # Errors
/// When the system gives no random numbers.
pub(crate) fn challenge(salt: String) -> Result<Challenge, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(Challenge { challenge: STANDARD.encode(bytes), salt })
}

/// What is kept of a token.
pub(crate) fn secret(token: &str, salt: &str) -> String {
    STANDARD.encode(Sha256::new().chain_update(token).chain_update(salt).finalize())
}

/// The right answer to a challenge, of whoever has that secret.
pub(crate) fn proof(secret: &str, challenge: &Challenge) -> String {
    STANDARD.encode(Sha256::new().chain_update(secret).chain_update(&challenge.challenge).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of obs-websocket's `docs/generated/protocol.md`, checked there by its clients.
    #[test]
    fn agrees_with_obs_websocket() {
        let challenge = Challenge {
            challenge: "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=".into(),
            salt: "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=".into(),
        };
        assert_eq!(
            proof(&secret("supersecretpassword", &challenge.salt), &challenge),
            "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4="
        );
    }
}
