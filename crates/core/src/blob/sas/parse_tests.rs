use super::*;
use crate::blob::{Permission, SasValidity};
use proptest::prelude::*;
use std::time::Duration;

/// The form of a signature, with both characters that need encoding.
const SIGNATURE: &str = "jsJX3SwBdiTk%2FZET%2Bo3F557rxJkjh2lYAqVzDlJekZU%3D";

fn token(before: &str) -> SasToken {
    SasToken::parse(&format!("{before}&sig={SIGNATURE}")).unwrap()
}

fn error(text: &str) -> SasError {
    SasToken::parse(text).unwrap_err()
}

#[test]
fn the_text_that_goes_out_is_the_one_that_came_in() {
    // Lower-case hexadecimal, an odd order, an unknown and an empty parameter: all kept.
    let query = format!("sp=lr&x-new=%7e&se=2026-11-30&st=&sv=2026-04-06&sr=c&sig={SIGNATURE}");
    assert_eq!(SasToken::parse(&query).unwrap().expose_query(), query);
    assert_eq!(SasToken::parse(&format!(" ?{query}\n")).unwrap().expose_query(), query);
}

#[test]
fn what_belongs_to_one_request_is_no_part_of_the_sas() {
    let text = format!("restype=container&comp=list&sv=2026-04-06&prefix=a%2F&sig={SIGNATURE}");
    let token = SasToken::parse(&text).unwrap();
    assert_eq!(token.expose_query(), format!("sv=2026-04-06&sig={SIGNATURE}"));
    assert_eq!(error("restype=container&comp=list"), SasError::NotASas);
}

#[test]
fn a_service_sas_says_what_it_allows() {
    let sas = token(
        "sv=2021-08-06&st=2030-01-01&se=2030-01-02T03%3A04%3A05Z&sr=c&sp=racwl&spr=https\
         &sip=10.0.0.1-10.0.0.9",
    );
    let parameters = sas.parameters();
    assert_eq!(parameters.version, "2021-08-06");
    assert_eq!(parameters.kind, SasKind::Service);
    assert_eq!(parameters.scope, SasScope::Container);
    assert_eq!(parameters.start, Timestamp::parse_iso("2030-01-01T00:00:00Z"));
    assert_eq!(parameters.expiry, Timestamp::parse_iso("2030-01-02T03:04:05Z"));
    assert_eq!(parameters.permissions.as_ref().unwrap().to_string(), "racwl");
    assert_eq!(parameters.ip.as_deref(), Some("10.0.0.1-10.0.0.9"));
    assert!(parameters.https_only);
    assert_eq!(parameters.policy, None);
    assert!(parameters.can(Permission::List) && !parameters.can(Permission::Delete));
    assert_eq!(
        parameters.beyond(&[Permission::Read, Permission::List]),
        [Permission::Add, Permission::Create, Permission::Write]
    );
    assert!(!parameters.can_list_containers());
}

#[test]
fn an_account_sas_may_list_containers() {
    let sas = token("sv=2026-04-06&ss=b&srt=sco&sp=rl&spr=https,http&se=2030-01-02T03:04Z");
    let parameters = sas.parameters();
    assert_eq!(parameters.kind, SasKind::Account);
    let scope = SasScope::Account { services: "b".to_owned(), resource_types: "sco".to_owned() };
    assert_eq!(parameters.scope, scope);
    assert!(!parameters.https_only);
    assert!(parameters.can_list_containers());
    for lacking in ["ss=q&srt=sco&sp=rl", "ss=b&srt=co&sp=rl", "ss=b&srt=sco&sp=r", "ss=b&sp=l"] {
        assert!(!token(&format!("sv=2026-04-06&{lacking}")).parameters().can_list_containers());
    }
}

#[test]
fn every_kind_and_scope_is_told_apart() {
    let delegated = token("sv=2026-04-06&sr=b&skoid=a&sktid=b&skv=2026-04-06&sp=r&se=2030-01-02");
    assert_eq!(delegated.parameters().kind, SasKind::UserDelegation);
    let scope =
        |resource: &str| token(&format!("sv=2026-04-06&sr={resource}")).parameters().scope.clone();
    assert_eq!(scope("b"), SasScope::Blob);
    assert_eq!(scope("d"), SasScope::Directory);
    assert_eq!(scope("bs"), SasScope::Snapshot);
    assert_eq!(scope("bv"), SasScope::Version);
    assert_eq!(scope("f"), SasScope::Other("f".to_owned()));
    assert_eq!(token("sv=2026-04-06").parameters().scope, SasScope::Other(String::new()));
}

#[test]
fn a_stored_policy_may_allow_anything() {
    let sas = token("sv=2026-04-06&sr=c&si=my+policy%2B1");
    let parameters = sas.parameters();
    assert_eq!(parameters.policy.as_deref(), Some("my policy+1"));
    assert_eq!((parameters.expiry, &parameters.permissions), (None, &None));
    assert!(parameters.can(Permission::Read));
    assert!(parameters.beyond(&[]).is_empty());
    assert_eq!(parameters.validity_at(Timestamp::now()), SasValidity::Valid);
}

#[test]
fn a_sas_is_valid_from_its_start_until_before_its_expiry() {
    let sas = token("sv=2026-04-06&sr=c&sp=r&st=2030-01-01&se=2030-01-02");
    let starts = Timestamp::parse_iso("2030-01-01").unwrap();
    let since = Timestamp::parse_iso("2030-01-02").unwrap();
    let before = Timestamp::from_unix(starts.unix() - 1);
    assert_eq!(sas.parameters().validity_at(before), SasValidity::NotYetValid { starts });
    assert_eq!(sas.parameters().validity_at(starts), SasValidity::Valid);
    assert_eq!(sas.parameters().validity_at(since), SasValidity::Expired { since });
    let later = since.plus(Duration::from_secs(1));
    assert_eq!(sas.parameters().validity_at(later), SasValidity::Expired { since });
}

#[test]
fn each_damage_has_its_own_error() {
    let sas = |signature: &str| format!("sv=2026-04-06&sr=c&sig={signature}");
    for empty in ["", " ", "?", " ?\n"] {
        assert_eq!(error(empty), SasError::Empty);
    }
    for other in ["hello", "a=b&c=d", "https://x.example/", "?comp=list"] {
        assert_eq!(error(other), SasError::NotASas, "{other}");
    }
    assert_eq!(error("sv=2026-04-06&sr=c&sp=r"), SasError::MissingSignature);
    assert_eq!(error(&sas("")), SasError::MissingSignature);
    assert_eq!(error(&format!("sr=c&sp=r&sig={SIGNATURE}")), SasError::MissingVersion);
    assert_eq!(error(&format!("sv=&sr=c&sp=r&sig={SIGNATURE}")), SasError::MissingVersion);
    let twice = SIGNATURE.replace('%', "%25");
    assert_eq!(error(&sas(&twice)), SasError::TwiceEncodedSignature);
    let decoded = SIGNATURE.replace("%2B", "+");
    assert_eq!(error(&sas(&decoded)), SasError::DecodedSignature);
    for end in 1..SIGNATURE.len() {
        assert_eq!(error(&sas(&SIGNATURE[..end])), SasError::TruncatedSignature, "{end}");
    }
    assert_eq!(error(&sas(&format!("{SIGNATURE}%3D"))), SasError::TruncatedSignature);
    assert_eq!(error(&sas(&format!("{SIGNATURE}&sv=1"))), SasError::Duplicate { name: "sv" });
    assert_eq!(error(&format!("{}&se=tomorrow", sas(SIGNATURE))), SasError::Date { name: "se" });
    assert_eq!(error(&format!("{}&si=%ff", sas(SIGNATURE))), SasError::Damaged { name: "si" });
    assert_eq!(error("sv=1&s ig=x"), SasError::Character { position: 7 });
    assert_eq!(error("sv=1\n&sig=x"), SasError::Character { position: 5 });
    assert_eq!(error("\"sv=1&sig=x\""), SasError::Character { position: 1 });
}

#[test]
fn a_signature_with_bare_slash_and_equals_is_what_the_service_takes_too() {
    let bare = SIGNATURE.replace("%2F", "/").replace("%3D", "=");
    assert!(SasToken::parse(&format!("sv=2026-04-06&sig={bare}")).is_ok());
}

#[test]
fn neither_the_token_nor_an_error_prints_the_signature() {
    let secret = "S3CR3T";
    let signature = format!("{secret}{}%3D", "A".repeat(37));
    let good = format!("sv=2026-04-06&sr=c&sp=r&se=2030-01-02&sig={signature}");
    let token = SasToken::parse(&good).unwrap();
    assert!(!format!("{token:?} {:#?} {:?}", token, token.parameters()).contains(secret));
    for bad in [
        format!("sv=1&sig={secret}"),
        format!("sv=1&sig={secret}%25"),
        format!("sv=1&sig={secret}+"),
        format!("sig={signature}"),
        format!("{good}&sig={secret}"),
        format!("{good}&se={secret}"),
        format!("sv=1&sig={signature}&se={secret}"),
        format!("sv=1&sig={signature}&st={secret}"),
        format!("sv=1&sig={secret} {secret}"),
        format!("sig{secret}"),
        format!("{secret}={secret}"),
    ] {
        let error = SasToken::parse(&bad).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(secret), "{error:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,60}|[a-z=&%?+0-9]{0,60}") {
        let _ = SasToken::parse(&text);
        let _ = SasToken::parse(&format!("sv=2026-04-06&{text}&sig={SIGNATURE}"));
    }

    #[test]
    fn whatever_is_taken_is_kept_and_redacted(junk in "[a-z]{2}=[a-zA-Z0-9%+:-]{0,20}") {
        let text = format!("sv=2026-04-06&{junk}&sig={SIGNATURE}");
        if let Ok(token) = SasToken::parse(&text) {
            prop_assert_eq!(token.expose_query(), &text);
            prop_assert_eq!(SasToken::parse(token.expose_query()), Ok(token.clone()));
            prop_assert_eq!(format!("{token:?}"), "SasToken(redacted)");
        }
    }
}

/// Found by the fuzzer: what a SAS says of itself is shown, and held the signature.
#[test]
fn a_signature_in_another_parameter_is_an_error() {
    let encoded_again = SIGNATURE.replace('%', "%25");
    let of_another = "2021-06-08%26sig%3Dof-another";
    for value in [SIGNATURE, &encoded_again, of_another, "2021?sig=of-another"] {
        for name in ["sv", "si", "sip", "sr", "ss"] {
            let version = if name == "sv" { "" } else { "sv=2026-04-06&" };
            let text = format!("{version}{name}={value}&sig={SIGNATURE}");
            assert_eq!(error(&text), SasError::Damaged { name });
        }
    }
}

#[test]
fn a_sas_that_is_bound_to_a_user_needs_a_sign_in() {
    let bound = token("sv=2026-04-06&sr=c&skoid=x&sduoid=11111111-1111-1111-1111-111111111111");
    assert!(bound.parameters().needs_sign_in);
    assert!(!token("sv=2026-04-06&sr=c&skoid=x").parameters().needs_sign_in);
}
