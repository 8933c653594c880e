use offhook_explore::*;
use offhook_machine::*;
use offhook_scenario::Dialect;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let agents: u8 = a[1].parse().unwrap();
    let customers: u8 = a[2].parse().unwrap();
    let depth: u32 = a[3].parse().unwrap();
    let fam: moves::Families = if a[4] == "all" {
        moves::Families::ALL
    } else if a[4] == "legs" {
        moves::Families::LEGS
    } else {
        a[4].split(',').map(|f| moves::Family::from_text(f).unwrap()).collect()
    };
    for d in [Dialect::Ccc, Dialect::CcGateway] {
        let scene = Scene::new(d, agents, customers, UserState::Ready).unwrap();
        let model = MachineModel::new(scene, fam, true);
        let t = std::time::Instant::now();
        let found = search(
            &model,
            &Bounds { depth: Some(depth), jobs: 2, memory_bytes: 12 << 30, ..Bounds::default() },
            |_, _| {},
        );
        println!(
            "{d:?} moves {} end {:?} states {} steps {} depth {} {:?} fired {} refused {} in {:?}",
            model.moves().len(),
            found.end,
            found.states,
            found.steps,
            found.depth,
            found.levels,
            found.tally.fired.count(),
            found.tally.refused,
            t.elapsed()
        );
        if let Some((way, flaw)) = found.flaw {
            println!("{flaw}");
            for w in way {
                println!("  {w}");
            }
        }
    }
}
