//! Tokens of an identity provider (OpenID Connect): a JWT, checked against the keys that its issuer publishes.
//!
//! Signatures are checked by `ring`, which the program has for TLS; only those with a public key are taken.

use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, Validation,
    crypto::{CryptoProvider, JwkUtils, JwtVerifier},
    decode, decode_header,
    errors::ErrorKind,
    jwk::{EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse},
};
use protocol::{Caller, Role};
use serde::Deserialize;
use serde_json::Value;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::{sync::Mutex, time::Instant};

/// Keys are asked for again after this time, when a token comes.
const FRESH: Duration = Duration::from_secs(3600);
/// Not more often than this, whatever keys tokens name.
const PAUSE: Duration = Duration::from_secs(30);
/// Bytes of what an issuer publishes.
const MOST_BYTES: u64 = 256 * 1024;
/// Time for one of its answers.
const TIME: Duration = Duration::from_secs(10);
/// Seconds by which clocks may differ.
const LEEWAY: u64 = 30;
/// Characters of a name.
const NAME_CHARS: usize = 60;

/// Whose tokens are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// The issuer's address, as its tokens name it in `iss`: `https://`, or `http://` on this machine.
    pub issuer: String,
    /// For whom tokens must be made out, in `aud`.
    pub audience: String,
    /// Which claim holds the role, or a list with it; points lead inwards: `realm_access.roles`.
    pub role_claim: String,
}

/// The issuer's keys.
pub(crate) struct Issuer {
    settings: Oidc,
    agent: ureq::Agent,
    /// Held while the issuer is asked, so that it is asked once.
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    keys: Vec<Jwk>,
    /// When they came.
    since: Option<Instant>,
    /// When they were asked for last.
    asked: Option<Instant>,
}

/// Somebody whom the issuer names, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vouched {
    pub(crate) caller: Caller,
    pub(crate) until: SystemTime,
}

impl Oidc {
    /// Whether the issuer's keys would come from where nobody can change them.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn check(&self) -> Result<(), String> {
        let rest = self.issuer.strip_prefix("http://");
        let host = rest.and_then(|rest| rest.split(['/', ':']).next());
        let safe = self.issuer.starts_with("https://")
            || host.is_some_and(|host| matches!(host, "localhost" | "127.0.0.1"));
        match (safe, self.audience.is_empty() || self.role_claim.is_empty()) {
            (true, false) => Ok(()),
            (false, _) => Err(format!("the issuer {} must begin with https://", self.issuer)),
            (_, true) => Err("an issuer needs an audience and the claim that holds the role".into()),
        }
    }
}

/// Whether this may be a JWT: three parts, the first of which begins as base64 of `{"`.
pub(crate) fn looks_like_one(token: &str) -> bool {
    token.starts_with("ey") && token.split('.').count() == 3
}

impl Issuer {
    pub(crate) fn new(settings: Oidc) -> Self {
        // An error means that it was set before: by us.
        let _ = CRYPTOGRAPHY.install_default();
        let config = ureq::Agent::config_builder().timeout_global(Some(TIME)).max_redirects(3).build();
        Self { settings, agent: config.into(), kept: Arc::default() }
    }

    /// Whom the token names. An error says why nobody, without anything of the token.
    pub(crate) async fn check(&self, token: &str) -> Result<Vouched, String> {
        let header = decode_header(token).map_err(|_| "the token is no JWT")?;
        let of_public_key = !matches!(header.alg.family(), AlgorithmFamily::Hmac);
        let kid = header.kid.as_deref();
        let key = if of_public_key { self.key(kid, header.alg).await? } else { None };
        let key = key.ok_or("the issuer has no key for this token")?;
        let key = DecodingKey::from_jwk(&key).map_err(|_| "the issuer's key cannot be read")?;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY;
        let claims =
            decode::<Value>(token, &key, &validation).map_err(|error| in_words(error.kind()))?.claims;
        self.vouched(&claims)
    }

    fn vouched(&self, claims: &Value) -> Result<Vouched, String> {
        let role = role(claims, &self.settings.role_claim)
            .ok_or_else(|| format!("the token's {} holds no role", self.settings.role_claim))?;
        let name = ["preferred_username", "email", "sub"].iter().find_map(|claim| claims[claim].as_str());
        let name: String =
            name.unwrap_or("nobody").chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
        let seconds = claims["exp"].as_f64().ok_or("the token does not say until when it is good")?;
        let until = SystemTime::UNIX_EPOCH + Duration::try_from_secs_f64(seconds).unwrap_or_default();
        // The colon keeps it apart from names that are given here.
        Ok(Vouched {
            caller: Caller::new(format!("oidc:{name}"), role),
            until: until + Duration::from_secs(LEEWAY),
        })
    }

    /// The key of that name; the issuer is asked when it is not known, or what is known is old.
    async fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<Option<Jwk>, String> {
        let mut kept = Arc::clone(&self.kept).lock_owned().await;
        let found = find(&kept.keys, kid, algorithm);
        let older = |since: Option<Instant>, than| since.is_none_or(|since| since.elapsed() > than);
        let due = found.is_none() || older(kept.since, FRESH);
        if !due || !older(kept.asked, PAUSE) {
            return Ok(found);
        }
        let (agent, settings) = (self.agent.clone(), self.settings.clone());
        // In a task of its own: who asks may go away meanwhile, and what was fetched is for all.
        let fetching = tokio::spawn(async move {
            kept.asked = Some(Instant::now());
            let fetched = tokio::task::spawn_blocking(move || fetch(&agent, &settings)).await;
            match fetched.unwrap_or_else(|error| Err(error.to_string())) {
                Ok(keys) => (kept.keys, kept.since) = (keys, kept.asked),
                Err(error) => tracing::warn!(%error, "the keys of the identity provider could not be had"),
            }
            (kept.since == kept.asked).then(|| kept.keys.clone())
        });
        match fetching.await.ok().flatten() {
            Some(keys) => Ok(find(&keys, kid, algorithm)),
            None if found.is_some() => Ok(found),
            None => Err("the identity provider cannot be asked for its keys; try again later".into()),
        }
    }
}

fn find(keys: &[Jwk], kid: Option<&str>, algorithm: Algorithm) -> Option<Jwk> {
    let fits = |key: &&Jwk| {
        let common = &key.common;
        let named = kid.is_none() || common.key_id.as_deref() == kid;
        let to_sign = !matches!(common.public_key_use, Some(PublicKeyUse::Encryption));
        named && to_sign && signs(key, algorithm)
    };
    keys.iter().find(fits).cloned()
}

/// Whether signatures by that algorithm are made with such a key: a token does not choose how it is checked.
fn signs(key: &Jwk, algorithm: Algorithm) -> bool {
    use jsonwebtoken::jwk::AlgorithmParameters::{EllipticCurve as Curve, OctetKeyPair, RSA};
    let of_that_kind = match (&key.algorithm, algorithm) {
        (RSA(_), _) => algorithm.family() == AlgorithmFamily::Rsa,
        (Curve(curve), Algorithm::ES256) => curve.curve == EllipticCurve::P256,
        (Curve(curve), Algorithm::ES384) => curve.curve == EllipticCurve::P384,
        (OctetKeyPair(pair), Algorithm::EdDSA) => pair.curve == EllipticCurve::Ed25519,
        _ => false,
    };
    let said = key.common.key_algorithm;
    let as_said = said.is_none_or(|said: KeyAlgorithm| said.to_string() == format!("{algorithm:?}"));
    of_that_kind && as_said
}

fn fetch(agent: &ureq::Agent, settings: &Oidc) -> Result<Vec<Jwk>, String> {
    #[derive(Deserialize)]
    struct Discovery {
        issuer: String,
        jwks_uri: String,
    }
    let address = format!("{}/.well-known/openid-configuration", settings.issuer.trim_end_matches('/'));
    let discovery: Discovery = get(agent, &address)?;
    if discovery.issuer != settings.issuer {
        return Err(format!("{address} is of {}, not of {}", discovery.issuer, settings.issuer));
    }
    let keys = Oidc { issuer: discovery.jwks_uri.clone(), ..settings.clone() };
    keys.check().map_err(|_| format!("{address} names keys at an address without https"))?;
    let published: JwkSet = get(agent, &discovery.jwks_uri)?;
    Ok(published.keys)
}

fn get<T: serde::de::DeserializeOwned>(agent: &ureq::Agent, address: &str) -> Result<T, String> {
    let failed = |error: ureq::Error| format!("{address}: {error}");
    let mut answer = agent.get(address).call().map_err(failed)?;
    answer.body_mut().with_config().limit(MOST_BYTES).read_json().map_err(failed)
}

/// The highest role in the claim; words that are none are others' business.
fn role(claims: &Value, claim: &str) -> Option<Role> {
    let held = claims.get(claim).or_else(|| claims.pointer(&format!("/{}", claim.replace('.', "/"))))?;
    let words: Vec<&str> = match held {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::String(words) => words.split_whitespace().collect(),
        _ => return None,
    };
    let named = |word: &&str| {
        let word = word.strip_prefix("compere-").unwrap_or(word);
        Role::ALL.into_iter().find(|role| role.name() == word)
    };
    words.iter().filter_map(named).max()
}

fn in_words(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::ExpiredSignature => "the token has run out; get a new one",
        ErrorKind::ImmatureSignature => "the token is not good yet",
        ErrorKind::InvalidIssuer => "the token is of another issuer",
        ErrorKind::InvalidAudience => "the token is made out for somebody else (its aud)",
        ErrorKind::MissingRequiredClaim(_) => "the token lacks exp, iss or aud",
        ErrorKind::InvalidSignature => "the token's signature is wrong",
        _ => "the token cannot be read",
    }
    .into()
}

static CRYPTOGRAPHY: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    verifier_factory: |algorithm, key| Ok(Box::new(Checker { algorithm: *algorithm, key: key.clone() })),
    jwk_utils: JwkUtils::new_unimplemented(),
};

/// Checks signatures.
struct Checker {
    algorithm: Algorithm,
    key: DecodingKey,
}

impl JwtVerifier for Checker {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl signature::Verifier<Vec<u8>> for Checker {
    fn verify(&self, message: &[u8], given: &Vec<u8>) -> Result<(), signature::Error> {
        use jsonwebtoken::DecodingKeyKind::{RsaModulusExponent, SecretOrDer};
        use ring::signature as by;
        let checked = match (self.key.kind(), self.algorithm) {
            (RsaModulusExponent { n, e }, algorithm) => {
                let parameters = match algorithm {
                    Algorithm::RS256 => &by::RSA_PKCS1_2048_8192_SHA256,
                    Algorithm::RS384 => &by::RSA_PKCS1_2048_8192_SHA384,
                    Algorithm::RS512 => &by::RSA_PKCS1_2048_8192_SHA512,
                    Algorithm::PS256 => &by::RSA_PSS_2048_8192_SHA256,
                    Algorithm::PS384 => &by::RSA_PSS_2048_8192_SHA384,
                    Algorithm::PS512 => &by::RSA_PSS_2048_8192_SHA512,
                    _ => return Err(signature::Error::new()),
                };
                by::RsaPublicKeyComponents { n, e }.verify(parameters, message, given)
            }
            (SecretOrDer(key), algorithm) => {
                let how: &dyn by::VerificationAlgorithm = match algorithm {
                    Algorithm::ES256 => &by::ECDSA_P256_SHA256_FIXED,
                    Algorithm::ES384 => &by::ECDSA_P384_SHA384_FIXED,
                    Algorithm::EdDSA => &by::ED25519,
                    _ => return Err(signature::Error::new()),
                };
                by::UnparsedPublicKey::new(how, key).verify(message, given)
            }
        };
        checked.map_err(|_| signature::Error::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_role_is_found_where_it_is() {
        let claims = json!({
            "compere_role": "operator", "scope": "openid compere-moderator",
            "realm_access": {"roles": ["offline_access", "viewer", "compere-admin"]},
            "https://example/role": ["viewer"], "odd": 7, "none": "sudo",
        });
        for (claim, expect) in [
            ("compere_role", Some(Role::Operator)),
            ("scope", Some(Role::Moderator)),
            ("realm_access.roles", Some(Role::Admin)),
            ("https://example/role", Some(Role::Viewer)),
            ("odd", None),
            ("none", None),
            ("missing", None),
        ] {
            assert_eq!(role(&claims, claim), expect, "{claim}");
        }
    }

    #[test]
    fn issuers_are_asked_where_nobody_can_listen() {
        let at = |issuer: &str| Oidc {
            issuer: issuer.into(),
            audience: "compere".into(),
            role_claim: "compere_role".into(),
        };
        for good in ["https://id.example", "http://localhost:9000/realm", "http://127.0.0.1"] {
            assert_eq!(at(good).check(), Ok(()), "{good}");
        }
        for bad in ["http://id.example", "http://localhost.evil.example", "id.example", "file:///etc"] {
            assert!(at(bad).check().is_err(), "{bad}");
        }
    }

    /// RFC 7515 A.2 (RS256) and A.3 (ES256), RFC 8037 A.4 (Ed25519): keys, messages and signatures as printed there.
    #[test]
    fn signatures_of_the_standards_are_right() {
        let claims =
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let rsa = json!({"kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"});
        let ec = json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"});
        let ed = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        for (algorithm, key, message, signature) in [
            (
                Algorithm::RS256,
                rsa,
                format!("eyJhbGciOiJSUzI1NiJ9.{claims}"),
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
            ),
            (
                Algorithm::ES256,
                ec,
                format!("eyJhbGciOiJFUzI1NiJ9.{claims}"),
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
            ),
            (
                Algorithm::EdDSA,
                ed,
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".to_owned(),
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            ),
        ] {
            let key: Jwk = serde_json::from_value(key).unwrap();
            assert!(signs(&key, algorithm));
            let check = Checker { algorithm, key: DecodingKey::from_jwk(&key).unwrap() };
            let bytes =
                base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, signature).unwrap();
            assert!(signature::Verifier::verify(&check, message.as_bytes(), &bytes).is_ok(), "{algorithm:?}");
            let other = message.replace("eyJ", "eyK");
            assert!(signature::Verifier::verify(&check, other.as_bytes(), &bytes).is_err(), "{algorithm:?}");
        }
    }
}
