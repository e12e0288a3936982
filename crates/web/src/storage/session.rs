//! What all pages share: the SAS, the route, the clock, and the freshness of the page.
//!
//! The SAS lives here and nowhere else, in memory.

use crate::browser::color_scheme::Scheme;
use crate::browser::{address, clock, document, events, network};
use crate::route::{Place, Route, View};
use crate::signals::SetIfChanged as _;
use crate::storage::connection::Connection;
use crate::storage::download_state::Download;
pub use crate::storage::freshness::{Freshness, Source, Trouble};
use crate::storage::incoming_link::{UnfollowedLink, read_link};
use crate::storage::metered_transport::Metered;
use crate::storage::notify::Notify;
use crate::storage::problem::{Cause, Evidence, Problem, is_worth_a_probe};
use crate::storage::problem_text::Whereabouts;
use crate::storage::spawn::{LocalFuture, spawn};
use crate::storage::traffic::Traffic;
use crate::storage::{Account, Container};
use futures_util::future::AbortHandle;
use jobshelf::{
    BlobAccount, ContainerName, Credential, Error, ListOptions, PlatformTransport, RetryPolicy,
    Timestamp, link, list_jobs,
};
use leptos::prelude::*;
use std::cell::OnceCell;
use std::sync::Arc;
use std::time::Duration;

mod address_bar;

/// A tick that is so many milliseconds late tells that the device slept.
const ASLEEP: f64 = 10_000.0;
/// What may pass is tried again after so long.
const AGAIN: Duration = Duration::from_secs(10);

/// What all pages share. There is one for as long as the page lasts.
#[derive(Debug)]
pub struct Session {
    /// The SAS in use.
    pub connection: RwSignal<Option<Arc<Connection>>>,
    /// A link in the address that was not followed.
    pub unfollowed: RwSignal<Option<UnfollowedLink>>,
    /// Where the viewer is.
    pub route: RwSignal<Arc<Route>>,
    /// The device's clock, every second while the page is seen.
    pub now: RwSignal<i64>,
    /// How fresh the page is.
    pub freshness: Freshness,
    /// The colour scheme.
    pub scheme: RwSignal<Scheme>,
    /// What the page itself adds to the status line, such as a log's extent.
    pub extent: RwSignal<String>,
    /// When the page expects more of it, for the status line too.
    pub expected: RwSignal<String>,
    /// What is on its way to the reader's disk: which file, how far it is, and what ends it.
    downloads: RwSignal<Vec<(String, Download, AbortHandle)>>,
    /// The page has nothing to show but a problem, so no notice has to speak of it.
    pub is_bare: RwSignal<bool>,
    /// How many logs are followed on the page.
    pub n_followed: RwSignal<u32>,
    /// Wakes loops that pause.
    pub refresh: Notify,
    transport: Option<Metered>,
}

thread_local! {
    static SESSION: OnceCell<&'static Session> = const { OnceCell::new() };
}

/// The session.
pub fn session() -> &'static Session {
    SESSION.with(|session| *session.get_or_init(|| Box::leak(Box::new(Session::new("")))))
}

/// Begins the session with what stood behind `#` when the page was opened.
pub fn begin(fragment: &str) -> &'static Session {
    let session = SESSION
        .with(|session| *session.get_or_init(|| Box::leak(Box::new(Session::new(fragment)))));
    session.listen();
    // The address may have changed while the viewer was loaded.
    session.follow_address();
    session
}

impl Session {
    fn new(fragment: &str) -> Self {
        let (route, sas) = link::split_fragment(fragment);
        let (connection, unfollowed) = match sas.map(|sas| read_link(&sas)) {
            Some(Ok((connection, _))) => (Some(connection), None),
            Some(Err(reason)) => (None, Some(UnfollowedLink::Refused(reason))),
            None => (None, None),
        };
        Self {
            connection: RwSignal::new(connection),
            unfollowed: RwSignal::new(unfollowed),
            route: RwSignal::new(Arc::new(Route::parse(&route))),
            now: RwSignal::new(Timestamp::now().unix()),
            freshness: Freshness::new(),
            scheme: RwSignal::new(Scheme::stored()),
            extent: RwSignal::new(String::new()),
            expected: RwSignal::new(String::new()),
            downloads: RwSignal::new(Vec::new()),
            is_bare: RwSignal::new(false),
            n_followed: RwSignal::new(0),
            refresh: Notify::default(),
            transport: PlatformTransport::new().ok().map(Metered::new),
        }
    }

    /// The device's clock; follows it.
    pub fn clock(&self) -> Timestamp {
        Timestamp::from_unix(self.now.get())
    }

    /// Whether there is a SAS; follows that.
    pub fn is_connected(&self) -> bool {
        self.connection.get().is_some()
    }

    /// Where the viewer is; follows it.
    pub fn place(&self) -> Place {
        self.route.get().place.clone()
    }

    /// The filter of the page; follows it.
    pub fn filter(&self) -> String {
        self.route.get().view.filter.clone()
    }

    /// Uses another SAS from now on, and wakes whoever waits for one.
    pub fn connect(&self, connection: Arc<Connection>, route: Option<Route>) {
        self.connection.set(Some(connection));
        self.unfollowed.set_if_changed(None);
        self.freshness.clear();
        match route {
            Some(route) => self.go(route),
            None if self.route.get_untracked().place == Place::Connect => self.go(Route::default()),
            None => self.lead_home(),
        }
        self.refresh.notify_all();
    }

    /// Goes to a place, as a link does.
    pub fn go(&self, route: Route) {
        address::push_fragment(&route.href());
        self.route.set(Arc::new(route));
        self.lead_home();
    }

    /// Changes how the place is looked at; the history keeps one entry for the place.
    pub fn change_view(&self, change: impl FnOnce(&mut View)) {
        let mut route = Route::clone(&self.route.get_untracked());
        change(&mut route.view);
        self.replace(route);
    }

    fn replace(&self, route: Route) {
        address::replace_fragment(&route.href());
        self.route.set(Arc::new(route));
    }

    /// Where the current page's container is, for what is said about a problem.
    pub fn whereabouts(&self) -> Whereabouts {
        match self.connection.get_untracked() {
            Some(connection) => self.whereabouts_of(&connection),
            None => Whereabouts::default(),
        }
    }

    /// The same with a SAS that is not in use yet.
    pub fn whereabouts_of(&self, connection: &Connection) -> Whereabouts {
        let shown = self.route.get_untracked().place.container().map(str::to_owned);
        let own = connection.container().map(|container| container.as_str().to_owned());
        Whereabouts {
            account: connection.account().to_owned(),
            host: connection.host().to_owned(),
            container: shown.or(own),
            origin: address::origin(),
        }
    }

    /// How far the download of a file is; `file` is its [key](crate::storage::download::key).
    pub fn download(&self, file: &str) -> Download {
        let found = |all: &Vec<(String, Download, AbortHandle)>| {
            all.iter().find(|(of, ..)| of == file).map(|(_, download, _)| download.clone())
        };
        self.downloads.with(found).unwrap_or_default()
    }

    /// It is so far.
    pub fn set_download(&self, file: &str, now: Download) {
        self.downloads.update(|all| {
            if let Some((_, download, _)) = all.iter_mut().find(|(of, ..)| of == file) {
                *download = now;
            }
        });
    }

    /// `work` downloads a file from now on; what did before is at its end.
    pub fn begin_download(&self, file: String, work: LocalFuture) {
        self.end_download(&file);
        let work = spawn(work);
        self.downloads.update(|all| all.push((file, Download::Running(0, 0), work)));
    }

    /// Nothing downloads the file any more, and nothing is said of it.
    pub fn end_download(&self, file: &str) {
        self.downloads.update(|all| {
            for (_, _, work) in all.extract_if(.., |(of, ..)| of == file) {
                work.abort();
            }
        });
    }

    /// What this session asked of the storage so far.
    pub fn traffic(&self) -> Traffic {
        self.transport.as_ref().map(Metered::traffic).unwrap_or_default()
    }

    /// Tries a SAS that is not in use yet: asks for one name.
    ///
    /// # Errors
    /// What is in its way.
    pub async fn check(&self, connection: &Connection) -> Result<(), Problem> {
        let account = self.account_of(connection)?;
        let answer = match connection.container() {
            Some(container) => {
                let options = ListOptions::new().with_max_results(1);
                account.container(container).list_page(&options).await.map(drop)
            }
            None => list_jobs(&account, None).await.map(drop),
        };
        match answer {
            Ok(()) => Ok(()),
            Err(error) => Err(self.diagnose_with(connection, &error).await),
        }
    }

    /// The account, each request tried once: for loops that look again anyway.
    ///
    /// # Errors
    /// When there is no SAS.
    pub fn account(&self) -> Result<Account, Problem> {
        match self.connection.get_untracked() {
            Some(connection) => self.account_of(&connection),
            None => Err(Problem::new(Cause::BadSignature)),
        }
    }

    fn account_of(&self, connection: &Connection) -> Result<Account, Problem> {
        let Some(transport) = self.transport.clone() else {
            return Err(Problem::new(Cause::Other));
        };
        let url = connection.url();
        let credential = Credential::Sas(url.token.clone());
        let account = BlobAccount::with_transport(url.account.clone(), credential, transport);
        Ok(account.with_retry(RetryPolicy::ONCE))
    }

    /// A container that the SAS opens, each request tried once.
    ///
    /// # Errors
    /// When the SAS is for another, or there can be no such container.
    pub fn container(&self, name: &str) -> Result<Container, Problem> {
        let connection = self.connection.get_untracked();
        if !connection.is_some_and(|connection| connection.reaches(name)) {
            return Err(Problem::new(Cause::OtherJob));
        }
        let parsed = ContainerName::parse(name)
            .map_err(|error| Problem { cause: Cause::BadName, detail: error.to_string() })?;
        Ok(self.account()?.container(&parsed))
    }

    /// A container for something that is asked for once: a request is tried a few times.
    ///
    /// # Errors
    /// As for [`container`](Self::container).
    pub fn patient_container(&self, name: &str) -> Result<Container, Problem> {
        let patience = RetryPolicy::new().with_tries(4);
        Ok(self.container(name)?.with_retry(patience))
    }

    /// Waits until something that failed is worth another try: a while, if it may pass by itself;
    /// in any case until the reader, the network or a new SAS gives a reason.
    pub async fn until_again(&self, problem: &Problem) {
        if problem.may_pass() {
            self.refresh.sleep(AGAIN).await;
        } else {
            self.refresh.notified().await;
        }
    }

    /// What is behind an error; may send a request without SAS to find out.
    pub async fn diagnose(&self, error: &Error) -> Problem {
        match self.connection.get_untracked() {
            Some(connection) => self.diagnose_with(&connection, error).await,
            None => Problem::new(Cause::BadSignature),
        }
    }

    async fn diagnose_with(&self, connection: &Connection, error: &Error) -> Problem {
        let is_reachable = if is_worth_a_probe(error) && network::is_online() {
            Some(network::answers(connection.url().account.as_str()).await)
        } else {
            None
        };
        let sas = connection.url().token.parameters();
        let (is_online, now) = (network::is_online(), Timestamp::now());
        Problem::from_error(error, Evidence { is_online, is_reachable, sas, now })
    }

    /// A SAS for one job has no list of jobs: home is that job.
    fn lead_home(&self) {
        let is_home = self.route.get_untracked().place == Place::Home;
        let home = self.connection.get_untracked().map(|connection| connection.home());
        if let Some(home) = home.filter(|home| is_home && *home != Place::Home) {
            self.replace(Route::to(home));
        }
    }

    fn listen(&'static self) {
        for event in ["hashchange", "popstate"] {
            events::on_window(event, move |_| self.follow_address());
        }
        events::on_window("online", move |_| self.refresh.notify_all());
        events::on_document("visibilitychange", move |_| {
            if !document::is_hidden() {
                self.tick();
                self.refresh.notify_all();
            }
        });
        spawn(async move {
            loop {
                let before = clock::now_ms();
                let rest = Duration::from_millis(1001 - before as u64 % 1000);
                jobshelf::time::sleep(rest).await;
                if !document::is_hidden() {
                    self.tick();
                    // No timer of a page that is seen is so late, unless the device slept; the
                    // pauses of all loops then have as long to go as they had before.
                    if clock::now_ms() - before > ASLEEP {
                        self.refresh.notify_all();
                    }
                }
            }
        });
    }

    fn tick(&self) {
        self.now.set_if_changed(Timestamp::now().unix());
    }
}
