//! TLS by files, and tokens of an identity provider: a stand-in that publishes keys as OpenID Connect Discovery 1.0 says.

use crate::client::*;
use axum::{Json, Router, routing::get};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use command::{Limits, Oidc, TlsFiles, access};
use protocol::Role;
use rcgen::{CertifiedKey, KeyPair, PublicKeyData, generate_simple_self_signed};
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring::default_provider, pki_types::CertificateDer},
};

fn certificate(folder: &Path) -> (TlsFiles, CertificateDer<'static>) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let files = TlsFiles { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
    fs::write(&files.key, signing_key.serialize_pem()).unwrap();
    fs::write(&files.certificate, cert.pem()).unwrap();
    (files, cert.der().clone())
}

async fn over_tls(addr: std::net::SocketAddr, trusted: CertificateDer<'static>) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(addr).await?;
    let name = "localhost".try_into().unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn what_travels_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let (files, trusted) = certificate(folder.path());
    let fixture = fixture(Options { tls: Some(files), ..Options::default() }).await;
    let answer = over_tls(fixture.addr, trusted.clone()).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    // One who speaks without it is not answered, and harms nobody.
    let mut plain = TcpStream::connect(fixture.addr).await.unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(DEADLINE, plain.read_to_end(&mut answer)).await;
    assert!(read.is_ok() && !answer.starts_with(b"HTTP"));
    let (_, other) = certificate(tempfile::tempdir().unwrap().path());
    assert!(over_tls(fixture.addr, other).await.is_err(), "this is not a check of anything");
    assert!(over_tls(fixture.addr, trusted).await.is_ok());
}

#[tokio::test]
async fn files_that_are_no_certificate_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (files, _) = certificate(folder.path());
    let (others, _) = certificate(tempfile::tempdir().unwrap().keep().as_path());
    let start = async |certificate: &Path, key: &Path| {
        let tls = TlsFiles { certificate: certificate.into(), key: key.into() };
        let error = serve(Options { tls: Some(tls), ..Options::default() }).await.err().unwrap();
        let mut text = error.to_string();
        text.retain(|c| c != '\n');
        text
    };
    let missing = folder.path().join("missing.pem");
    assert!(start(&missing, &files.key).await.contains("cannot read"));
    assert!(start(&files.key, &files.key).await.contains("no certificate"));
    assert!(start(&files.certificate, &files.certificate).await.contains("private key"));
    assert!(start(&files.certificate, &others.key).await.contains("cannot be used"));
}

/// An issuer on this machine, and its key.
struct Issuer {
    address: String,
    key: KeyPair,
}

impl Issuer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        // An uncompressed point: 4, x, y.
        let point = key.der_bytes().to_vec();
        let part = |from: usize| URL_SAFE_NO_PAD.encode(&point[from..from + 32]);
        let keys = json!({"keys": [
            {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"},
            {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k1", "x": part(1), "y": part(33)},
        ]});
        let found = json!({"issuer": address, "jwks_uri": format!("{address}/keys")});
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(async move || Json(found)))
            .route("/keys", get(async move || Json(keys)));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, key }
    }

    fn oidc(&self) -> Oidc {
        Oidc {
            issuer: self.address.clone(),
            audience: "compere".into(),
            role_claim: "realm_access.roles".into(),
        }
    }

    fn claims(&self, seconds: i64) -> Value {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() as i64;
        json!({
            "iss": self.address, "aud": "compere", "exp": now + seconds, "sub": "1234",
            "preferred_username": "mia", "realm_access": {"roles": ["offline_access", "compere-moderator"]},
        })
    }

    fn token(&self, header: Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let random = ring::rand::SystemRandom::new();
        let how = &ring::signature::ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = ring::signature::EcdsaKeyPair::from_pkcs8(how, &self.key.serialize_der(), &random).unwrap();
        let signed = key.sign(&random, message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signed))
    }
}

#[tokio::test]
async fn whom_the_issuer_names_may_do_what_it_says() {
    let issuer = Issuer::start().await;
    // The delay is not what is tested.
    let limits = Limits { wrong_token: Duration::ZERO, ..Limits::default() };
    let fixture = fixture(Options { oidc: Some(issuer.oidc()), limits, ..Options::default() }).await;
    let ask = async |request: &str, token: &str| {
        let bearer = format!("Bearer {token}");
        let path = format!("/api/v1/requests/{request}");
        http(fixture.addr, "POST", &path, &[("authorization", &bearer)], b"").await
    };
    let header = json!({"alg": "ES256", "kid": "k1"});
    let good = issuer.token(header.clone(), &issuer.claims(60));
    assert_eq!(ask("ListScenes", &good).await.status, 200);
    assert_eq!(ask("Stop", &good).await.status, 403, "a moderator does not stop the show");

    let changed = |change: fn(&mut Value)| {
        let mut claims = issuer.claims(60);
        change(&mut claims);
        claims
    };
    let of_another = Issuer::start().await;
    let cut = format!("{}x", &good[..good.len() - 3]);
    for (token, why) in [
        (issuer.token(header.clone(), &issuer.claims(-3600)), "run out"),
        (issuer.token(header.clone(), &changed(|c| c["aud"] = "other".into())), "somebody else"),
        (
            issuer.token(header.clone(), &changed(|c| c["iss"] = "https://evil.example".into())),
            "another issuer",
        ),
        (issuer.token(header.clone(), &changed(|c| c["realm_access"] = json!({}))), "no role"),
        (issuer.token(header.clone(), &changed(|c| c["exp"] = Value::Null)), "token"),
        (issuer.token(json!({"alg": "ES256", "kid": "k2"}), &issuer.claims(60)), "no key"),
        // The key that everybody can read, taken for a secret.
        (issuer.token(json!({"alg": "HS256", "kid": "shared"}), &issuer.claims(60)), "no key"),
        (issuer.token(json!({"alg": "none"}), &issuer.claims(60)), "JWT"),
        (of_another.token(header.clone(), &issuer.claims(60)), "signature"),
        (cut, "token"),
    ] {
        let reply = ask("ListScenes", &token).await;
        let text = reply.json()["requestStatus"]["comment"].as_str().unwrap().to_owned();
        assert!(reply.status == 401 && text.contains(why), "{} {text} / {why}", reply.status);
        assert!(!text.contains(&token), "no token in an error");
    }
}

#[tokio::test]
async fn a_session_ends_with_its_token() {
    let issuer = Issuer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("access.json");
    let token = access::add(&path, "mia", Role::Viewer).unwrap();
    let options = Options { oidc: Some(issuer.oidc()), access: Some(path.clone()), ..Options::default() };
    let fixture = fixture(options).await;
    // 30 seconds of leeway are over in a second.
    let jwt = issuer.token(json!({"alg": "ES256", "kid": "k1"}), &issuer.claims(-28));
    let mut by_jwt = connect(fixture.addr, "/api/v1/ws").await;
    next_json(&mut by_jwt).await;
    send(&mut by_jwt, json!({"op": 1, "d": {"token": jwt}})).await;
    let identified = next_json(&mut by_jwt).await;
    assert_eq!(identified["d"]["caller"], json!({"name": "oidc:mia", "role": "moderator"}));
    let mut by_name = connect(fixture.addr, "/api/v1/ws").await;
    identify(&mut by_name, token.reveal(), None).await;
    assert_eq!(next_json(&mut by_name).await["d"]["caller"]["name"], "mia");
    let begun = Instant::now();
    access::remove(&path, "mia").unwrap();
    for stream in [&mut by_jwt, &mut by_name] {
        assert_eq!(close_code(stream).await, Some(4009));
    }
    assert!(begun.elapsed() < DEADLINE);
}
