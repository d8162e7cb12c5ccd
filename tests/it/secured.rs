//! The daemon before a Kafka that asks who it is: TLS, SCRAM, rights.

use std::fs;
use std::time::Duration;

use crate::delivery;
use crate::support::broker::Broker;
use crate::support::daemon::Setup;
use crate::support::java::{DESK, GUEST, Secured};
use crate::support::topics::{self, Names};
use crate::support::{oracle, stories, supervisor, wait_for};

const LIMIT: Duration = Duration::from_secs(60);

/// A daemon at the guarded door, under this name and password.
fn setup(doors: &Secured, names: &Names, (user, password): (&str, &str)) -> Setup {
    let file = supervisor::folder("secret").join("password");
    fs::write(&file, format!("{password}\n")).expect("the password is written");
    let mut setup = Setup::new(&doors.guarded, names);
    setup.sections = format!(
        "[kafka.security]\nprotocol = \"sasl_ssl\"\nca_file = \"{}\"\n\
         sasl_username = \"{user}\"\nsasl_password_file = \"{}\"\n",
        doors.ca.display(),
        file.display()
    );
    setup
}

#[test]
fn name_password_and_rights_decide() {
    let Some((kafka, doors)) = Broker::secured() else {
        return;
    };
    let names = Names::made(&kafka, "secured", 2);
    topics::fill(&kafka, &names.raw, stories::stories(40));

    // Without rights: told once, with the name of what is missing, and a code of its own.
    let guest = setup(&doors, &names, GUEST).start();
    assert_eq!(guest.process.wait(), 77, "{}", guest.process.log_tail());
    let log = guest.process.log_tail();
    assert!(log.contains(&format!("topic {}", names.raw)), "{log}");
    assert!(!log.contains(GUEST.1), "{log}");

    // With a wrong password: it goes on trying, and says why it is not ready.
    let wrong = setup(&doors, &names, (DESK.0, "wrong-word-4713")).start();
    wrong.await_status("/livez", 200, LIMIT);
    wait_for("the reason", LIMIT, || {
        let (status, why) = wrong.get("/readyz");
        status == 503 && why.to_lowercase().contains("authentication failed")
    });
    let log = wrong.process.log_tail();
    assert!(!log.contains("wrong-word-4713"), "{log}");
    assert_eq!(wrong.terminate(), 0, "{}", wrong.process.log_tail());

    let desk = setup(&doors, &names, DESK).start();
    delivery::await_done(&kafka, &names, &desk);
    assert_eq!(desk.terminate(), 0, "{}", desk.process.log_tail());
    let verdict = oracle::judge(&kafka, &names);
    assert!(
        verdict.is_exactly_once() && verdict.inputs == 40,
        "{verdict}"
    );
}
