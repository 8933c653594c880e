//! The server, from its options to its end.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use offhook_scenario::{Dialect, Given, Scenario};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;

use crate::actor::Actor;
use crate::behaviour::{Behaviour, Behaviours, ByItself};
use crate::capacity::Capacity;
use crate::control::ControlApi;
use crate::error::ServeError;
use crate::guard::Guard;
use crate::health::Health;
use crate::hosted::{HostError, Hosted, Setup, default_centre};
use crate::http::{Listener, listen};
use crate::journal::{Folder, JournalOptions, write_private};
use crate::keys::Access;
use crate::limits::{MAX_REQUESTS_WAITING, MIN_TOKEN_CHARS, Patience};
use crate::metrics::Metrics;
use crate::pace::Pace;
use crate::recording::file_of;
use crate::simulator::Simulator;
use crate::tls::{Tls, acceptor};
use crate::wall::Wall;

/// What a server is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 is any that is free.
    pub listen: SocketAddr,
    /// Whose requests are answered.
    pub access: Access,
    /// Where ids and tokens come from, where a world names no seed.
    pub seed: u64,
    /// How time passes.
    pub pace: Pace,
    /// Scenarios whose worlds are set up, at most one for a dialect; the other dialect gets the default one.
    pub given: Vec<Scenario>,
    /// Who answers the phone by itself.
    pub behaviour: Option<Behaviour>,
    /// Whether numbers have a built-in meaning in given worlds, too; in a default one they have.
    pub numbers: bool,
    /// Whether numbers with a built-in meaning and the phones of agents who call answer by themselves, in every world. Where it is not said,
    /// they do if time runs; if it is virtual, no phone does, and numbers only as [`numbers`](Self::numbers) has it.
    pub auto_answer: Option<bool>,
    /// Whether requests of CC-Gateway count whatever Guid they bear, as at sites whose gateway does not look at it.
    pub any_guid: bool,
    /// Connections at one time; where it is not said, the lesser of [`MAX_CONNECTIONS`](crate::limits::MAX_CONNECTIONS) and what the system
    /// allows.
    pub max_connections: Option<usize>,
    /// The word that lets other machines use the control API.
    pub control_token: Option<String>,
    /// The names by which the server may be addressed, beside `localhost` and IP addresses, and whose pages may use it.
    pub allow_hosts: Vec<String>,
    /// The origins whose pages may use the server, the control API included, and no others; `*` is any, but for the control API. Without
    /// one, pages of this machine, of IP addresses and of named hosts may use the vendors' addresses, and where signatures are verified,
    /// all pages.
    pub allow_origins: Vec<String>,
    /// HTTPS in place of HTTP.
    pub tls: Option<Tls>,
    /// Where to write what was done, as scenarios.
    pub record: Option<PathBuf>,
    /// Where to keep a journal, so that another server can go on where this one stops.
    pub journal: Option<JournalOptions>,
    /// How long clients may take.
    pub patience: Patience,
    /// How far the date by which signatures are judged is from the system's, in milliseconds; for tests.
    pub date_shift_ms: i64,
}

impl Options {
    /// A server on any free port of this machine, in virtual time, with the default call centres.
    pub fn new(access: Access) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            access,
            seed: 0,
            pace: Pace::default(),
            given: Vec::new(),
            behaviour: None,
            numbers: false,
            auto_answer: None,
            any_guid: false,
            max_connections: None,
            control_token: None,
            allow_hosts: Vec::new(),
            allow_origins: Vec::new(),
            tls: None,
            record: None,
            journal: None,
            patience: Patience::default(),
            date_shift_ms: 0,
        }
    }
}

/// A server that listens, and answers once it [runs](Self::run).
pub struct Server {
    socket: StdListener,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
    simulator: Simulator,
    control: ControlApi,
    wall: Wall,
    dated: bool,
    capacity: Capacity,
    patience: Patience,
    record: Option<PathBuf>,
    stop: Arc<watch::Sender<bool>>,
}

/// Stops a server from elsewhere.
#[derive(Clone, Debug)]
pub struct Stopper(Arc<watch::Sender<bool>>);

impl Stopper {
    /// Lets requests under way be answered, releases polls that wait, and ends the server.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Server {
    /// Sets up the worlds and listens.
    ///
    /// # Errors
    /// A world, the certificate or the address cannot be used.
    pub fn bind(options: Options) -> Result<Self, ServeError> {
        let Options {
            listen,
            access,
            seed,
            pace,
            given,
            behaviour,
            numbers,
            auto_answer,
            any_guid,
            max_connections,
            control_token,
            allow_hosts,
            allow_origins,
            tls,
            record,
            journal,
            patience,
            date_shift_ms,
        } = options;
        if control_token.as_ref().is_some_and(|token| token.chars().count() < MIN_TOKEN_CHARS) {
            return Err(ServeError::ShortToken { least: MIN_TOKEN_CHARS });
        }
        let capacity = Capacity::new(max_connections)?;
        if let Some(wrong) = allow_hosts.iter().find(|host| !Guard::is_name(host)) {
            return Err(ServeError::BadHost(wrong.clone()));
        }
        let guard = Guard::new(allow_hosts, allow_origins).map_err(ServeError::BadOrigin)?;
        let wall = Wall::new(date_shift_ms);
        let mut worlds: BTreeMap<Dialect, Scenario> = BTreeMap::new();
        for scenario in given {
            let dialect = scenario.dialect.value;
            if worlds.insert(dialect, scenario).is_some() {
                return Err(ServeError::TwoWorlds(dialect));
            }
        }
        let folder = journal.as_ref().map(Folder::open).transpose().map_err(ServeError::Journal)?;
        let folder = folder.map(Arc::new);
        let mut open = |dialect| {
            let given = worlds.remove(&dialect).filter(|it: &Scenario| it.given != Given::default());
            let behaviours = |auto_answer: Option<bool>| {
                let by_itself = match auto_answer {
                    Some(answers) => ByItself { numbers: answers || numbers, phones: answers },
                    None => ByItself { numbers: numbers || given.is_none(), phones: false },
                };
                Behaviours::new(behaviour.clone(), by_itself)
            };
            let played_behaviours = behaviours(auto_answer);
            let behaviours = behaviours(auto_answer.or((pace != Pace::Virtual).then_some(true)));
            let scenario = given.map_or_else(|| default_centre(dialect).map_err(ServeError::Faults), Ok)?;
            let setup = Setup {
                seed,
                pace,
                behaviours,
                played_behaviours,
                any_token: any_guid,
                records: record.is_some(),
                journal: folder.clone(),
            };
            Hosted::new(scenario, setup, wall.now()).map_err(|error| match error {
                HostError::Centre(error) => ServeError::World(dialect, error),
                HostError::Journal(error) => ServeError::Journal(error),
                HostError::Snapshot(why) => ServeError::System(std::io::Error::other(why)),
                HostError::System(error) => ServeError::System(error),
            })
        };
        let hosted = Dialect::all().map(&mut open).collect::<Result<Vec<_>, _>>()?;
        let cannot = |error| ServeError::Listen { address: listen, error };
        let socket = StdListener::bind(listen).map_err(cannot)?;
        socket.set_nonblocking(true).map_err(cannot)?;
        let address = socket.local_addr().map_err(cannot)?;
        let tls = tls.map(|tls| acceptor(&tls, address)).transpose()?;
        Ok(Self {
            socket,
            address,
            tls,
            simulator: Simulator::new(hosted, access, guard.clone()),
            control: ControlApi::new(control_token, guard),
            wall,
            dated: pace != Pace::Virtual,
            capacity,
            patience,
            record,
            stop: Arc::new(watch::channel(false).0),
        })
    }

    /// The address listened on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as clients write it.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// What stops this server.
    pub fn stopper(&self) -> Stopper {
        Stopper(Arc::clone(&self.stop))
    }

    /// Answers until [stopped](Stopper::stop).
    ///
    /// # Errors
    /// The system does not let it run, or the recording or the journal cannot be written to its end.
    pub fn run(self) -> Result<(), ServeError> {
        self.run_beside(async { Ok(()) })
    }

    /// Answers until stopped, or until SIGINT or SIGTERM come.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_until_signal(self) -> Result<(), ServeError> {
        let stopper = self.stopper();
        self.run_beside(async move {
            signal().await?;
            tracing::info!("stops");
            stopper.stop();
            Ok(())
        })
    }

    fn run_beside(self, beside: impl Future<Output = std::io::Result<()>>) -> Result<(), ServeError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(ServeError::System)?.block_on(self.serve(beside))
    }

    async fn serve(self, beside: impl Future<Output = std::io::Result<()>>) -> Result<(), ServeError> {
        let Self { socket, tls, simulator, control, wall, dated, capacity, patience, record, stop, .. } =
            self;
        let socket = tokio::net::TcpListener::from_std(socket).map_err(ServeError::System)?;
        let metrics = Metrics::new();
        let health = Health::new();
        let (commands, queue) = mpsc::channel(MAX_REQUESTS_WAITING);
        let listener = Listener {
            socket,
            tls,
            commands,
            metrics: metrics.clone(),
            health: health.clone(),
            stop: stop.subscribe(),
            dated,
            capacity,
            patience,
        };
        tracing::info!(
            max_connections = capacity.in_all,
            per_client = capacity.per_client,
            "lets connections in"
        );
        let actor = Actor::new(simulator, control, wall, metrics, health).run(queue, stop.subscribe());
        let served = async { tokio::join!(listen(listener), actor).1 };
        tokio::pin!(served);
        let mut simulator = tokio::select! {
            simulator = served.as_mut() => simulator,
            failed = async {
                match beside.await {
                    Ok(()) => std::future::pending().await,
                    Err(error) => error,
                }
            } => return Err(ServeError::System(failed)),
        };
        let closed = simulator.close().map_err(ServeError::Journal);
        record.map_or(Ok(()), |path| write_recordings(&simulator, &path))?;
        closed
    }
}

fn write_recordings(simulator: &Simulator, path: &Path) -> Result<(), ServeError> {
    for hosted in simulator.all() {
        if let Some(text) = hosted.recorded() {
            let path = file_of(path, hosted.dialect());
            tracing::info!(path = %path.display(), "recorded");
            write_private(&path, &text).map_err(|error| ServeError::Record { path, error })?;
        }
    }
    Ok(())
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    Ok(())
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
