//! A stream that has words for what HTTP itself refuses: the empty answers to heads that cannot be read are put into the words of
//! the dialect at whose address they came. And it spells the names of headers as the vendors do: clients compare them letter for letter.

use std::io;
use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, ready};

use memchr::memmem;
use offhook_dialect::{HttpRequest, HttpResponse, VENDORS};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{mpsc, oneshot};

use crate::actor::{Asked, Command};
use crate::guard::harmless;
use crate::limits::{MAX_HEAD_BYTES, MAX_HEADERS, MAX_TARGET_BYTES};
use crate::message::AtDoor;

/// As much of a request as is looked at for its address.
const LOOKED_AT: usize = 512;

/// The words for a refusal, once they are there.
type Words = Pin<Box<dyn Future<Output = Option<HttpResponse>> + Send>>;

pub(super) struct Worded<T> {
    stream: T,
    commands: mpsc::Sender<Command>,
    /// How the latest request begins.
    begins: Vec<u8>,
    /// Whether an answer has been written since.
    answered: bool,
    asked: Option<Words>,
    /// What is to be written in place of what was handed in.
    instead: Vec<u8>,
}

impl<T> Worded<T> {
    pub(super) const fn new(stream: T, commands: mpsc::Sender<Command>) -> Self {
        Self { stream, commands, begins: Vec::new(), answered: true, asked: None, instead: Vec::new() }
    }

    fn has_read(&mut self, bytes: &[u8]) {
        if std::mem::take(&mut self.answered) {
            self.begins.clear();
        }
        let room = LOOKED_AT.saturating_sub(self.begins.len()).min(bytes.len());
        self.begins.extend(&bytes[..room]);
    }

    /// Asks for words for this status.
    fn ask(&self, status: u16) -> Words {
        let (what, allowed) = match status {
            414 => ("address", format!("at most {MAX_TARGET_BYTES} bytes")),
            431 => ("head", format!("at most {MAX_HEAD_BYTES} bytes in {MAX_HEADERS} lines")),
            _ => ("request", "HTTP/1.1".to_owned()),
        };
        let (answer, answered) = oneshot::channel();
        let asked = Asked::Refused(request(&self.begins), AtDoor::Unreadable { status, what, allowed });
        let commands = self.commands.clone();
        Box::pin(async move {
            commands.send(Command { asked, answer }).await.ok()?;
            answered.await.ok()
        })
    }
}

/// A request, as far as there is one: its method, its path, and the host if that comes early.
fn request(begins: &[u8]) -> HttpRequest {
    let text = String::from_utf8_lossy(begins);
    let mut lines = text.split(['\r', '\n']);
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let target = target.split('?').next().unwrap_or_default();
    // A request to a proxy has the server before the path.
    let path =
        target.split_once("://").map_or(target, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    let mut request = HttpRequest::new(method, path);
    // The last line may be there in part only.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let named = whole.lines().filter_map(|line| line.split_once(':'));
    if let Some((_, host)) = named.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("host")) {
        request.set_header("Host", host.trim());
    }
    request
}

/// The status of an answer that is refused without a word. Our own all have a media type.
fn wordless(bytes: &[u8]) -> Option<u16> {
    let head = std::str::from_utf8(bytes).ok()?.strip_suffix("\r\n\r\n")?.to_ascii_lowercase();
    let status = head.strip_prefix("http/1.1 ")?.get(..3)?.parse().ok()?;
    let empty = head.contains("\r\ncontent-length: 0") && !head.contains("\r\ncontent-type:");
    ((400..500).contains(&status) && empty).then_some(status)
}

/// An answer as HTTP has it, on a connection that ends with it.
fn message(reply: HttpResponse) -> Vec<u8> {
    let reply = harmless(reply);
    let reason = hyper::StatusCode::from_u16(reply.status).ok().and_then(|it| it.canonical_reason());
    let mut text = format!("HTTP/1.1 {} {}\r\n", reply.status, reason.unwrap_or_default());
    for (name, value) in &reply.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{text}Connection: close\r\nContent-Length: {}\r\n\r\n{}", reply.body.len(), reply.body)
        .into_bytes()
}

/// How the names of headers stand in a head, in title case, and how the vendors spell them where that differs.
static SPELLINGS: LazyLock<Vec<(Vec<u8>, Vec<u8>)>> = LazyLock::new(|| {
    let line = |name: &str| format!("\r\n{name}: ").into_bytes();
    let own = VENDORS.iter().flat_map(|vendor| vendor.web.own_headers);
    own.map(|name| (line(&title_case(name)), line(name))).filter(|(titled, own)| titled != own).collect()
});

/// The first letter of each word in upper case, and the others in lower case.
fn title_case(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
    });
    words.collect::<Vec<_>>().join("-")
}

/// The bytes with the vendors' spellings, if they differ. No body has a line break before such a name: JSON escapes it, and so does our XML.
fn respelled(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut spelled: Option<Vec<u8>> = None;
    for (titled, vendors) in &*SPELLINGS {
        for at in memmem::find_iter(bytes, titled) {
            let copy = spelled.get_or_insert_with(|| bytes.to_vec());
            copy[at..at + vendors.len()].copy_from_slice(vendors);
        }
    }
    spelled
}

impl<T: AsyncRead + Unpin> AsyncRead for Worded<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let done = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.has_read(&buffer.filled()[before..]);
        done
    }
}

impl<T: AsyncWrite + Unpin> Worded<T> {
    fn poll_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.instead.is_empty() {
            match ready!(Pin::new(&mut self.stream).poll_write(cx, &self.instead))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.instead.drain(..written),
            };
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Worded<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_instead(cx))?;
        if self.asked.is_none()
            && let Some(status) = wordless(bytes)
        {
            self.asked = Some(self.ask(status));
        }
        self.answered = true;
        if let Some(asked) = &mut self.asked {
            let reply = ready!(asked.as_mut().poll(cx));
            self.asked = None;
            if let Some(reply) = reply {
                self.instead = message(reply);
                return Poll::Ready(Ok(bytes.len()));
            }
        }
        if let Some(spelled) = respelled(bytes) {
            self.instead = spelled;
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
