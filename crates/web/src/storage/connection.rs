//! What a SAS lets the viewer see, and what is to be said about it before it is used.
//!
//! The SAS itself stays inside [`SasUrl`], which cannot be printed. Invariant: nothing that comes
//! out of here as text holds any part of the signature.

use crate::route::{Place, Route};
use jobshelf::{
    ContainerName, Intent, Permission, SasScope, SasUrl, SasUrlError, SasValidity, Timestamp, link,
};

const DAY: i64 = 86_400;
/// A link should not be valid for longer.
const LONG: i64 = 7 * DAY + 3_600;
const SOON: i64 = 15 * 60;
const NOW: i64 = 2 * 60;

/// A SAS URL that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    url: SasUrl,
}

/// How pressing the end of a SAS is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// When it ends is not in it: a stored access policy says.
    Unknown,
    /// It is not valid yet.
    NotYet(Timestamp),
    /// Not soon.
    Later(Timestamp),
    /// Within a quarter of an hour.
    Soon(Timestamp),
    /// Within two minutes.
    Now(Timestamp),
    /// It has ended.
    Over(Timestamp),
}

/// Something to know about a SAS before it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concern {
    /// It has ended.
    Expired,
    /// It is not valid yet.
    NotYet,
    /// It cannot list, so nothing can be found.
    CannotList,
    /// It cannot read, so nothing can be opened.
    CannotRead,
    /// It is for another service than Blob, or not for all that a viewer asks.
    WrongScope,
    /// It can do more than read and list.
    MoreThanNeeded(Vec<Permission>),
    /// It opens every container of the account.
    WholeAccount,
    /// It is valid for so many days.
    LongLived(i64),
    /// It also works over http.
    PlainHttp,
}

impl Concern {
    /// Whether the viewer cannot work with such a SAS at all.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Expired | Self::NotYet | Self::CannotList | Self::CannotRead)
    }
}

impl Connection {
    /// Reads what a person pasted: a SAS URL, or a link to the viewer that carries one. A link's
    /// route comes along.
    ///
    /// # Errors
    /// When it is something else; the error holds nothing of the SAS.
    pub fn parse(text: &str) -> Result<(Self, Option<Route>), SasUrlError> {
        let url = SasUrl::parse(text)?;
        let (route, _) = link::split_fragment(text.split_once('#').map_or("", |(_, rest)| rest));
        let route = Some(Route::parse(&route)).filter(|route| route.place != Place::Home);
        Ok((Self { url }, route))
    }

    /// The URL with its SAS.
    pub fn url(&self) -> &SasUrl {
        &self.url
    }

    /// The account's name.
    pub fn account(&self) -> &str {
        self.url.account.account_name()
    }

    /// The host that is talked to.
    pub fn host(&self) -> &str {
        self.url.account.host()
    }

    /// The container it is for, unless it is for the account.
    pub fn container(&self) -> Option<&ContainerName> {
        self.url.container.as_ref()
    }

    /// Whether it opens this container, as far as the SAS says.
    pub fn reaches(&self, container: &str) -> bool {
        self.container().is_none_or(|own| own.as_str() == container)
    }

    /// The place it leads to by itself.
    pub fn home(&self) -> Place {
        match (self.container(), &self.url.blob) {
            (Some(container), Some(blob)) => Place::file(container.as_str(), blob),
            (Some(container), None) => Place::job(container.as_str()),
            (None, _) => Place::Home,
        }
    }

    /// The URL with the signature left out, to show what was understood.
    pub fn redacted(&self) -> String {
        let sas = self.url.token.parameters();
        let mut text = self.url.account.as_str().to_owned();
        text.push('/');
        text.push_str(self.container().map_or("", ContainerName::as_str));
        text.push_str(&format!("?sv={}", sas.version));
        match &sas.scope {
            SasScope::Account { services, resource_types } => {
                text.push_str(&format!("&ss={services}&srt={resource_types}"));
            }
            SasScope::Container => text.push_str("&sr=c"),
            SasScope::Blob => text.push_str("&sr=b"),
            _ => {}
        }
        if let Some(permissions) = &sas.permissions {
            text.push_str(&format!("&sp={permissions}"));
        }
        if let Some(expiry) = sas.expiry {
            text.push_str(&format!("&se={}", expiry.to_iso()));
        }
        text.push_str("&…");
        text
    }

    /// What it allows, each with whether a viewer needs it. None: a stored policy says.
    pub fn allows(&self) -> Option<Vec<(Permission, bool)>> {
        let permissions = self.url.token.parameters().permissions.as_ref()?;
        let needed = Intent::View.needs();
        Some(permissions.iter().map(|one| (one, needed.contains(&one))).collect())
    }

    /// When it ends, seen from `now`.
    pub fn ending(&self, now: Timestamp) -> Ending {
        let sas = self.url.token.parameters();
        match (sas.validity_at(now), sas.expiry) {
            (SasValidity::Expired { since }, _) => Ending::Over(since),
            (SasValidity::NotYetValid { starts }, _) => Ending::NotYet(starts),
            (SasValidity::Valid, None) => Ending::Unknown,
            (SasValidity::Valid, Some(end)) => {
                let seconds = end.seconds_since(now);
                if seconds <= NOW {
                    Ending::Now(end)
                } else if seconds <= SOON {
                    Ending::Soon(end)
                } else {
                    Ending::Later(end)
                }
            }
        }
    }

    /// What is to be known about it before it is used, the gravest first.
    pub fn concerns(&self, now: Timestamp) -> Vec<Concern> {
        let sas = self.url.token.parameters();
        let mut concerns = Vec::new();
        match sas.validity_at(now) {
            SasValidity::Expired { .. } => concerns.push(Concern::Expired),
            SasValidity::NotYetValid { .. } => concerns.push(Concern::NotYet),
            SasValidity::Valid => {}
        }
        if !sas.can(Permission::List) {
            concerns.push(Concern::CannotList);
        }
        if !sas.can(Permission::Read) {
            concerns.push(Concern::CannotRead);
        }
        let shows_jobs =
            self.container().is_some() || !sas.can(Permission::List) || sas.can_list_containers();
        if !sas.covers_container() || !shows_jobs {
            concerns.push(Concern::WrongScope);
        }
        let more = sas.beyond(Intent::View.needs());
        if !more.is_empty() {
            concerns.push(Concern::MoreThanNeeded(more));
        }
        if matches!(sas.scope, SasScope::Account { .. }) {
            concerns.push(Concern::WholeAccount);
        }
        if let Some(left) = sas.expiry.map(|end| end.seconds_since(now)).filter(|s| *s > LONG) {
            concerns.push(Concern::LongLived(left / DAY));
        }
        if !sas.https_only && self.url.account.origin().starts_with("https:") {
            concerns.push(Concern::PlainHttp);
        }
        concerns
    }
}

#[cfg(test)]
mod tests;
