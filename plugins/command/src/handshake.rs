//! Proof that a client knows the token, without sending it: obs-websocket 5's challenge.
//!
//! `authentication = base64(sha256(base64(sha256(token + salt)) + challenge))`, ordinary base64 with padding.

use crate::{Token, token::same};
use base64::{Engine, engine::general_purpose::STANDARD};
use protocol::envelope::Challenge;
use sha2::{Digest, Sha256};

/// A challenge that no other session gets.
///
/// # Errors
/// When the system gives no random numbers.
pub(crate) fn challenge() -> Result<Challenge, getrandom::Error> {
    let mut bytes = [0; 64];
    getrandom::fill(&mut bytes)?;
    let (challenge, salt) = bytes.split_at(32);
    Ok(Challenge { challenge: STANDARD.encode(challenge), salt: STANDARD.encode(salt) })
}

/// Whether `answer` proves that the client knows `token`.
pub(crate) fn proves(token: &Token, challenge: &Challenge, answer: &str) -> bool {
    same(respond(token.reveal(), challenge).as_bytes(), answer.as_bytes())
}

/// The right answer to a challenge.
fn respond(token: &str, challenge: &Challenge) -> String {
    let secret = STANDARD.encode(Sha256::new().chain_update(token).chain_update(&challenge.salt).finalize());
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
            respond("supersecretpassword", &challenge),
            "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4="
        );
    }

    #[test]
    fn another_challenge_wants_another_answer() {
        let token = Token::parse("0123456789abcdef").unwrap();
        let (one, two) = (challenge().unwrap(), challenge().unwrap());
        let answer = respond(token.reveal(), &one);
        assert!(proves(&token, &one, &answer));
        assert!(!proves(&token, &two, &answer));
        assert!(!proves(&token, &one, ""));
    }
}
