//! Follows the address bar of a page that is open.

use crate::browser::address;
use crate::route::Route;
use crate::signals::SetIfChanged as _;
use crate::storage::connection::Connection;
use crate::storage::incoming_link::{UnfollowedLink, read_link};
use crate::storage::session::Session;
use jobshelf::link;
use leptos::prelude::*;
use std::sync::Arc;

impl Session {
    /// Follows the address after the reader changed it. What may hold a SAS is taken out of it first,
    /// also out of a link that is damaged.
    pub(super) fn follow_address(&self) {
        let fragment = address::fragment();
        let (plain, sas) = link::split_fragment(&fragment);
        let route = Route::parse(&plain);
        let Some(sas) = sas else {
            if *self.route.get_untracked() != route {
                self.unfollowed.set_if_changed(None);
                self.route.set(Arc::new(route));
            }
            if !fragment.is_empty() && fragment.strip_prefix('#') != Some(&plain) {
                self.rewrite_address();
            }
            return self.lead_home();
        };
        match read_link(&sas) {
            Ok((connection, _)) if self.is_same_account(&connection) => {
                self.route.set(Arc::new(route));
                self.rewrite_address();
                self.connect(connection, None);
            }
            Ok((connection, _)) => {
                self.rewrite_address();
                let link = Box::new((connection, Some(route)));
                self.unfollowed.set(Some(UnfollowedLink::OtherAccount(link)));
            }
            Err(reason) => {
                if self.connection.with_untracked(Option::is_none) {
                    self.route.set(Arc::new(route));
                }
                self.rewrite_address();
                self.unfollowed.set(Some(UnfollowedLink::Refused(reason)));
            }
        }
    }

    /// Shows the page's own address in place of the one that the reader entered.
    fn rewrite_address(&self) {
        address::replace_fragment(&self.route.with_untracked(|route| route.href()));
    }

    /// Whether a SAS is for the account in use; any is if there is none.
    pub fn is_same_account(&self, connection: &Connection) -> bool {
        self.connection.with_untracked(|current| {
            let mut current = current.iter();
            current.all(|current| current.url().account == connection.url().account)
        })
    }
}
