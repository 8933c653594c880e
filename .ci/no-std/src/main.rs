//! A program without the standard library that makes one call. It need not run; that it links is the proof.
#![no_std]
#![no_main]

extern crate alloc;

use core::{
    alloc::{GlobalAlloc, Layout},
    panic::PanicInfo,
    ptr::null_mut,
    sync::atomic::{AtomicUsize, Ordering},
};

use offhook_machine::{NewInstance, NewUser, Number, Op, Policy, Request, UserState, World};

/// Gives out memory from one block and takes none back.
struct Bump;

const BYTES: usize = 1 << 20;

#[repr(align(16))]
struct Block(core::cell::UnsafeCell<[u8; BYTES]>);

// SAFETY: `Bump` hands out each byte once.
unsafe impl Sync for Block {}

static BLOCK: Block = Block(core::cell::UnsafeCell::new([0; BYTES]));
static USED: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every allocation is a range of its own within the block, aligned as asked, or null.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > 16 {
            return null_mut();
        }
        let size = layout.size().next_multiple_of(16);
        let from = USED.fetch_add(size, Ordering::Relaxed);
        if from.saturating_add(size) > BYTES {
            return null_mut();
        }
        // SAFETY: the range lies within the block.
        unsafe { BLOCK.0.get().cast::<u8>().add(from) }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Bump = Bump;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

/// `alloc` is built to unwind and names this symbol; with `panic = "abort"` nobody calls it.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// The documented MakeCall, from acceptance to effect.
fn call() -> Option<UserState> {
    let now = 1_609_225_718_293;
    let mut world = World::new(Policy::CCC, now, 274);
    let instance = world.add_instance(&NewInstance { name: "ccc-test", ..NewInstance::default() }).ok()?;
    let amy = NewUser { state: UserState::Ready, extension: Number::new("80011474"), ..NewUser::new("amy") };
    let by = world.add_user(instance, &amy).ok()?;
    let op = Op::MakeCall { callee: Number::new("13188888888")?, caller: None, timeout_ms: None };
    world.request(now, &Request { by, op }).ok()?;
    world.advance(now).ok()?;
    world.user(by).map(|user| user.state)
}

/// Exits with 0 when the call was placed.
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    i32::from(call() != Some(UserState::Dialing))
}
